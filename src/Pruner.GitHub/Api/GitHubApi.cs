using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pruner.Core;
using Pruner.Http;

namespace Pruner.GitHub.Api;

/// <summary>
/// GitHub's two APIs over one exchange: composes calls, tells limits from permissions from weather, and hands out whole,
/// error-free answers only. Safe for many threads.
/// </summary>
internal sealed class GitHubApi(HttpExchange exchange, GitHubEndpoint endpoint, string repository)
{
    /// <summary>How often an answer with errors of no known kind is asked for again before it is refused.</summary>
    private const int ErrorRetries = 2;

    private const string JsonType = "application/vnd.github+json";

    private RateBudget? _budget;

    /// <summary>GitHub's rate limit as last heard.</summary>
    public RateBudget? Budget => Volatile.Read(ref _budget);

    /// <summary>The clock.</summary>
    public TimeProvider Time => exchange.Time;

    /// <summary>Asks a GraphQL query and returns its <c>data.repository</c>.</summary>
    /// <param name="what">What is asked, for messages: <c>commits</c>.</param>
    /// <param name="document">The query.</param>
    /// <param name="variables">Its variables.</param>
    /// <param name="mayShrink">True when the caller can ask for less.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="TooHeavyException">Only with <paramref name="mayShrink"/>: ask for less.</exception>
    /// <exception cref="PrunerException">No answer without errors could be had.</exception>
    public async Task<JsonElement> QueryAsync(string what, string document, JsonObject variables, bool mayShrink, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes(new JsonObject { ["query"] = document, ["variables"] = variables }.ToJsonString());
        for (var attempt = 0; ; attempt++)
        {
            var (reply, answer) = await SendQueryAsync(what, body, mayShrink, cancellationToken);
            if (answer is { Data: { } data })
            {
                return data.Optional("repository") ?? throw Refusals.NoRepository(repository);
            }

            if (answer is null)
            {
                if (mayShrink && IsGatewayTimeout(reply))
                {
                    throw new TooHeavyException();
                }

                throw RefusalOf(what, reply);
            }

            ThrowIfHopeless(answer);
            if (mayShrink && answer.Errors.Any(error => error.IsHeaviness))
            {
                throw new TooHeavyException();
            }

            if (attempt >= ErrorRetries)
            {
                throw Refusals.QueryRefused(what, answer.Errors[0].Message);
            }

            await Task.Delay(TimeSpan.FromSeconds(1 << attempt), exchange.Time, cancellationToken);
        }
    }

    /// <summary>Asks a REST path (or the whole address of a next page) for JSON.</summary>
    /// <returns>The JSON and the address of the next page, null on the last one; null JSON for a 404.</returns>
    /// <exception cref="PrunerException">No usable answer could be had.</exception>
    public async Task<(JsonElement? Json, string? Next)> GetAsync(string what, string address, CancellationToken cancellationToken)
    {
        var reply = await SendRestAsync(what, address, JsonType, maxBytes: null, cancellationToken);
        if (reply.Status == HttpStatusCode.NotFound)
        {
            return (null, null);
        }

        return (GitHubJson.TryParse(reply.Body) ?? throw Refusals.Status(what, (int)reply.Status, "not JSON"), NextPage(reply));
    }

    /// <summary>Asks a REST path for the raw bytes of a file.</summary>
    /// <returns>The bytes; null for a 404.</returns>
    /// <exception cref="ExchangeException">Longer than allowed (<see cref="ExchangeFailure.TooLong"/>).</exception>
    /// <exception cref="PrunerException">No usable answer could be had.</exception>
    public async Task<ReadOnlyMemory<byte>?> GetRawAsync(string what, string address, long maxBytes, CancellationToken cancellationToken)
    {
        var reply = await SendRestAsync(what, address, "application/vnd.github.raw+json", maxBytes, cancellationToken);
        // Without the cast, null would become an empty memory, and a missing file an empty one.
        return reply.Status == HttpStatusCode.NotFound ? (ReadOnlyMemory<byte>?)null : reply.Body;
    }

    /// <summary>Asks a REST path for a change. It is asked for once: whatever GitHub answers, a no included, is handed out.</summary>
    /// <returns>The status, the JSON (null when there is none), and what GitHub said besides.</returns>
    /// <exception cref="PrunerException">No answer came, so that the change may have been made or not; or limits went on past our patience.</exception>
    public async Task<(HttpStatusCode Status, JsonElement? Json, string Said)> ChangeAsync(
        string what, HttpMethod method, string address, JsonObject body, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
        var call = new HttpCall(
            "github",
            "github/changes",
            () => Compose(method, address, JsonType, bytes),
            reply => reply.IsSuccess ? Judgement.Final : JudgeFailure(reply))
        { MayRepeat = false };
        var reply = await SendAsync(what, call, cancellationToken);
        return (reply.Status, GitHubJson.TryParse(reply.Body), SaidBy(reply));
    }

    /// <summary>Asks a REST path where its content lies. The address is not followed here: the token is not for it.</summary>
    /// <returns>The address; null when the content is not there, or no longer (404, 410).</returns>
    /// <exception cref="PrunerException">No usable answer could be had.</exception>
    public async Task<Uri?> GetLocationAsync(string what, string address, CancellationToken cancellationToken)
    {
        var reply = await SendAsync(what, new HttpCall("github", "github/rest", () => Compose(HttpMethod.Get, address, JsonType, body: null), JudgeFailure), cancellationToken);
        return reply.Status switch
        {
            HttpStatusCode.NotFound or HttpStatusCode.Gone => null,
            HttpStatusCode.Found or HttpStatusCode.TemporaryRedirect => reply.Headers.Location ?? throw Refusals.UnexpectedShape("Location"),
            _ => throw RefusalOf(what, reply),
        };
    }

    /// <summary>The whole address of a REST path.</summary>
    public string Address(string path) => endpoint.RestUrl(path);

    private static bool IsGatewayTimeout(HttpReply reply) => reply.Status is HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout;

    private static string SaidBy(HttpReply reply) =>
        GitHubJson.TryParse(reply.Body)?.Optional("message") is { ValueKind: JsonValueKind.String } message ? message.AsText("message") : "";

    private async Task<(HttpReply Reply, GraphQLAnswer? Answer)> SendQueryAsync(
        string what, byte[] body, bool mayShrink, CancellationToken cancellationToken)
    {
        GraphQLAnswer? answer = null;
        var call = new HttpCall(
            "github",
            "github/graphql",
            () => Compose(HttpMethod.Post, endpoint.GraphQLUrl, JsonType, body),
            reply =>
            {
                answer = reply.IsSuccess ? GraphQLAnswer.TryRead(reply.Body) : null;
                return JudgeQuery(reply, answer, mayShrink);
            });
        var last = await SendAsync(what, call, cancellationToken);
        return (last, answer);
    }

    private Judgement JudgeQuery(HttpReply reply, GraphQLAnswer? answer, bool mayShrink)
    {
        if (!reply.IsSuccess)
        {
            return mayShrink && IsGatewayTimeout(reply) ? Judgement.Final : JudgeFailure(reply);
        }

        if (answer is null)
        {
            return Judgement.Failing();
        }

        return answer.Errors.FirstOrDefault(error => error.Type is "RATE_LIMITED" or "RATE_LIMIT") is { } limited
            ? Judgement.Throttled(RateLimits.Wait(reply, limited.Message, knownLimit: true, exchange.Time.GetUtcNow()))
            : Judgement.Final;
    }

    private Judgement JudgeFailure(HttpReply reply)
    {
        if (RateLimits.Wait(reply, SaidBy(reply), knownLimit: false, exchange.Time.GetUtcNow()) is { } wait)
        {
            return Judgement.Throttled(wait);
        }

        return (int)reply.Status >= 500 || reply.Status == HttpStatusCode.RequestTimeout
            ? Judgement.Failing(reply.Headers.RetryAfter?.Delta)
            : Judgement.Final;
    }

    private async Task<HttpReply> SendRestAsync(string what, string address, string accept, long? maxBytes, CancellationToken cancellationToken)
    {
        var call = new HttpCall(
            "github",
            "github/rest",
            () => Compose(HttpMethod.Get, address, accept, body: null),
            reply => !reply.IsSuccess ? JudgeFailure(reply)
                : maxBytes is null && GitHubJson.TryParse(reply.Body) is null ? Judgement.Failing()
                : Judgement.Final);
        var reply = await SendAsync(what, maxBytes is { } most ? call with { MaxBytes = most } : call, cancellationToken);
        return reply.IsSuccess || reply.Status == HttpStatusCode.NotFound ? reply : throw RefusalOf(what, reply);
    }

    private async Task<HttpReply> SendAsync(string what, HttpCall call, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await exchange.SendAsync(call, cancellationToken);
            Note(reply);
            return reply;
        }
        catch (ExchangeException failure) when (failure.Failure == ExchangeFailure.Throttled)
        {
            Note(failure.LastReply);
            var limit = failure.LastReply is { } last ? RateLimits.Read(last) : null;
            throw Refusals.RateLimited(limit, exchange.Time.GetUtcNow() + (failure.Wait ?? RateLimits.SecondaryWait));
        }
        catch (ExchangeException failure) when (failure.Failure != ExchangeFailure.TooLong)
        {
            throw Refusals.Unanswered(what, failure);
        }
    }

    private void Note(HttpReply? reply)
    {
        if (reply is not null && RateLimits.Read(reply) is { } budget)
        {
            Volatile.Write(ref _budget, budget);
        }
    }

    private HttpRequestMessage Compose(HttpMethod method, string address, string accept, byte[]? body)
    {
        var request = new HttpRequestMessage(method, address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("pruner", "1"));
        request.Headers.Add("X-GitHub-Api-Version", "2022-11-28");
        if (endpoint.Token is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        return request;
    }

    private void ThrowIfHopeless(GraphQLAnswer answer)
    {
        if (answer.Errors.Any(error => error is { Type: "NOT_FOUND", Path: "repository" }))
        {
            throw Refusals.NoRepository(repository);
        }

        if (answer.Errors.FirstOrDefault(error => error.Type is "FORBIDDEN" or "INSUFFICIENT_SCOPES") is { } forbidden)
        {
            throw Refusals.Forbidden(repository, forbidden.Message);
        }
    }

    private PrunerException RefusalOf(string what, HttpReply reply) => reply.Status switch
    {
        HttpStatusCode.Unauthorized when !endpoint.HasToken => Refusals.NoToken(endpoint),
        HttpStatusCode.Unauthorized => Refusals.TokenRefused(endpoint),
        HttpStatusCode.Forbidden => Refusals.Forbidden(repository, SaidBy(reply)),
        HttpStatusCode.NotFound => Refusals.NoRepository(repository),
        _ => Refusals.Status(what, (int)reply.Status, SaidBy(reply)),
    };

    private string? NextPage(HttpReply reply)
    {
        if (reply.Header("Link") is not { } links)
        {
            return null;
        }

        foreach (var link in links.Split(','))
        {
            var parts = link.Split(';', StringSplitOptions.TrimEntries);
            if (parts.Length >= 2 && parts[0] is ['<', .., '>'] && parts.Skip(1).Any(part => part is "rel=\"next\"" or "rel=next"))
            {
                var address = parts[0][1..^1];
                return address.StartsWith(endpoint.BaseUrl + "/", StringComparison.OrdinalIgnoreCase) ? address : throw Refusals.ForeignLink();
            }
        }

        return null;
    }
}
