using System.Globalization;
using Pruner.Core;
using Pruner.Core.History;
using Pruner.Core.Pins;
using Pruner.Core.Policies;
using Pruner.Git;
using Pruner.GitHub;
using Pruner.GitHub.Tests.Infrastructure;
using Pruner.Http;
using Pruner.Sandbox.GitHub;
using Pruner.Sandbox.Hosting;

namespace Pruner.TwoReaders.Tests.Infrastructure;

/// <summary>One repository and both ways to its history: a clone of it, and GitHub's API, served by the emulator on a real socket.</summary>
internal sealed class TwoWays : IAsyncDisposable
{
    private const string Name = "openshift/installer";
    private const string Token = "ghs_0123456789abcdef";
    private static readonly PinSource Source = new(Name, null, []);

    private readonly HttpMessageInvoker _http = HttpExchange.Connect();
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("pruner-two-");
    private readonly TestRepository _upstream;
    private readonly GitHubEmulator _emulator;

    private TwoWays(TestRepository upstream, GitHubEmulator emulator) => (_upstream, _emulator) = (upstream, emulator);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Serves and clones a repository as it stands.</summary>
    /// <param name="upstream">The repository.</param>
    /// <param name="form">The form of the clone.</param>
    /// <param name="pulls">A file of pull requests, for the API alone.</param>
    public static async Task<TwoWays> StartAsync(TestRepository upstream, string form = "--mirror", string? pulls = null)
    {
        var options = new GitHubEmulatorOptions { RepositoryPath = upstream.Path, PullsFile = pulls, Token = Token };
        var emulator = await GitHubEmulator.StartAsync(options, new TrafficLog(), TimeProvider.System, Cancelled);
        var ways = new TwoWays(upstream, emulator);

        // The clone's remote must have the name of the repository.
        var address = Path.Combine(ways._root.FullName, Name);
        Directory.CreateDirectory(Path.GetDirectoryName(address)!);
        Directory.CreateSymbolicLink(address, upstream.Path);
        upstream.Git("clone", "-q", form, "file://" + address, ways.ClonePath);
        return ways;
    }

    private string ClonePath => Path.Combine(_root.FullName, "clone");

    public async Task<MetadataHistory> ReadCloneAsync()
    {
        var seconds = _upstream.Lines("log", "--branches", "--tags", "--format=%ct").Select(line => long.Parse(line, CultureInfo.InvariantCulture)).DefaultIfEmpty().Max();
        var reader = new GitDirHistoryReader(new FixedClock(DateTimeOffset.FromUnixTimeSeconds(seconds)), Name);
        return await reader.ReadAsync(ClonePath, PinReader.Documents.IsMetadataPath, Cancelled);
    }

    public Task<MetadataHistory> ReadApiAsync()
    {
        var limits = new RetryLimits { FirstPause = TimeSpan.FromMilliseconds(1), LongestPause = TimeSpan.FromMilliseconds(5) };
        var exchange = new HttpExchange(_http, TimeProvider.System, new ServerClocks(), limits);
        var reader = new GitHubHistoryReader(exchange, new GitHubEndpoint(_emulator.BaseUrl, Token), MetadataSource.Parse(Name));
        return reader.ReadAsync(known: null, PinReader.Documents.IsMetadataPath, new Progress<HistoryProgress>(), Cancelled);
    }

    /// <summary>Asserts that both ways find the same evidence, commit by commit and pin by pin, and that it is what git itself finds.</summary>
    /// <returns>The evidence of both.</returns>
    public async Task<(MetadataHistory Clone, MetadataHistory Api)> AssertSameAsync()
    {
        var (clone, api) = (await ReadCloneAsync(), await ReadApiAsync());
        var difference = HistoryComparison.Differ(clone, api);
        Assert.True(difference is null, difference?.ToString());

        var refs = _upstream.Lines("for-each-ref", "--format=%(refname) %(objectname) %(objecttype)", "refs/heads/", "refs/tags/")
            .Select(line => line.Split(' '))
            .Select(parts => new GitRef(parts[0], new ObjectId(parts[1]), CommitOf(parts[1], parts[2])))
            .OrderBy(reference => reference.Name, StringComparer.Ordinal).ToList();
        Assert.Equal(refs, clone.Refs);
        Assert.Equal(refs, api.Refs);

        var truth = CommitFacts.OfGit(_upstream);
        var ids = truth.Select(commit => commit.Id).ToHashSet();
        Assert.Equal(truth, CommitFacts.Of(clone, ids));
        Assert.Equal(truth, CommitFacts.Of(api, ids));
        Assert.Equal(ids.Count, clone.Commits.Count);
        Assert.True(api.Commits.Count == ids.Count || !api.PullRequests.IsEmpty, $"The API gave {api.Commits.Count} commits, git {ids.Count}.");
        return (clone, api);
    }

    /// <summary>Asserts that both ways lead to the same pins with the same witnesses.</summary>
    /// <returns>The pins.</returns>
    public async Task<PinHistory> AssertSamePinsAsync()
    {
        var same = await AssertSameAsync();
        var clone = PinHistory.From(same.Clone, PinReader.Documents, Source, []);
        var api = PinHistory.From(same.Api, PinReader.Documents, Source, []);
        Assert.Equal(clone.Pins.Where(IsMerged), api.Pins.Where(IsMerged));
        Assert.Equal(clone.Certificate.Heads, api.Certificate.Heads);
        Assert.Equal(clone.Certificate.Commits, api.Certificate.Commits);
        Assert.Equal(clone.Certificate.Documents, api.Certificate.Documents);
        Assert.Equal(clone.Certificate.Pins, api.Certificate.Pins);
        Assert.Equal(clone.Certificate.PinnedBuilds, api.Certificate.PinnedBuilds);
        return clone;

        // Titles and proposals are the API's alone.
        static bool IsMerged(Pin pin) => pin.Origin == PinOrigin.Merged;
    }

    /// <summary>
    /// Asserts that neither way leads to pins: each is refused as evidence, and says the same thing of it. What both can read and only the scan of
    /// the documents refuses must be the same facts.
    /// </summary>
    public async Task AssertBothRefuseAsync(params string[] says)
    {
        MetadataHistory? clone = null;
        MetadataHistory? api = null;
        var here = await Assert.ThrowsAsync<EvidenceException>(async () => PinHistory.From(clone = await ReadCloneAsync(), PinReader.Documents, Source, []));
        var there = await Assert.ThrowsAsync<EvidenceException>(async () => PinHistory.From(api = await ReadApiAsync(), PinReader.Documents, Source, []));
        foreach (var text in says)
        {
            Assert.Contains(text, here.Refusal.What, StringComparison.Ordinal);
            Assert.Contains(text, there.Refusal.What, StringComparison.Ordinal);
        }

        Assert.Equal(clone is null, api is null);
        var difference = clone is null || api is null ? null : HistoryComparison.Differ(clone, api);
        Assert.True(difference is null, difference?.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await _emulator.DisposeAsync();
        _http.Dispose();
        _root.Delete(recursive: true);
    }

    private ObjectId? CommitOf(string id, string type)
    {
        if (type == "tag")
        {
            id = _upstream.Git("rev-parse", id + "^{}");
            type = _upstream.Git("cat-file", "-t", id);
        }

        return type == "commit" ? new ObjectId(id) : null;
    }
}
