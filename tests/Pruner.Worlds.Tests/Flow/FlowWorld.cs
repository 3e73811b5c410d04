using System.Collections.Immutable;
using Pruner.Commands;
using Pruner.Core;
using Pruner.Core.Records;
using Pruner.Http;
using Pruner.Sandbox.Actions.Oidc;
using Pruner.Sandbox.Aliyun;
using Pruner.Sandbox.Builds;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.GitHub;
using Pruner.Sandbox.Hosting;
using Pruner.Sandbox.Sts;
using Pruner.State;
using Pruner.Worlds.Tests.Faults;
using Pruner.Worlds.Tests.Made;
using Pruner.Worlds.Tests.Simulated;

namespace Pruner.Worlds.Tests.Flow;

/// <summary>
/// The services of one world in this process, and pruner as its <c>Main</c> composes it, but for the network, the clock and the disk of its records. A run that
/// was killed leaves its files; the next one finds a copy of them, as another process would find them without the dead one's lock.
/// </summary>
internal sealed class FlowWorld : IDisposable
{
    private const string KeyId = "SimulatedKeyNotReal";
    private const string KeySecret = "simulated-secret-not-real";
    private const string Token = "simulated-token-not-a-secret";
    private const string RoleArn = $"acs:ram::{MadeWorld.Account}:role/pruner";
    private const string ProviderArn = $"acs:ram::{MadeWorld.Account}:oidc-provider/github";

    private readonly string _folder;
    private readonly Chance _chance;
    private readonly TrafficLog _traffic = new() { Switchboard = new Switchboard() };
    private readonly MovedTime _cloudTime = new();
    private readonly MovedTime _otherTime = new();
    private ImmutableArray<string> _arguments = [];
    private DateTimeOffset _now = MadeWorld.Now;
    private int _runs;
    private Simulation? _simulation;
    private EcsEmulator? _ecs;
    private GitHubEmulator? _github;
    private ImmutableSortedDictionary<string, string> _environment = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    private FlowWorld(MadeWorld made, int seed, FaultSchedule faults, string folder) =>
        (Made, _chance, Faults, _folder, Before) = (made, new Chance(seed), faults, folder, made.Cloud.Photograph());

    /// <summary>What was made.</summary>
    public MadeWorld Made { get; }

    /// <summary>What goes wrong.</summary>
    public FaultSchedule Faults { get; }

    /// <summary>The cloud before the first run.</summary>
    public EcsCloud Before { get; }

    /// <summary>The state folder of the last run.</summary>
    public string State => Path.Combine(_folder, $"state-{_runs}");

    /// <summary>What the last run said.</summary>
    public string Said { get; private set; } = "";

    /// <summary>Requests of all runs.</summary>
    public ImmutableArray<RecordedRequest> Requests => _traffic.Requests;

    /// <summary>Since when the pin is there that appears meanwhile; null before.</summary>
    public DateTimeOffset? SurprisedAt { get; private set; }

    /// <summary>Marks that somebody took off by hand, and when.</summary>
    public ImmutableArray<(DateTimeOffset At, (string Region, string Id) Image)> MarksTakenOff { get; private set; } = [];

    /// <summary>Calls and writes of records of the last run.</summary>
    public (int Calls, int Writes) Points { get; private set; }

    /// <summary>Starts the services.</summary>
    /// <param name="made">What they serve.</param>
    /// <param name="seed">The seed of times and behaviours.</param>
    /// <param name="faults">What goes wrong.</param>
    /// <param name="folder">A folder of its own.</param>
    public static FlowWorld Start(MadeWorld made, int seed, FaultSchedule faults, string folder)
    {
        var world = new FlowWorld(made, seed, faults, folder);
        Directory.CreateDirectory(folder);
        // In one process, starting waits for nothing.
        world.StartServersAsync().GetAwaiter().GetResult();
        faults.Arm(world._traffic);
        return world;
    }

    /// <summary>How many requests had been made when all was calm; null before.</summary>
    public int? CalmSince { get; private set; }

    /// <summary>Lets the service's clocks and habits be as they should.</summary>
    public void CalmDown()
    {
        CalmSince = Requests.Length;
        Faults.IsOn = false;
        (_cloudTime.Skew, _otherTime.Skew) = (TimeSpan.Zero, TimeSpan.Zero);
    }

    /// <summary>Lets time pass until the next run.</summary>
    public void Pass(TimeSpan time) => _now += time;

    /// <summary>The pin appears, if one does in this world and has not yet.</summary>
    public void Surprise()
    {
        if (Made.Surprise is not { } surprise || SurprisedAt is not null)
        {
            return;
        }

        var (pull, now) = (surprise.Pull, _simulation?.GetUtcNow() ?? _now);
        _github!.Repository.AddPullRequest(pull.Number, PullState.Open, pull.Title, "", pull.Head, "master", now, pull.ForcePushedFrom);
        if (surprise.IsPushed)
        {
            _github.Repository.SetRef("refs/heads/late", pull.Head);
        }

        SurprisedAt = now;
    }

    /// <summary>Somebody takes the mark off an image.</summary>
    public void TakeMarkOff()
    {
        lock (Made.Cloud.Gate)
        {
            var marked = Made.Cloud.Images.Where(image => image.Tags.ContainsKey("pruner-marked-at")).ToList();
            if (marked.Count > 0)
            {
                var image = marked[_chance.Below(marked.Count, $"mark {_runs}")];
                image.Tags.Remove("pruner-marked-at");
                MarksTakenOff = MarksTakenOff.Add((_now, (image.RegionId, image.ImageId)));
            }
        }
    }

    /// <summary>The store will not delete an image.</summary>
    public void Refuse((string Region, string Id) image) => _traffic.Script(new Fault(
        FaultKind.Reply,
        request => request.Operation == "DeleteImage" && request.Location == image.Region && request.Query.Contains(image.Id, StringComparison.Ordinal))
    {
        Times = int.MaxValue,
        Status = 403,
        Body = """{"RequestId":"r","Code":"ImageUsingByInstance","Message":"The specified image is being used by instances."}""",
    });

    /// <summary>Pages of the listings move while they are read.</summary>
    public void MovePages()
    {
        if (Made.CrowdedRegion.Length > 0)
        {
            _ecs!.Behaviour.ShiftPages(Made.CrowdedRegion, _chance.Below(4, "pages that move"), _chance.Is(0.5, "the total stays"));
        }
    }

    /// <summary>Sets the clocks of the services wrong.</summary>
    public void Skew(TimeSpan cloud, TimeSpan others) => (_cloudTime.Skew, _otherTime.Skew) = (cloud, others);

    /// <summary>Runs pruner once, an hour after the last time.</summary>
    /// <param name="stops">Where it ends before its end.</param>
    /// <param name="command">The command and its own arguments.</param>
    /// <returns>How it ended; null when it was killed.</returns>
    public ExitCode? Run(StopPoint stops, params string[] command) => Run(stops, surpriseAtCall: null, command);

    /// <summary>Runs pruner once, an hour after the last time.</summary>
    /// <param name="stops">Where it ends before its end.</param>
    /// <param name="surpriseAtCall">The call at which the pin appears; null for none.</param>
    /// <param name="command">The command and its own arguments.</param>
    /// <returns>How it ended; null when it was killed.</returns>
    public ExitCode? Run(StopPoint stops, int? surpriseAtCall, string[] command)
    {
        TakeOverState();
        // An hour is enough for what changed in the run before to be seen by everybody.
        _ecs!.CatchUp();
        var simulation = _simulation = new Simulation(_now);
        (_cloudTime.Real, _otherTime.Real) = (simulation, simulation);
        using var stopper = new Stopper(stops, simulation, Faults, surpriseAtCall is { } call ? (call, Surprise) : null);
        using var output = new StringWriter();
        using var error = new StringWriter();
        var host = NewHost(simulation, stopper) with { Out = TextWriter.Synchronized(output), Error = TextWriter.Synchronized(error) };
        string[] arguments = [.. command, .. command is ["ledger", ..] ? ["--state", State] : _arguments.AddRange("--state", State)];
        try
        {
            return simulation.Run(() => CommandLine.RunAsync(arguments, host, stopper.Interrupt));
        }
        catch (InvalidOperationException stuck)
        {
            throw new InvalidOperationException($"{stuck.Message}\nIt said last:\n{error}{output}", stuck);
        }
        finally
        {
            _simulation = null;
            (_now, Points) = (simulation.GetUtcNow() + TimeSpan.FromHours(1), (stopper.Calls, stopper.Writes));
            Said = $"{error}{output}";
        }
    }

    /// <summary>The ledger of the last run; null when there is none.</summary>
    public Ledger? TryReadLedger()
    {
        var file = Path.Combine(State, "ledger.json");
        return File.Exists(file) ? Document.ReadLedger(file, File.ReadAllBytes(file)) : null;
    }

    /// <summary>The ledgers of the runs that were put aside, folded from their plans and journals.</summary>
    public ImmutableArray<Ledger> EarlierLedgers()
    {
        var state = new StateFolder(State);
        return !Directory.Exists(state.HistoryFolder) ? [] :
        [
            .. Directory.EnumerateFiles(state.HistoryFolder, "*.jsonl")
                .Select(file => state.TryReadEarlierRun(Path.GetFileNameWithoutExtension(file)))
                .OfType<RunOnRecord>()
                .Select(run => run.Fold([], [])),
        ];
    }

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private ProgramHost NewHost(Simulation simulation, Stopper stopper)
    {
        var network = new Wire(simulation, _traffic.Switchboard!, new Chance(_chance.Below(int.MaxValue, $"wire {_runs}")), Made.Pace, stopper.Arrives);
        var jitter = new Random(_chance.Below(int.MaxValue, $"jitter {_runs}"));
        return new ProgramHost
        {
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            In = TextReader.Null,
            IsInteractive = false,
            Environment = _environment.GetValueOrDefault,
            Home = _folder,
            Time = simulation,
            Connect = () => new HttpMessageInvoker(network, disposeHandler: false),
            OpenJournal = path => new JournalDisk(path, stopper.NextWrite),
            OpenPart = part => new PartDisk(part, stopper.NextWrite),
            Retries = new RetryLimits
            {
                Jitter = () =>
                {
                    lock (jitter)
                    {
                        return jitter.NextDouble();
                    }
                },
            },
        };
    }

    private async Task StartServersAsync()
    {
        var time = _otherTime;
        _cloudTime.Real = _otherTime.Real = new Simulation(MadeWorld.Now);
        var github = _github = await GitHubEmulator.StartAsync(
            new GitHubEmulatorOptions { RepositoryPath = "", Backend = Made.Repository, Token = Token, RateLimit = int.MaxValue / 2 }, _traffic, time, CancellationToken.None);
        foreach (var pull in Made.Pulls)
        {
            github.Repository.AddPullRequest(pull.Number, PullState.Open, pull.Title, "", pull.Head, "master", MadeWorld.Now.AddDays(-1), pull.ForcePushedFrom);
        }

        var site = new BuildsSite(time);
        foreach (var (path, text) in Made.Documents)
        {
            site.Put(path, text);
        }

        var builds = await BuildsServer.StartAsync(site, _traffic, time, CancellationToken.None);
        var accounts = new AliyunAccounts(new AliyunCredential(KeyId, KeySecret, MadeWorld.Account));
        var ecs = _ecs = await EcsEmulator.StartAsync(Made.Cloud, accounts, _traffic, _cloudTime, CancellationToken.None);
        Behave(ecs.Behaviour);
        var roles = new RoleDesk(accounts, _cloudTime);
        var issuer = new OidcIssuer();
        roles.Put(new OidcProvider(ProviderArn, issuer, ["sts.aliyuncs.com"]));
        roles.Put(new TrustedRole(RoleArn, ProviderArn));
        var sts = await StsEmulator.StartAsync(accounts, roles, _traffic, _cloudTime, CancellationToken.None);
        var idTokens = await IdTokenEmulator.StartAsync(issuer, _traffic, _cloudTime, CancellationToken.None);
        _environment = EnvironmentOf(idTokens);
        var configuration = Path.Combine(_folder, "pruner.yml");
        await File.WriteAllTextAsync(configuration, Made.Configuration);
        _arguments =
        [
            "--github-url", github.BaseUrl, "--builds-url", builds.BaseUrl, "--aliyun-endpoint", ecs.CentralUrl, "--sts-endpoint", sts.BaseUrl, "--config", configuration,
            .. Made.HasRole ? ["--role-arn", RoleArn, "--oidc-provider-arn", ProviderArn] : Array.Empty<string>(),
        ];
    }

    private ImmutableSortedDictionary<string, string> EnvironmentOf(IdTokenEmulator idTokens) => ImmutableSortedDictionary.CreateRange<string, string>(StringComparer.Ordinal, Made.HasRole ?
    [
        KeyValuePair.Create("GITHUB_TOKEN", Token),
        KeyValuePair.Create("GITHUB_ACTIONS", "true"),
        KeyValuePair.Create("GITHUB_SERVER_URL", "https://github.com"),
        KeyValuePair.Create("GITHUB_REPOSITORY", "example/images"),
        KeyValuePair.Create("GITHUB_RUN_ID", "17"),
        KeyValuePair.Create("GITHUB_EVENT_NAME", "schedule"),
        KeyValuePair.Create("ACTIONS_ID_TOKEN_REQUEST_URL", idTokens.RequestUrl),
        KeyValuePair.Create("ACTIONS_ID_TOKEN_REQUEST_TOKEN", idTokens.RequestToken),
    ] :
    [
        KeyValuePair.Create("GITHUB_TOKEN", Token),
        KeyValuePair.Create("ALIBABA_CLOUD_ACCESS_KEY_ID", KeyId),
        KeyValuePair.Create("ALIBABA_CLOUD_ACCESS_KEY_SECRET", KeySecret),
    ]);

    /// <summary>Habits that the documents leave open; they stay for the world's whole life.</summary>
    private void Behave(EcsBehaviour behaviour)
    {
        int Upto(int most, string what) => _chance.Is(0.3, "has " + what) ? _chance.Below(most + 1, what) : 0;
        behaviour.PublicDelayDescribes = Upto(4, "stale visibility");
        behaviour.PublicDelayBlocksDelete = _chance.Is(0.5, "stale visibility blocks");
        behaviour.DeletionDelayDescribes = Upto(4, "ghosts");
        behaviour.TagDelayDescribes = Upto(4, "stale tags");
        behaviour.SnapshotReleaseAttempts = Upto(3, "held snapshots");
        behaviour.MissingImageIsNotFound = _chance.Is(0.5, "missing image");
        behaviour.MissingSnapshotIsNotFound = _chance.Is(0.5, "missing snapshot");
        behaviour.BadTagBatchTagsTheOthers = _chance.Is(0.5, "bad batch");
        behaviour.UnpublishingPrivateIsRefused = _chance.Is(0.5, "unpublish private");
    }

    // The dead hold their lock until they are buried, so the living take the files elsewhere.
    private void TakeOverState()
    {
        var before = State;
        _runs++;
        Directory.CreateDirectory(State);
        if (!Directory.Exists(before))
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(before, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(State, Path.GetRelativePath(before, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            if (Path.GetFileName(file) != "lock")
            {
                File.Copy(file, copy);
            }
        }

        Directory.Delete(before, recursive: true);
    }

    /// <summary>A service's clock.</summary>
    private sealed class MovedTime : TimeProvider
    {
        public TimeProvider Real { get; set; } = System;

        public TimeSpan Skew { get; set; }

        public override DateTimeOffset GetUtcNow() => Real.GetUtcNow() + Skew;
    }
}
