using System.Net.Http.Headers;
using System.Text;
using Pruner.Http;

namespace Pruner.Actions.Results;

/// <summary>
/// The storage behind the results service: block blobs of Azure, by addresses that are themselves the permission. So neither an address nor what an error says of
/// it ever gets into a message, and no other credential is sent along.
/// </summary>
internal sealed class BlobApi(HttpExchange exchange)
{
    private const string Version = "2021-12-02";

    /// <summary>Sends one block. Doing it twice does no more than doing it once.</summary>
    public Task PutBlockAsync(Uri blob, string blockId, ArraySegment<byte> content, CancellationToken cancellationToken) =>
        PutAsync("block", $"{blob.AbsoluteUri}&comp=block&blockid={Uri.EscapeDataString(blockId)}", () => new ByteArrayContent(content.Array!, content.Offset, content.Count)
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") },
        }, cancellationToken);

    /// <summary>Makes the blob of its blocks, in this order.</summary>
    public Task PutBlockListAsync(Uri blob, IEnumerable<string> blockIds, string contentType, CancellationToken cancellationToken)
    {
        // The ids are base64: nothing in them needs escaping in XML.
        var list = string.Concat(blockIds.Select(id => $"<Latest>{id}</Latest>"));
        var xml = Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>{list}</BlockList>");
        return PutAsync("block list", $"{blob.AbsoluteUri}&comp=blocklist", () =>
        {
            var content = new ByteArrayContent(xml) { Headers = { ContentType = new MediaTypeHeaderValue("application/xml") } };
            content.Headers.Add("x-ms-blob-content-type", contentType);
            return content;
        }, cancellationToken);
    }

    /// <summary>Reads a whole blob.</summary>
    /// <param name="blob">Its signed address.</param>
    /// <param name="mostBytes">A longer one is refused.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<ReadOnlyMemory<byte>> GetAsync(Uri blob, long mostBytes, CancellationToken cancellationToken)
    {
        var reply = await SendAsync("the download", new HttpCall("artifact storage", "storage/get", () => new HttpRequestMessage(HttpMethod.Get, blob), Judge) { MaxBytes = mostBytes }, cancellationToken);
        return reply.Body;
    }

    private async Task PutAsync(string what, string address, Func<HttpContent> content, CancellationToken cancellationToken)
    {
        HttpRequestMessage Compose()
        {
            var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = content() };
            request.Headers.Add("x-ms-version", Version);
            return request;
        }

        await SendAsync($"a {what}", new HttpCall("artifact storage", "storage/put", Compose, Judge), cancellationToken);
    }

    private async Task<HttpReply> SendAsync(string what, HttpCall call, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await exchange.SendAsync(call, cancellationToken);
            return reply.IsSuccess ? reply : throw new ResultsException($"The artifact storage refused {what} (HTTP {(int)reply.Status}, {ErrorCode(reply)}).");
        }
        catch (ExchangeException failure)
        {
            throw new ResultsException($"The artifact storage gave no usable answer to {what}: {failure.Message.TrimEnd('.')}.", failure);
        }
    }

    // The code is a word; whatever is not one is not shown.
    private static string ErrorCode(HttpReply reply) =>
        reply.Header("x-ms-error-code") is { Length: > 0 and <= 80 } code && code.All(char.IsAsciiLetterOrDigit) ? code : "no code";

    private static Judgement Judge(HttpReply reply) => (int)reply.Status switch
    {
        429 => Judgement.Throttled(reply.Headers.RetryAfter?.Delta),
        408 or 500 or 502 or 503 or 504 => Judgement.Failing(reply.Headers.RetryAfter?.Delta),
        _ => Judgement.Final,
    };
}
