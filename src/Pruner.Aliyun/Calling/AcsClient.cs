using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pruner.Aliyun.Credentials;
using Pruner.Aliyun.Signing;
using Pruner.Core;
using Pruner.Core.Stores;
using Pruner.Http;

namespace Pruner.Aliyun.Calling;

/// <summary>
/// Signs and sends calls, and reads what came back. Reads are repeated when an answer is lost, changes never. Every attempt is signed with the
/// credentials of its moment.
/// </summary>
internal sealed class AcsClient(HttpExchange exchange, ICredentialSource credentials, TimeProvider time, Func<string> nonce)
{
    private const string ExpiredCode = "InvalidSecurityToken.Expired";

    /// <summary>The same, signing with other credentials.</summary>
    public AcsClient SignedWith(ICredentialSource others) => new(exchange, others, time, nonce);

    /// <summary>Calls an operation that reads.</summary>
    /// <exception cref="AcsException">No good answer came.</exception>
    /// <exception cref="PrunerException">There are no credentials to sign with.</exception>
    public async Task<T> ReadAsync<T>(AcsCall call, JsonTypeInfo<T> shape, CancellationToken cancellationToken)
        where T : AcsAnswer
    {
        var (reply, signer) = await SendAsync(call, isChange: false, cancellationToken);
        var envelope = AcsEnvelope.Read(reply);
        if (!reply.IsSuccess || !envelope.IsGood)
        {
            throw new AcsException(envelope.ToError(reply, signer.Redact));
        }

        try
        {
            return JsonSerializer.Deserialize(reply.Body.Span, shape) is { RequestId.Length: > 0 } answer
                ? answer
                : throw NotUnderstood(call, envelope, inner: null);
        }
        catch (JsonException error)
        {
            throw NotUnderstood(call, envelope, error);
        }
    }

    /// <summary>Calls an operation that changes something; what the service says, or does not say, is returned.</summary>
    public async Task<StoreReply> ChangeAsync(AcsCall call, CancellationToken cancellationToken)
    {
        HttpReply reply;
        AliyunCredentials signer;
        try
        {
            (reply, signer) = await SendAsync(call, isChange: true, cancellationToken);
        }
        catch (AcsException failure)
        {
            return ChangeReplies.Of(failure.Error);
        }
        catch (PrunerException refused)
        {
            // Without credentials nothing was sent, or what was sent was refused for them. The next read ends the run with the reason.
            return new StoreReply(StoreOutcome.Forbidden, "NotSent", refused.Refusal.What, "");
        }

        var envelope = AcsEnvelope.Read(reply);
        if (reply.IsSuccess && envelope.IsGood)
        {
            // A page of some proxy is no answer of the service, whatever its status.
            return envelope.IsObject
                ? new StoreReply(StoreOutcome.Done, "", "", envelope.RequestId)
                : ChangeReplies.Of(new AcsError(AcsMeaning.NotUnderstood, "", $"The answer to {call.Action} is not one of Alibaba Cloud's.", envelope.RequestId));
        }

        return ChangeReplies.Of(envelope.ToError(reply, signer.Redact));
    }

    /// <summary>Sends until an answer is final. One that calls the credentials expired did nothing, so that even a change is asked for again, once.</summary>
    private async Task<(HttpReply Reply, AliyunCredentials Signer)> SendAsync(AcsCall call, bool isChange, CancellationToken cancellationToken)
    {
        var (reply, signer) = await SendWithAsync(call, isChange, cancellationToken);
        var isExpired = !reply.IsSuccess && AcsEnvelope.Read(reply).Code == ExpiredCode;
        return isExpired && await credentials.RenewAsync(signer, cancellationToken)
            ? await SendWithAsync(call, isChange, cancellationToken)
            : (reply, signer);
    }

    private async Task<(HttpReply Reply, AliyunCredentials Signer)> SendWithAsync(AcsCall call, bool isChange, CancellationToken cancellationToken)
    {
        var signer = await credentials.CurrentAsync(cancellationToken);
        try
        {
            // Attempts of one call can lie minutes apart: others may have renewed the credentials meanwhile.
            var http = new HttpCall("aliyun", call.Lane, () => Compose(call, signer = credentials.Held), reply => Judge(reply, isChange)) { MayRepeat = !isChange };
            return (await exchange.SendAsync(http, cancellationToken), signer);
        }
        catch (ExchangeException failure)
        {
            throw new AcsException(ErrorOf(failure, signer), failure);
        }
    }

    private static Judgement Judge(HttpReply reply, bool isChange)
    {
        var envelope = reply.IsSuccess ? null : AcsEnvelope.Read(reply);
        return envelope?.MeaningOf(reply) switch
        {
            AcsMeaning.Throttled => Judgement.Throttled(AcsEnvelope.WaitOf(reply)),
            AcsMeaning.Failing => Judgement.Failing(AcsEnvelope.WaitOf(reply)),
            AcsMeaning.Busy when !isChange => Judgement.Failing(AcsEnvelope.WaitOf(reply)),
            // The next attempt has a nonce of its own. For a change it means that a copy of the request had arrived before.
            AcsMeaning.NonceUsed when !isChange => Judgement.Failing(TimeSpan.Zero),
            _ => Judgement.Final,
        };
    }

    /// <summary>Makes the signed request; date and nonce are new each time.</summary>
    private HttpRequestMessage Compose(AcsCall call, AliyunCredentials signer)
    {
        var query = Acs3Signer.CanonicalQuery(call.Parameters);
        var bodyHash = Acs3Signer.HashOf([]);
        var headers = new List<KeyValuePair<string, string>>
        {
            new("host", call.Endpoint.Authority),
            new("x-acs-action", call.Action),
            new("x-acs-version", call.Version),
            new("x-acs-date", time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture)),
            new("x-acs-signature-nonce", nonce()),
            new("x-acs-content-sha256", bodyHash),
        };
        if (signer.SecurityToken is { } token)
        {
            headers.Add(new("x-acs-accesskey-id", signer.AccessKeyId));
            headers.Add(new("x-acs-security-token", token));
        }

        var authorization = Acs3Signer.Authorization("POST", query, headers, bodyHash, signer.AccessKeyId, signer.AccessKeySecret);
        headers.Add(new("Authorization", authorization));
        headers.Add(new("Accept", "application/json"));
        headers.Add(new("User-Agent", "aliyun-pruner"));

        // What is signed must be what is sent: the text is encoded already and Uri must leave it alone.
        var address = new Uri(
            $"{call.Endpoint.Scheme}://{call.Endpoint.Authority}/{(query.Length > 0 ? "?" : "")}{query}",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        // A content, though empty: without one, the connection pool sends a request again by itself when a server closes the
        // connection before answering, and a change would be made twice.
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent([]) };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static AcsError ErrorOf(ExchangeException failure, AliyunCredentials signer)
    {
        var told = failure.LastReply is { } reply ? AcsEnvelope.Read(reply).ToError(reply, signer.Redact) : null;
        var meaning = failure.Failure switch
        {
            ExchangeFailure.Unreachable => AcsMeaning.Unreachable,
            ExchangeFailure.Throttled => AcsMeaning.Throttled,
            ExchangeFailure.AnswerLost => AcsMeaning.Failing,
            _ => AcsMeaning.NotUnderstood,
        };
        var message = told is null ? signer.Redact(failure.Message) : $"{failure.Message} {told.Message}";
        return new AcsError(meaning, told?.Code ?? "", message, told?.RequestId ?? "");
    }

    private static AcsException NotUnderstood(AcsCall call, AcsEnvelope envelope, Exception? inner) => new(
        new AcsError(AcsMeaning.NotUnderstood, "", $"The answer to {call.Action} does not have the documented form.", envelope.RequestId), inner);
}
