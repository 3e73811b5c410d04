using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Http.Features;

namespace Pruner.Sandbox.Hosting;

/// <summary>
/// Connects callers and emulators inside one process: a request is handed over as it is, without a socket. Emulators that are started with a
/// <see cref="TrafficLog"/> that has one get an address here instead of a port; nothing else about them differs. Safe for many threads.
/// </summary>
public sealed class Switchboard
{
    private readonly ConcurrentDictionary<string, RequestDelegate> _lines = new(StringComparer.Ordinal);
    private int _last;

    /// <summary>Hands a request over.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The whole answer, or one whose body ends too soon.</returns>
    /// <exception cref="HttpRequestException">Nobody listens at that address, or the connection was cut before an answer began.</exception>
    public async Task<HttpResponseMessage> SendAsync(WireRequest request)
    {
        if (!_lines.TryGetValue(request.Uri.Authority, out var line))
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, $"Connection refused ({request.Uri.Authority})");
        }

        var call = new Call();
        var context = request.ToContext(call);
        using var body = new MemoryStream();
        context.Response.Body = body;
        await line(context);
        if (call.IsCut && body.Length == 0)
        {
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "The response ended prematurely.");
        }

        var response = new HttpResponseMessage((HttpStatusCode)context.Response.StatusCode)
        {
            Content = call.IsCut ? new CutContent() : new ByteArrayContent(body.ToArray()),
        };
        foreach (var (name, values) in context.Response.Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values) && !call.IsCut)
            {
                response.Content.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values);
            }
        }

        return response;
    }

    /// <summary>Gives an emulator an address.</summary>
    /// <returns>The base address, without a trailing slash.</returns>
    internal string Connect(RequestDelegate answer)
    {
        var authority = $"127.0.0.1:{Interlocked.Increment(ref _last)}";
        _lines[authority] = answer;
        return "http://" + authority;
    }

    private sealed class Call : IHttpRequestLifetimeFeature
    {
        public bool IsCut { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => IsCut = true;
    }

    /// <summary>A body whose connection breaks while it is read.</summary>
    private sealed class CutContent : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            Task.FromException(new HttpIOException(HttpRequestError.ResponseEnded, "The response ended prematurely."));

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
