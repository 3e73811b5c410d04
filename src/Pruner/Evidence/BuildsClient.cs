using System.Collections.Immutable;
using System.Net;
using System.Text;
using Pruner.Core;
using Pruner.Core.Builds;
using Pruner.Core.Catalogs;
using Pruner.CoreOS.Catalogs;
using Pruner.Http;

namespace Pruner.Evidence;

/// <summary>Reads the catalog of streams: builds.json, then the meta.json of every build, all at once.</summary>
/// <param name="exchange">The transport.</param>
/// <param name="baseUrl">The part before <c>rhcos-4.10/builds.json</c>.</param>
internal sealed class BuildsClient(HttpExchange exchange, string baseUrl)
{
    private readonly string _base = Check(baseUrl);

    /// <summary>Reads the builds of streams for one architecture.</summary>
    /// <param name="streams">Streams such as <c>rhcos-4.10</c>.</param>
    /// <param name="architecture">The architecture decided on.</param>
    /// <param name="progress">Told the number of builds read and of all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="EvidenceException">A document is missing, malformed, or cannot be read.</exception>
    public async Task<Catalog> ReadAsync(ImmutableArray<string> streams, string architecture, IProgress<(int Done, int Total)> progress, CancellationToken cancellationToken)
    {
        var indexes = await Task.WhenAll(streams.Select(stream => ReadIndexAsync(stream, cancellationToken)));
        var listed = streams
            .Zip(indexes, (stream, index) => index.Builds
                .Where(build => build.Architectures.IsEmpty || build.Architectures.Contains(architecture, StringComparer.Ordinal))
                .Select(build => (Stream: stream, Build: build)))
            .SelectMany(builds => builds)
            .ToList();
        RequireSome(streams, indexes, listed.Count, architecture);
        var done = 0;
        var builds = await Task.WhenAll(listed.Select(async pair =>
        {
            var build = await ReadBuildAsync(pair.Stream, pair.Build, architecture, cancellationToken);
            progress.Report((Interlocked.Increment(ref done), listed.Count));
            return build;
        }));
        return new Catalog([.. builds
            .OfType<CatalogBuild>()
            .OrderBy(build => build.Build.Stream, StringComparer.Ordinal)
            .ThenBy(build => build.Build.Id.Text, StringComparer.Ordinal)
            .ThenBy(build => build.Build.Architecture, StringComparer.Ordinal)]);
    }

    /// <summary>An empty catalog would keep everything and look like a run with nothing to do.</summary>
    private static void RequireSome(ImmutableArray<string> streams, BuildsIndex[] indexes, int listed, string architecture)
    {
        if (streams.Zip(indexes).FirstOrDefault(pair => pair.Second.Builds.IsEmpty) is { First: { } empty })
        {
            throw new EvidenceException(new Refusal(
                $"{empty}/builds.json lists no build.",
                "Nothing could be decided about the stream's images; a stream without builds is a document that lost them.",
                "Check --builds-url, and open the address; if the document is empty there, ask who keeps it."));
        }

        if (listed == 0)
        {
            var known = indexes.SelectMany(index => index.Builds).SelectMany(build => build.Architectures).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
            throw new SetupException(new Refusal(
                $"No build of {string.Join(" or ", streams)} is for the architecture '{architecture}'.",
                "With no build to decide on, everything would be kept and the run look done.",
                $"Choose among these with --arch: {string.Join(", ", known)}."));
        }
    }

    /// <summary>Reads the list of a stream's builds.</summary>
    /// <exception cref="EvidenceException">It is missing, malformed, or cannot be read.</exception>
    public async Task<BuildsIndex> ReadIndexAsync(string stream, CancellationToken cancellationToken)
    {
        var path = $"{stream}/builds.json";
        return BuildsJsonReader.Read(path, await GetAsync(path, cancellationToken) ?? throw new EvidenceException(new Refusal(
            $"{path} is not there ({_base}).",
            "Without it nothing is known of the stream's builds.",
            "Check --builds-url; it is the part of the address before that path.")));
    }

    private async Task<CatalogBuild?> ReadBuildAsync(string stream, IndexedBuild listed, string architecture, CancellationToken cancellationToken)
    {
        if (listed.Parsed is not { } id)
        {
            // A build id of unknown shape: its images stay uncatalogued, and what is not in the catalog is kept.
            return null;
        }

        // Before version 1.0 the documents lay flat, without the architecture.
        var path = listed.Architectures.IsEmpty ? $"{stream}/{listed.Id}/meta.json" : $"{stream}/{listed.Id}/{architecture}/meta.json";
        return await GetAsync(path, cancellationToken) is { } text
            ? MetaJsonReader.Read(path, text, id, architecture, stream)
            // Listed, but its document is gone: it takes its place among the newest, and its images are kept as uncatalogued.
            : new CatalogBuild(new Build(stream, id, architecture), "", BuiltAt: null, []);
    }

    private async Task<string?> GetAsync(string path, CancellationToken cancellationToken)
    {
        HttpReply reply;
        try
        {
            reply = await exchange.SendAsync(
                new HttpCall("builds", "builds", () => new HttpRequestMessage(HttpMethod.Get, $"{_base}/{path}"), Judge),
                cancellationToken);
        }
        catch (ExchangeException error)
        {
            throw Unreadable(path, error.Message, error);
        }

        try
        {
            return reply.Status == HttpStatusCode.NotFound ? null
                : reply.IsSuccess ? reply.Text
                : throw Unreadable(path, $"HTTP {(int)reply.Status}", null);
        }
        catch (DecoderFallbackException error)
        {
            throw Unreadable(path, "it is not UTF-8", error);
        }
    }

    private EvidenceException Unreadable(string path, string why, Exception? inner) => new(
        new Refusal($"{path} cannot be read from {_base}: {why.TrimEnd('.')}.", "A build that is not known cannot be decided on.", "Run again; if it stays so, check --builds-url, and any proxy on the way."), inner);

    private static Judgement Judge(HttpReply reply) => reply.Status switch
    {
        HttpStatusCode.TooManyRequests => Judgement.Throttled(reply.Headers.RetryAfter?.Delta),
        HttpStatusCode.ServiceUnavailable when reply.Headers.RetryAfter?.Delta is { } wait => Judgement.Throttled(wait),
        >= HttpStatusCode.InternalServerError => Judgement.Failing(),
        _ => Judgement.Final,
    };

    private static string Check(string baseUrl) =>
        Uri.TryCreate(baseUrl, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri is { UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 }
            ? baseUrl.TrimEnd('/')
            : throw new SetupException(new Refusal("--builds-url is no http or https address without user name, query or fragment.", "Builds are listed there, and paths are added to it.", "Give the part of the address before rhcos-4.10/builds.json."));
}
