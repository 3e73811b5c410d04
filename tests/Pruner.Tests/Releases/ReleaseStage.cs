using System.Collections.Immutable;
using Pruner.Commands;
using Pruner.Core;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.GitHub.Tests.Infrastructure;
using Pruner.Sandbox.Aliyun;
using Pruner.Sandbox.Builds;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.GitHub;
using Pruner.Sandbox.Hosting;
using Pruner.Sandbox.Sts;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Releases;

/// <summary>The servers of a made-up world, and pruner to be called on it.</summary>
internal sealed class ReleaseStage : IAsyncDisposable
{
    private const string Account = "1234567890123456";
    private const string Token = "token-not-a-secret";
    private const string Key = "KeyNotReal";
    private const string Secret = "secret-not-real";

    private static readonly StillClock Time = new(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));

    private readonly TestRepository _installer = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pruner-releases-");
    private readonly List<IAsyncDisposable> _servers = [];
    private readonly EcsCloud _cloud = new(Account);
    private readonly ReleaseWorld _world;
    private string[] _addresses = [];
    private int _calls;

    private ReleaseStage(ReleaseWorld world) => _world = world;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Ids of the images that are still there.</summary>
    public ImmutableSortedSet<string> Images
    {
        get
        {
            lock (_cloud.Gate)
            {
                return [.. _cloud.Images.Select(image => image.ImageId)];
            }
        }
    }

    public static async Task<ReleaseStage> SetAsync(ReleaseWorld world)
    {
        var stage = new ReleaseStage(world);
        try
        {
            await stage.StartAsync();
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the plan of these releases and options would delete: ids of images.</summary>
    public async Task<ImmutableSortedSet<string>> PlannedAsync(params string[] arguments)
    {
        var state = await RunAsync(["plan", .. arguments]);
        var plan = Document.ReadPlan("plan.json", await File.ReadAllBytesAsync(Path.Combine(state, "plan.json"), Cancelled));
        Assert.Equal(Images, plan.Verdicts.Select(verdict => verdict.Id).ToImmutableSortedSet());
        return [.. plan.Verdicts.Where(verdict => verdict.Verdict == Decision.Prune).Select(verdict => verdict.Id)];
    }

    /// <summary>Deletes what a plan of these releases and options would.</summary>
    public Task PruneAsync(params string[] arguments) => RunAsync(["prune", .. arguments, "--yes"]);

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        _installer.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Calls pruner, with a state folder of its own: no call learns from another.</summary>
    private async Task<string> RunAsync(string[] arguments)
    {
        var state = Path.Combine(_folder.FullName, $"state-{++_calls}");
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var host = new ProgramHost
        {
            Out = output,
            Error = error,
            In = TextReader.Null,
            IsInteractive = false,
            Environment = name => name switch { "GITHUB_TOKEN" => Token, "ALIBABA_CLOUD_ACCESS_KEY_ID" => Key, "ALIBABA_CLOUD_ACCESS_KEY_SECRET" => Secret, _ => null },
            Home = _folder.FullName,
            Time = Time,
            LookPause = TimeSpan.FromMilliseconds(1),
        };
        var ended = await CommandLine.RunAsync([.. arguments, .. _addresses, "--state", state], host, Cancelled);
        Assert.True(ended == ExitCode.Done, $"pruner {string.Join(' ', arguments)} ended with {ended}: {error}");
        return state;
    }

    private async Task StartAsync()
    {
        var traffic = new TrafficLog();
        var proposals = TellHistory();
        var github = await Started(GitHubEmulator.StartAsync(new GitHubEmulatorOptions { RepositoryPath = _installer.Path, Token = Token }, traffic, Time, Cancelled));
        foreach (var (head, number) in proposals.Select((head, number) => (head, number)))
        {
            github.Repository.AddPullRequest(1 + number, PullState.Closed, "Try another boot image", "", head, "master", Time.GetUtcNow());
        }

        var builds = await Started(BuildsServer.StartAsync(MakeSite(), traffic, Time, Cancelled));
        var accounts = new AliyunAccounts(new AliyunCredential(Key, Secret, Account));
        FillCloud();
        var ecs = await Started(EcsEmulator.StartAsync(_cloud, accounts, traffic, Time, Cancelled));
        var sts = await Started(StsEmulator.StartAsync(accounts, new RoleDesk(accounts, Time), traffic, Time, Cancelled));
        var configuration = Path.Combine(_folder.FullName, "pruner.yml");
        await File.WriteAllTextAsync(configuration, $"account: \"{Account}\"\nmin-age: none\nkeep-newest: none\npins:\n  repository: openshift/installer\n  first-release: \"{_world.FirstRelease}\"\n  known-builds: []\n", Cancelled);
        _addresses =
        [
            "--github-url", github.BaseUrl, "--builds-url", builds.BaseUrl, "--aliyun-endpoint", ecs.CentralUrl, "--sts-endpoint", sts.BaseUrl, "--config", configuration,
        ];
    }

    private async Task<T> Started<T>(Task<T> starting)
        where T : IAsyncDisposable
    {
        var server = await starting;
        _servers.Add(server);
        return server;
    }

    /// <summary>One commit for each bump. Release branches leave master where they are first named; what was only proposed is on no branch.</summary>
    /// <returns>The heads of the proposals.</returns>
    private List<string> TellHistory()
    {
        var tips = new Dictionary<string, string>(StringComparer.Ordinal);
        var proposals = new List<string>();
        foreach (var bump in _world.Bumps)
        {
            var isProposal = bump.Where == BootImageBump.PullRequest;
            var parent = tips.GetValueOrDefault(bump.Where) ?? tips.GetValueOrDefault("master");
            var reference = isProposal ? "refs/heads/proposal" : $"refs/heads/{bump.Where}";
            var commit = _installer.Commit(
                reference, parent is null ? [] : [parent], $"Bump the boot images on {bump.Where}", ("data/data/coreos/rhcos.json", ReleaseDocuments.Installer(_world, bump)));
            if (isProposal)
            {
                _installer.Git("update-ref", "-d", reference);
                proposals.Add(commit);
            }
            else
            {
                tips[bump.Where] = commit;
            }
        }

        return proposals;
    }

    private BuildsSite MakeSite()
    {
        var site = new BuildsSite(Time);
        foreach (var stream in _world.Builds.SelectMany(build => build.Streams.Select(stream => (stream, build))).GroupBy(pair => pair.stream, pair => pair.build, StringComparer.Ordinal))
        {
            site.Put(StreamPaths.Builds(stream.Key), ReleaseDocuments.Builds(stream));
            foreach (var build in stream)
            {
                foreach (var architecture in ReleaseWorld.Architectures)
                {
                    site.Put(StreamPaths.Meta(stream.Key, build.Id, architecture), ReleaseDocuments.Meta(build, architecture));
                }
            }
        }

        return site;
    }

    private void FillCloud()
    {
        foreach (var region in ReleaseWorld.Regions)
        {
            _cloud.Regions.Add(region);
        }

        foreach (var build in _world.Builds)
        {
            foreach (var image in build.Images)
            {
                _cloud.Add(new EcsImage
                {
                    RegionId = image.Region,
                    ImageId = image.Id,
                    ImageName = $"rhcos-{build.Id}",
                    Architecture = image.Architecture == "aarch64" ? "arm64" : image.Architecture,
                    CreatedAt = build.MadeAt.AddHours(1),
                    SnapshotIds = [$"s-{image.Id[2..]}"],
                });
            }
        }
    }
}
