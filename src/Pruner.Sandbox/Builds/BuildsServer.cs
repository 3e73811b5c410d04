using System.Globalization;
using System.Text;
using Pruner.Sandbox.Hosting;

namespace Pruner.Sandbox.Builds;

/// <summary>
/// An object store on loopback that serves build documents as S3 and its likes do: strong entity tags, revalidation, conditional PUT (RFC 9110), and errors in XML.
/// </summary>
public sealed class BuildsServer : IAsyncDisposable
{
    private readonly EmulatorHost _host;

    private BuildsServer(EmulatorHost host, BuildsSite site) => (_host, Site) = (host, site);

    /// <summary>The base address, without a trailing slash.</summary>
    public string BaseUrl => _host.BaseUrl;

    /// <summary>What is served. It may be changed while the server runs.</summary>
    public BuildsSite Site { get; }

    /// <summary>Starts the server on a free loopback port.</summary>
    /// <param name="site">What to serve.</param>
    /// <param name="traffic">The log and the faults. Operations are method and path.</param>
    /// <param name="time">Clock of the Date header.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<BuildsServer> StartAsync(BuildsSite site, TrafficLog traffic, TimeProvider time, CancellationToken cancellationToken) =>
        new(await EmulatorHost.StartAsync("builds", traffic, time, Classify, (context, request) => AnswerAsync(site, context, request), cancellationToken), site);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static void Classify(RecordedRequest request)
    {
        request.Operation = $"{request.Method} {request.Path}";
        request.IsChange = request.Method is not ("GET" or "HEAD");
    }

    private static Task AnswerAsync(BuildsSite site, HttpContext context, RecordedRequest request) => request.Method switch
    {
        "GET" or "HEAD" => ReadAsync(site, context, request),
        "PUT" => WriteAsync(site, context, request),
        "DELETE" => DeleteAsync(site, context, request),
        _ => ErrorAsync(context, 405, "MethodNotAllowed", "The specified method is not allowed against this resource."),
    };

    private static async Task ReadAsync(BuildsSite site, HttpContext context, RecordedRequest request)
    {
        if (site.Get(request.Path) is not { } document)
        {
            await ErrorAsync(context, 404, "NoSuchKey", "The specified key does not exist.", request.Path);
            return;
        }

        context.Response.Headers.ETag = document.ETag;
        context.Response.Headers.LastModified = document.LastModified.ToString("R", CultureInfo.InvariantCulture);
        if (IsKnown(request, document))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = request.Path.EndsWith(".json", StringComparison.Ordinal) ? "application/json" : "binary/octet-stream";
        await context.Response.Body.WriteAsync(document.Content.AsMemory(), context.RequestAborted);
    }

    // If-Modified-Since counts only without If-None-Match (RFC 9110, section 13.1.3).
    private static bool IsKnown(RecordedRequest request, BuildsDocument document) => request.Headers.TryGetValue("If-None-Match", out var tags)
        ? tags.Split(',', StringSplitOptions.TrimEntries).Any(tag => tag == "*" || tag == document.ETag || tag == "W/" + document.ETag)
        : request.Headers.TryGetValue("If-Modified-Since", out var since)
            && DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && document.LastModified <= time;

    private static async Task WriteAsync(BuildsSite site, HttpContext context, RecordedRequest request)
    {
        var ifNew = request.Headers.GetValueOrDefault("If-None-Match") == "*";
        if (site.PutIf(request.Path, Encoding.UTF8.GetBytes(request.Body), request.Headers.GetValueOrDefault("If-Match"), ifNew) is not { } document)
        {
            await ErrorAsync(context, 412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold.", request.Path);
            return;
        }

        context.Response.Headers.ETag = document.ETag;
    }

    // An object store answers 204 whether or not there was something to remove.
    private static Task DeleteAsync(BuildsSite site, HttpContext context, RecordedRequest request)
    {
        site.Remove(request.Path);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static Task ErrorAsync(HttpContext context, int status, string code, string message, string? key = null)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml";
        var where = key is null ? "" : $"<Key>{System.Security.SecurityElement.Escape(key.TrimStart('/'))}</Key>";
        var xml = $"""<?xml version="1.0" encoding="UTF-8"?>{'\n'}<Error><Code>{code}</Code><Message>{message}</Message>{where}</Error>""";
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(xml), context.RequestAborted).AsTask();
    }
}
