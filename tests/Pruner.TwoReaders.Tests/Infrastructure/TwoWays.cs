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
    private const string Token = "ghs_0123456789abcdef";
    private static readonly PinSource Installer = new("openshift/installer", null, []);

    private readonly HttpMessageInvoker _http = HttpExchange.Connect();
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("pruner-two-");
    private readonly TestRepository _upstream;
    private readonly GitHubEmulator _emulator;
    private readonly PinSource _source;

    private TwoWays(TestRepository upstream, GitHubEmulator emulator, PinSource source) => (_upstream, _emulator, _source) = (upstream, emulator, source);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Serves and clones a repository as it stands.</summary>
    /// <param name="upstream">The repository.</param>
    /// <param name="form">The form of the clone.</param>
    /// <param name="pulls">A file of pull requests, for the API alone.</param>
    /// <param name="source">What it is called, and what of it is read; null for the installer and all that is read of it.</param>
    public static async Task<TwoWays> StartAsync(TestRepository upstream, string form = "--mirror", string? pulls = null, PinSource? source = null)
    {
        source ??= Installer;
        var name = source.Repository.Split('/');
        var options = new GitHubEmulatorOptions { RepositoryPath = upstream.Path, Owner = name[0], Name = name[1], PullsFile = pulls, Token = Token };
        var emulator = await GitHubEmulator.StartAsync(options, new TrafficLog(), TimeProvider.System, Cancelled);
        var ways = new TwoWays(upstream, emulator, source);

        // The clone's remote must have the name of the repository.
        var address = Path.Combine(ways._root.FullName, source.Repository);
        Directory.CreateDirectory(Path.GetDirectoryName(address)!);
        Directory.CreateSymbolicLink(address, upstream.Path);
        upstream.Git("clone", "-q", form, "file://" + address, ways.ClonePath);
        return ways;
    }

    private string ClonePath => Path.Combine(_root.FullName, "clone");

    public async Task<MetadataHistory> ReadCloneAsync()
    {
        var seconds = _upstream.Lines("log", "--branches", "--tags", "--format=%ct").Select(line => long.Parse(line, CultureInfo.InvariantCulture)).DefaultIfEmpty().Max();
        var reader = new GitDirHistoryReader(new FixedClock(DateTimeOffset.FromUnixTimeSeconds(seconds)), _source.Repository);
        return await reader.ReadAsync(ClonePath, _source.Scope, Cancelled);
    }

    public Task<MetadataHistory> ReadApiAsync()
    {
        var limits = new RetryLimits { FirstPause = TimeSpan.FromMilliseconds(1), LongestPause = TimeSpan.FromMilliseconds(5) };
        var exchange = new HttpExchange(_http, TimeProvider.System, new ServerClocks(), limits);
        var reader = new GitHubHistoryReader(exchange, new GitHubEndpoint(_emulator.BaseUrl, Token), MetadataSource.Parse(_source.Repository));
        return reader.ReadAsync(known: null, _source.Scope, new Progress<HistoryProgress>(), Cancelled);
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
            .Where(parts => _source.Scope.Reads(parts[0]))
            .Select(parts => new GitRef(parts[0], new ObjectId(parts[1]), CommitOf(parts[1], parts[2])))
            .OrderBy(reference => reference.Name, StringComparer.Ordinal).ToList();
        Assert.Equal(refs, clone.Refs);
        Assert.Equal(refs, api.Refs);

        var truth = CommitFacts.OfGit(_upstream, _source.Scope);
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
        var clone = PinHistory.From([SourcePins.From(same.Clone, PinReader.Documents, _source)], []);
        var api = PinHistory.From([SourcePins.From(same.Api, PinReader.Documents, _source)], []);
        Assert.Equal(clone.Pins.Where(IsMerged), api.Pins.Where(IsMerged));
        Assert.Equal(clone.Certificates[0].Heads, api.Certificates[0].Heads);
        Assert.Equal(clone.Certificates[0].Commits, api.Certificates[0].Commits);
        Assert.Equal(clone.Certificates[0].Documents, api.Certificates[0].Documents);
        Assert.Equal(clone.Certificates[0].Pins, api.Certificates[0].Pins);
        Assert.Equal(clone.Certificates[0].PinnedBuilds, api.Certificates[0].PinnedBuilds);
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
        var here = await Assert.ThrowsAsync<EvidenceException>(async () => PinHistory.From([SourcePins.From(clone = await ReadCloneAsync(), PinReader.Documents, _source)], []));
        var there = await Assert.ThrowsAsync<EvidenceException>(async () => PinHistory.From([SourcePins.From(api = await ReadApiAsync(), PinReader.Documents, _source)], []));
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
