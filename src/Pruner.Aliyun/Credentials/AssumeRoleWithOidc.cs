using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pruner.Aliyun.Calling;
using Pruner.Aliyun.Signing;
using Pruner.Core;
using Pruner.Http;

namespace Pruner.Aliyun.Credentials;

/// <summary>STS <c>AssumeRoleWithOIDC</c>: keys for a role, for a token. Not signed: the token is the proof.</summary>
/// <param name="exchange">Sends the requests.</param>
/// <param name="role">The role.</param>
/// <param name="sts">Where STS is asked.</param>
/// <param name="policy">What the keys may do of what the role may; null for all. See <see cref="SessionPolicy"/>.</param>
/// <param name="time">Dates the requests.</param>
internal sealed class AssumeRoleWithOidc(HttpExchange exchange, OidcRole role, Uri sts, string? policy, TimeProvider time)
{
    private const string Action = "AssumeRoleWithOIDC";

    /// <summary>How long the keys are asked to live: what a role allows unless it was set otherwise.</summary>
    private static readonly TimeSpan Duration = TimeSpan.FromHours(1);

    /// <summary>The same for keys that may do no more than a policy says.</summary>
    public AssumeRoleWithOidc Within(string sessionPolicy) => new(exchange, role, sts, sessionPolicy, time);

    /// <summary>Asks for keys.</summary>
    /// <exception cref="SetupException">The service refuses the role or the token.</exception>
    /// <exception cref="EvidenceException">No answer came, or not one with keys.</exception>
    public async Task<AssumedRole> AskAsync(OidcToken token, CancellationToken cancellationToken)
    {
        HttpReply reply;
        try
        {
            reply = await exchange.SendAsync(new HttpCall("aliyun", "aliyun/sts/" + Action, () => Compose(token), Judge), cancellationToken);
        }
        catch (ExchangeException failure)
        {
            throw OidcRefusals.NoAnswer(role, token.Redact(failure.Message), failure);
        }

        var envelope = AcsEnvelope.Read(reply);
        if (!reply.IsSuccess || !envelope.IsGood)
        {
            throw OidcRefusals.Of(envelope.ToError(reply, token.Redact), role, token);
        }

        return Keys(reply) ?? throw OidcRefusals.NoAnswer(role, $"The answer to {Action} does not have the documented form.", inner: null);
    }

    private HttpRequestMessage Compose(OidcToken token)
    {
        var query = Acs3Signer.CanonicalQuery(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Action"] = Action,
            ["Format"] = "JSON",
            ["SignatureNonce"] = Nonces.Next(),
            ["Timestamp"] = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["Version"] = AcsCall.StsVersion,
        });
        // In the body, not in the address: proxies write addresses into their logs.
        var body = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DurationSeconds"] = Duration.TotalSeconds.ToString("0", CultureInfo.InvariantCulture),
            ["OIDCProviderArn"] = role.ProviderArn,
            ["OIDCToken"] = token.Text,
            ["RoleArn"] = role.RoleArn,
            ["RoleSessionName"] = role.SessionName,
        };
        if (policy is not null)
        {
            body["Policy"] = policy;
        }

        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(sts, "/?" + query)) { Content = new FormUrlEncodedContent(body) };
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "aliyun-pruner");
        return request;
    }

    private static Judgement Judge(HttpReply reply)
    {
        var envelope = reply.IsSuccess ? null : AcsEnvelope.Read(reply);
        return envelope?.MeaningOf(reply) switch
        {
            AcsMeaning.Throttled => Judgement.Throttled(AcsEnvelope.WaitOf(reply)),
            AcsMeaning.Failing => Judgement.Failing(AcsEnvelope.WaitOf(reply)),
            AcsMeaning.NonceUsed => Judgement.Failing(TimeSpan.Zero),
            _ => Judgement.Final,
        };
    }

    /// <summary>The keys in an answer; null when it is not whole, or of another account than the role.</summary>
    private AssumedRole? Keys(HttpReply reply)
    {
        AssumeRoleWithOidcAnswer? answer;
        try
        {
            answer = JsonSerializer.Deserialize(reply.Body.Span, AssumeRoleWithOidcJson.Default.AssumeRoleWithOidcAnswer);
        }
        catch (JsonException)
        {
            // The parser's message may quote the answer, and the answer holds keys.
            return null;
        }

        if (answer is not { Credentials: { } keys, AssumedRoleUser.Arn: { } arn }
            || !arn.StartsWith($"acs:ram::{role.Account}:assumed-role/", StringComparison.OrdinalIgnoreCase)
            || !CredentialText.IsUsable(keys.AccessKeyId) || !CredentialText.IsUsable(keys.AccessKeySecret) || !CredentialText.IsUsable(keys.SecurityToken)
            || !DateTimeOffset.TryParse(keys.Expiration, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end))
        {
            return null;
        }

        // Their end is told by the service's clock: reckoned from its own date, a clock of ours that is off does no harm.
        var lifetime = end - (reply.Headers.Date ?? time.GetUtcNow());
        return new AssumedRole(new AliyunCredentials(keys.AccessKeyId!, keys.AccessKeySecret!, keys.SecurityToken, $"the role {role.RoleArn}"), lifetime);
    }
}

/// <summary>Keys and how long they live from when they were received.</summary>
internal sealed record AssumedRole(AliyunCredentials Keys, TimeSpan Lifetime);

/// <summary>The answer; members that we do not need are passed over.</summary>
internal sealed class AssumeRoleWithOidcAnswer
{
    /// <summary>The keys.</summary>
    public AssumedKeys? Credentials { get; init; }

    /// <summary>Whose they are.</summary>
    public AssumedUser? AssumedRoleUser { get; init; }
}

/// <summary>The keys as they are told.</summary>
internal sealed class AssumedKeys
{
    /// <summary>The key's public half.</summary>
    public string? AccessKeyId { get; init; }

    /// <summary>The key's secret half.</summary>
    public string? AccessKeySecret { get; init; }

    /// <summary>What every request carries besides.</summary>
    public string? SecurityToken { get; init; }

    /// <summary>When they end: <c>2021-10-20T04:27:09Z</c>.</summary>
    public string? Expiration { get; init; }
}

/// <summary>Whose keys they are.</summary>
internal sealed class AssumedUser
{
    /// <summary><c>acs:ram::ACCOUNT:assumed-role/NAME/SESSION</c>.</summary>
    public string? Arn { get; init; }
}

/// <summary>Source-generated reading of the answer.</summary>
[JsonSourceGenerationOptions(AllowDuplicateProperties = false)]
[JsonSerializable(typeof(AssumeRoleWithOidcAnswer))]
internal sealed partial class AssumeRoleWithOidcJson : JsonSerializerContext;
