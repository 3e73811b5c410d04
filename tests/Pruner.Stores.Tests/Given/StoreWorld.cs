using System.Collections.Immutable;
using System.Globalization;
using Pruner.Applying;
using Pruner.Core.Applying;
using Pruner.Core.Artifacts;
using Pruner.Core.Builds;
using Pruner.Core.Catalogs;
using Pruner.Core.History;
using Pruner.Core.Inventories;
using Pruner.Core.Pins;
using Pruner.Core.Planning;
using Pruner.Core.Policies;
using Pruner.Core.Records;
using Pruner.Core.Stores;
using Pruner.State;

namespace Pruner.Stores.Tests.Given;

/// <summary>The rest of a run around a store: a catalog and pins, the planner, and the real applier with a journal on disk.</summary>
internal sealed class StoreWorld : IDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    public static readonly DateTimeOffset Old = Now.AddDays(-200);

    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("pruner-state-");
    private readonly Dictionary<ArtifactId, string> _builds = [];
    private readonly HashSet<string> _pinned = new(StringComparer.Ordinal);
    private readonly StoreStage _stage;

    public StoreWorld(StoreStage stage) => _stage = stage;

    public string JournalFile => Path.Combine(_state.FullName, "journal.jsonl");

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Puts an old image of a build of its own, which the catalog names.</summary>
    public ArtifactId Put(string location, bool isPinned = false)
    {
        var build = $"410.84.{Old.AddDays(-_builds.Count).ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture)}-0";
        var image = _stage.Put(location, build, Old);
        _builds[image] = build;
        if (isPinned)
        {
            _pinned.Add(build);
        }

        return image;
    }

    /// <summary>The store's own view of an image, moments old, approved for deletion.</summary>
    public async Task<Doomed> DoomAsync(ArtifactId image)
    {
        var fresh = Assert.Single(await _stage.Store.DescribeAsync(image.Location, [image.Id], Cancel));
        var verdict = Assert.Single(Decide(await ListAsync()), verdict => verdict.Artifact.Id == image);
        var confirmed = Confirmation.Confirm(PlannedVerdict.From(verdict), fresh, progress: null, includeShared: false, keep: []);
        return confirmed.Doomed ?? throw new InvalidOperationException($"{image}: {verdict.Detail} {confirmed.Difference}");
    }

    public Task<Inventory> ListAsync() => _stage.Store.ListAsync(_builds.Keys, [], new Notes(), Cancel);

    public ImmutableArray<Verdict> Decide(Inventory inventory) => Planner.Decide(
        new PinIndex(_pinned.Select(build => new Pin("", "", "", "", BuildId.TryParse(build), PinOrigin.Merged, new Witness("openshift/installer", "refs/heads/master", new string('a', 40), "rhcos.json", "/x")))),
        new Catalog([.. _builds.OrderBy(pair => pair.Value, StringComparer.Ordinal).Select(pair =>
            new CatalogBuild(new Build("rhcos-4.10", BuildId.TryParse(pair.Value)!, "x86_64"), "rhcos", Old, [pair.Key]))]),
        inventory,
        new Policy { KeepNewest = 0 },
        Now);

    public async Task<Plan> PlanAsync()
    {
        var inventory = await ListAsync();
        return Document.Seal(new Plan
        {
            Schema = Plan.CurrentSchema,
            ToolVersion = "0.1.0",
            Platform = _stage.Store.Platform,
            Account = inventory.Account,
            Address = _stage.Store.Address,
            Streams = ["rhcos-4.10"],
            AbsentStreams = [],
            Architectures = ["x86_64"],
            Created = Now,
            Expires = Now + Plan.Lifetime,
            PolicyDigest = new string('b', 64),
            EvidenceDigest = new string('c', 64),
            StartedFromCache = false,
            Certificates = [Certificate],
            PinnedBuilds = _pinned.Count,
            LostPins = [],
            Locations = inventory.Locations,
            WithoutStore = [],
            Verdicts = [.. Decide(inventory).Select(PlannedVerdict.From)],
        });
    }

    /// <summary>Carries a plan out, through the store or through what stands in front of it; goes on with a journal that is there.</summary>
    public async Task<Ledger> ApplyAsync(Plan plan, RunMode mode = RunMode.Apply, IArtifactStore? through = null)
    {
        var inventory = await ListAsync();
        var time = new StandingClock(Now);
        // As a file it has whole seconds and nothing that only lives in memory.
        var approved = Document.ReadPlan("plan.json", Document.Write(plan));
        using var fresh = new FreshVerdicts(
            TimedVerdicts.From(Decide(inventory), inventory, Now), _ => throw new InvalidOperationException("the clock stands"), time);
        await using JournalWriter journal = mode == RunMode.DryRun
            ? new MemoryJournal(approved.Digest!, time)
            : State.JournalFile.Open(JournalFile, approved.Digest!, time);
        var store = through ?? (mode == RunMode.DryRun ? new DryRunStore(_stage.Store) : _stage.Store);
        var applier = new Applier(store, journal, fresh, new ApplierOptions { LookPause = TimeSpan.FromMilliseconds(1) }, time, new Progress<ApplyProgress>());
        Assert.True(await applier.RunAsync(approved, mode, Cancel));
        var ledger = journal.Read(progress => LedgerFold.Fold(approved, progress, journal.Head, []));
        if (mode == RunMode.Apply)
        {
            AssertAgrees(approved, ledger);
        }

        return ledger;
    }

    public void Dispose() => _state.Delete(recursive: true);

    /// <summary>What is on disk says the same as what was in memory.</summary>
    private void AssertAgrees(Plan plan, Ledger ledger)
    {
        using var bytes = new MemoryStream();
        using (var file = new FileStream(JournalFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
        {
            file.CopyTo(bytes);
        }

        var read = Journal.Read(JournalFile, bytes.ToArray());
        Assert.Equal(Document.Write(LedgerFold.Fold(plan, Progress.Of(read.Entries), read.Head, [])), Document.Write(ledger));
    }

    private static Certificate Certificate { get; } = new()
    {
        Way = HistoryWay.Api,
        Host = "api.github.com",
        Repository = "openshift/installer",
        RepositoryId = 130,
        DefaultBranch = "master",
        References = ["refs/heads/**"],
        Paths = ["data/data/*cos*.json"],
        ReadsPullRequests = true,
        RefsLeftOut = 0,
        Heads = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal),
        PullRequests = 0,
        Commits = 1,
        ProposedCommits = 0,
        Folders = 1,
        Documents = 1,
        Pins = ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal),
        PinnedBuilds = 1,
        KnownAnswers = 0,
        UnreadProposals = [],
    };
}
