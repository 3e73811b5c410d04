using System.Net.Http.Headers;
using System.Text.Json;
using Pruner.Actions.Runner;
using Pruner.Core;
using Pruner.Http;

namespace Pruner.Actions.Oidc;

/// <summary>
/// Asks GitHub for an id token: a JWT, good for minutes, that says to whom it is shown which repository, branch and environment the job runs for.
/// Source: the toolkit's <c>@actions/core</c>. Neither token is ever part of a message.
/// </summary>
/// <param name="exchange">Sends the requests.</param>
/// <param name="runner">The run; tells where to ask.</param>
/// <param name="announceSecret">Told every secret before it is used, so that it can be masked.</param>
public sealed class IdTokenClient(HttpExchange exchange, RunnerContext runner, Action<string> announceSecret)
{
    private const string Lane = "github/id-token";

    /// <summary>A token has some two thousand characters.</summary>
    private const int MostBytes = 64 * 1024;

    /// <summary>A new token.</summary>
    /// <param name="audience">Whom it is for.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <exception cref="SetupException">The job may not have one.</exception>
    /// <exception cref="EvidenceException">GitHub did not answer, or not with a token.</exception>
    public async Task<string> RequestAsync(string audience, CancellationToken cancellationToken)
    {
        var bearer = runner.IdTokenRequestToken ?? throw NotAllowed();
        var address = AddressOf(runner.IdTokenRequestUrl ?? throw NotAllowed(), audience);
        announceSecret(bearer);
        HttpReply reply;
        try
        {
            reply = await exchange.SendAsync(
                new HttpCall("github", Lane, () => Compose(address, bearer), Judge) { MaxBytes = MostBytes }, cancellationToken);
        }
        catch (ExchangeException failure)
        {
            throw NoToken(failure.Message, failure);
        }

        if (!reply.IsSuccess)
        {
            throw NoToken($"HTTP {(int)reply.Status}", inner: null);
        }

        var token = TokenIn(reply) ?? throw NoToken("the answer holds none", inner: null);
        announceSecret(token);
        return token;
    }

    private static Uri AddressOf(string given, string audience)
    {
        // The bearer must not cross a network readable.
        if (!Uri.TryCreate(given, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
        {
            throw new SetupException(new Refusal(
                "The variable ACTIONS_ID_TOKEN_REQUEST_URL is not an https address.",
                "GitHub's id token is asked for there, with a token that nobody else may see.",
                "The runner sets it; do not set it in the workflow."));
        }

        return new UriBuilder(address) { Query = $"{address.Query}{(address.Query.Length > 0 ? '&' : '?')}audience={Uri.EscapeDataString(audience)}" }.Uri;
    }

    private static HttpRequestMessage Compose(Uri address, string bearer)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "aliyun-pruner");
        return request;
    }

    private static Judgement Judge(HttpReply reply) => (int)reply.Status switch
    {
        429 => Judgement.Throttled(reply.Headers.RetryAfter?.Delta),
        >= 500 => Judgement.Failing(reply.Headers.RetryAfter?.Delta),
        _ => Judgement.Final,
    };

    private static string? TokenIn(HttpReply reply)
    {
        try
        {
            using var document = JsonDocument.Parse(reply.Body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("value", out var value)
                && value.ValueKind == JsonValueKind.String
                && value.GetString() is { Length: > 0 } token ? token : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The second: a text that is none, for it holds half of a character. The parser's message may quote the answer: it does not go on.
            return null;
        }
    }

    private static SetupException NotAllowed() => new(new Refusal(
        "This job may not have an id token: ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN are missing.",
        "The role is given to whoever shows GitHub's id token.",
        "Give the job 'permissions: id-token: write', next to 'contents: read'. Runs for pull requests of forks never have one."));

    private static EvidenceException NoToken(string why, Exception? inner) => new(
        new Refusal(
            $"GitHub gave no id token: {why}.",
            "The role is given to whoever shows one.",
            "Run again; if it stays, see GitHub's status page, or the log of the runner."),
        inner);
}
