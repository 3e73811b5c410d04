using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.Features;

namespace Pruner.Sandbox.Hosting;

/// <summary>A request as it goes over the wire: what becomes of the caller's message does not touch it any more.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Uri">The whole address.</param>
/// <param name="Headers">Headers of the request and of its body.</param>
/// <param name="Body">The body; empty when there is none.</param>
public sealed record WireRequest(string Method, Uri Uri, ImmutableArray<KeyValuePair<string, string>> Headers, byte[] Body)
{
    /// <summary>Copies a message.</summary>
    public static async Task<WireRequest> CopyAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var body = message.Content is { } content ? await content.ReadAsByteArrayAsync(cancellationToken) : [];
        IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers = [.. message.Headers, .. message.Content?.Headers.AsEnumerable() ?? []];
        return new WireRequest(
            message.Method.Method,
            message.RequestUri!,
            [.. headers.Select(header => KeyValuePair.Create(header.Key, string.Join(Separator(header.Key), header.Value)))],
            body);
    }

    internal HttpContext ToContext(IHttpRequestLifetimeFeature lifetime)
    {
        var context = new DefaultHttpContext();
        context.Features.Set(lifetime);
        var request = context.Request;
        (request.Method, request.Scheme, request.Protocol) = (Method, Uri.Scheme, "HTTP/1.1");
        (request.Path, request.QueryString) = (PathString.FromUriComponent(Uri.AbsolutePath), new QueryString(Uri.Query));
        foreach (var (name, value) in Headers)
        {
            request.Headers[name] = value;
        }

        if (request.Headers.Host.Count == 0)
        {
            request.Headers.Host = Uri.Authority;
        }

        request.Body = new MemoryStream(Body, writable: false);
        return context;
    }

    // As HttpClient writes them: words of a user agent by spaces, everything else by commas.
    private static string Separator(string header) => header.Equals("User-Agent", StringComparison.OrdinalIgnoreCase) ? " " : ", ";
}
