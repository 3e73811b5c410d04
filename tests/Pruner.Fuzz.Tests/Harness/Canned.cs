using System.Net;
using System.Net.Http.Headers;
using Pruner.Http;

namespace Pruner.Fuzz.Tests.Harness;

/// <summary>An answer that lies ready.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The body.</param>
internal sealed record Canned(int Status, byte[] Body)
{
    /// <summary>Header fields, also such as no server would send.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The answer as the transport hands it out.</summary>
    public HttpReply ToReply()
    {
        using var response = ToResponse();
        return new HttpReply(response.StatusCode, response.Headers, response.Content.Headers, Body);
    }

    /// <summary>The answer as it comes from a connection.</summary>
    public HttpResponseMessage ToResponse()
    {
        var response = new HttpResponseMessage((HttpStatusCode)Status) { Content = new ByteArrayContent(Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
        foreach (var (name, value) in Headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }
}

/// <summary>
/// Servers whose answers lie ready. They are given to the transport directly, not over a socket: a reader is to be asked some thousand times a second, and what the
/// transport does with sockets has tests of its own.
/// </summary>
internal sealed class CannedServer(Func<HttpRequestMessage, string, Canned> answer) : HttpMessageHandler
{
    private static long _served;

    /// <summary>Bytes that all servers together gave.</summary>
    public static long Served => Interlocked.Read(ref _served);

    /// <summary>A transport to such servers, which waits for nothing.</summary>
    /// <param name="answer">The answer to a request and its body.</param>
    public static HttpExchange Exchange(Func<HttpRequestMessage, string, Canned> answer)
    {
        var clock = new HastyClock();
        var limits = new RetryLimits { Retries = 1, AttemptTimeout = TimeSpan.FromHours(2) };
#pragma warning disable CA2000 // It holds nothing but a function.
        return new HttpExchange(new HttpMessageInvoker(new CannedServer(answer)), clock, new ServerClocks(), limits);
#pragma warning restore CA2000
    }

    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var canned = answer(request, request.Content is { } content ? await content.ReadAsStringAsync(cancellationToken) : "");
        Interlocked.Add(ref _served, canned.Body.Length);
        return canned.ToResponse();
    }
}
