using System.Collections.Immutable;
using System.Net;
using System.Text;
using Pruner.Core;
using Pruner.Core.Builds;
using Pruner.Core.Catalogs;
using Pruner.Core.Policies;
using Pruner.CoreOS.Catalogs;
using Pruner.Http;

namespace Pruner.Evidence;

/// <summary>Reads the catalogs of streams: builds.json, then the meta.json of every build and architecture, all at once.</summary>
/// <param name="exchange">The transport.</param>
/// <param name="baseUrl">Stands for the base of every stream; null for their own.</param>
internal sealed class BuildsClient(HttpExchange exchange, string? baseUrl)
{
    // Before version 1.0 documents lay flat and named no architecture: there was one.
    private const string FlatArchitecture = "x86_64";

    private readonly string? _base = baseUrl is null ? null : Check(baseUrl);

    /// <summary>Reads the builds of streams.</summary>
    /// <param name="chosen">The streams.</param>
    /// <param name="architectures">The architectures decided on; empty means every one that is listed.</param>
    /// <param name="progress">Told the number of documents read and of all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="EvidenceException">A document is missing, malformed, or cannot be read.</exception>
    /// <exception cref="SetupException">No build is for a chosen architecture.</exception>
    public async Task<ReadCatalog> ReadAsync(
        ChosenStreams chosen, ImmutableArray<string> architectures, IProgress<(int Done, int Total)> progress, CancellationToken cancellationToken)
    {
        var read = await Task.WhenAll(chosen.Streams.Select(async stream => (Stream: stream, Index: await TryReadIndexAsync(stream, cancellationToken))));
        var indexes = read.Where(pair => pair.Index is not null).ToDictionary(pair => pair.Stream, pair => pair.Index!);
        RequireSome(chosen, indexes);
        var listed = indexes
            .SelectMany(pair => pair.Value.Builds.SelectMany(build => ArchitecturesOf(build)
                .Where(architecture => architectures.IsEmpty || architectures.Contains(architecture, StringComparer.Ordinal))
                .Select(architecture => (Stream: pair.Key, Build: build, Architecture: architecture))))
            .ToList();
        RequireEvery(architectures, indexes, [.. listed.Select(document => document.Architecture).Distinct(StringComparer.Ordinal)]);
        var done = 0;
        var builds = await Task.WhenAll(listed.Select(async document =>
        {
            var build = await ReadBuildAsync(document.Stream, document.Build, document.Architecture, cancellationToken);
            progress.Report((Interlocked.Increment(ref done), listed.Count));
            return build;
        }));
        var catalog = new Catalog([.. builds
            .OfType<CatalogBuild>()
            .OrderBy(build => build.Build.Stream, StringComparer.Ordinal)
            .ThenBy(build => build.Build.Id.Text, StringComparer.Ordinal)
            .ThenBy(build => build.Build.Architecture, StringComparer.Ordinal)])
        {
            AbsentStreams = Names(chosen.Streams.Except(indexes.Keys)),
        };
        return new ReadCatalog(
            catalog,
            Names(indexes.Keys),
            [.. listed.Select(document => document.Architecture).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }

    private static ImmutableArray<string> Names(IEnumerable<StreamSource> streams) => [.. streams.Select(stream => stream.Name).Order(StringComparer.Ordinal)];

    private static ImmutableArray<string> ArchitecturesOf(IndexedBuild build) => build.Architectures.IsEmpty ? [FlatArchitecture] : build.Architectures;

    /// <summary>An empty catalog would keep everything and look like a run with nothing to do.</summary>
    private void RequireSome(ChosenStreams chosen, Dictionary<StreamSource, BuildsIndex> indexes)
    {
        foreach (var choice in chosen.Choices)
        {
            // Of a release's streams some may not be there yet, or no longer; what only they would name is kept. Of each choice there must be one.
            if (!choice.Streams.Any(indexes.ContainsKey))
            {
                throw NotThere(choice.Streams[0]);
            }
        }

        if (indexes.FirstOrDefault(pair => pair.Value.Builds.IsEmpty) is { Key: { } empty })
        {
            throw new EvidenceException(new Refusal(
                $"{empty.Folder}/builds.json lists no build.",
                "Nothing could be decided about the stream's images; a stream without builds is a document that lost them.",
                "Check --builds-url, and open the address; if the document is empty there, ask who keeps it."));
        }
    }

    private static void RequireEvery(ImmutableArray<string> chosen, Dictionary<StreamSource, BuildsIndex> indexes, ImmutableArray<string> listed)
    {
        if (chosen.Except(listed, StringComparer.Ordinal).FirstOrDefault() is { } missing)
        {
            var known = indexes.Values.SelectMany(index => index.Builds).SelectMany(build => ArchitecturesOf(build)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
            throw new SetupException(new Refusal(
                $"No build of {string.Join(" or ", Names(indexes.Keys))} is for the architecture '{missing}'.",
                "With no build to decide on, everything would be kept and the run look done.",
                $"Choose among these with --arch: {string.Join(", ", known)}."));
        }
    }

    /// <summary>Reads the list of a stream's builds.</summary>
    /// <exception cref="EvidenceException">It is missing, malformed, or cannot be read.</exception>
    public async Task<BuildsIndex> ReadIndexAsync(StreamSource stream, CancellationToken cancellationToken) =>
        await TryReadIndexAsync(stream, cancellationToken) ?? throw NotThere(stream);

    private async Task<BuildsIndex?> TryReadIndexAsync(StreamSource stream, CancellationToken cancellationToken)
    {
        var path = $"{stream.Folder}/builds.json";
        return await GetAsync(stream, path, cancellationToken) is { } text ? BuildsJsonReader.Read(path, text) : null;
    }

    private EvidenceException NotThere(StreamSource stream) => new(new Refusal(
        $"{stream.Folder}/builds.json is not there ({BaseOf(stream)}).",
        "Without it nothing is known of the stream's builds.",
        "Check --builds-url; it is the part of the address before that path."));

    private async Task<CatalogBuild?> ReadBuildAsync(StreamSource stream, IndexedBuild listed, string architecture, CancellationToken cancellationToken)
    {
        if (listed.Parsed is not { } id)
        {
            // A build id of unknown shape: its images stay uncatalogued, and what is not in the catalog is kept.
            return null;
        }

        var path = listed.Architectures.IsEmpty ? $"{stream.Folder}/{listed.Id}/meta.json" : $"{stream.Folder}/{listed.Id}/{architecture}/meta.json";
        return await GetAsync(stream, path, cancellationToken) is { } text
            ? MetaJsonReader.Read(path, text, id, architecture, stream.Name)
            // Listed, but its document is gone: it takes its place among the newest, and its images are kept as uncatalogued.
            : new CatalogBuild(new Build(stream.Name, id, architecture), "", BuiltAt: null, []);
    }

    private string BaseOf(StreamSource stream) => _base ?? stream.Base;

    private async Task<string?> GetAsync(StreamSource stream, string path, CancellationToken cancellationToken)
    {
        HttpReply reply;
        try
        {
            reply = await exchange.SendAsync(
                new HttpCall("builds", "builds", () => new HttpRequestMessage(HttpMethod.Get, $"{BaseOf(stream)}/{path}"), Judge),
                cancellationToken);
        }
        catch (ExchangeException error)
        {
            throw Unreadable(stream, path, error.Message, error);
        }

        try
        {
            return reply.Status == HttpStatusCode.NotFound ? null
                : reply.IsSuccess ? reply.Text
                : throw Unreadable(stream, path, $"HTTP {(int)reply.Status}", null);
        }
        catch (DecoderFallbackException error)
        {
            throw Unreadable(stream, path, "it is not UTF-8", error);
        }
    }

    private EvidenceException Unreadable(StreamSource stream, string path, string why, Exception? inner) => new(
        new Refusal($"{path} cannot be read from {BaseOf(stream)}: {why.TrimEnd('.')}.", "A build that is not known cannot be decided on.", "Run again; if it stays so, check --builds-url, and any proxy on the way."), inner);

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
            : throw new SetupException(new Refusal("--builds-url is no http or https address without user name, query or fragment.", "Builds are listed there, and paths are added to it.", "Give the part of the address before rhcos-4.10/builds.json or prod/streams."));
}
