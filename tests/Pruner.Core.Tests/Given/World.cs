using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Catalogs;
using Pruner.Core.Inventories;
using Pruner.Core.Pins;
using Pruner.Core.Planning;
using Pruner.Core.Policies;
using Pruner.Core.Records;

namespace Pruner.Core.Tests.Given;

/// <summary>Everything a decision rests on. As it stands, its one image is pruned.</summary>
internal sealed record World
{
    public ImmutableArray<Pin> Pins { get; init; } = [];

    public ImmutableArray<CatalogBuild> Builds { get; init; } = [Some.Catalogued(Some.BuildText, Some.Id())];

    public ImmutableArray<Artifact> Artifacts { get; init; } = [Some.Image()];

    public Policy Policy { get; init; } = Some.BarePolicy;

    /// <summary>What the earlier ledger remembers.</summary>
    public ImmutableArray<LedgerMark> Marks { get; init; } = [];

    public DateTimeOffset Now { get; init; } = Some.Now;

    public ImmutableArray<LocationListing> Locations { get; init; } = [];

    public ImmutableArray<Verdict> Decide() =>
        Planner.Decide(new PinIndex(Pins), new Catalog(Builds), new Inventory(Some.Account, Artifacts, Locations), Policy, Now, new EarlierMarks(Marks));

    public Verdict VerdictOf(string id) => Decide().Single(verdict => verdict.Artifact.Id.Id == id);

    /// <summary>The verdict on the one image.</summary>
    public Verdict Verdict() => Assert.Single(Decide());

    public ImmutableSortedSet<string> Pruned() =>
        [.. Decide().Where(verdict => verdict.Decision == Decision.Prune).Select(verdict => verdict.Artifact.Id.ToString())];
}
