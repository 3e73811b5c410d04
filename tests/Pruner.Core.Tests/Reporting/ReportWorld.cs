using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Catalogs;
using Pruner.Core.Inventories;
using Pruner.Core.Pins;
using Pruner.Core.Reporting;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Reporting;

/// <summary>What a report is made of. As it stands, one image that nobody has anything to say about.</summary>
internal sealed record ReportWorld
{
    public ImmutableArray<Pin> Pins { get; init; } = [];

    public ImmutableArray<CatalogBuild> Builds { get; init; } = [Some.Catalogued(Some.BuildText, Some.Id())];

    public ImmutableArray<Artifact> Artifacts { get; init; } = [Some.Image()];

    public ImmutableArray<LocationListing> Locations { get; init; } = [Complete("us-east-1")];

    public ImmutableArray<SnapshotListing> Snapshots { get; init; } = [];

    public int? Quota { get; init; }

    public bool KnowsVisibility { get; init; } = true;

    public DateTimeOffset Now { get; init; } = Some.Now;

    public static LocationListing Complete(string location) => new(location, ListingStatus.Complete, 1, 0, "");

    public static LocationListing Unread(string location, ListingStatus status = ListingStatus.Unreadable) => new(location, status, 0, 0, "the connection was cut");

    public InventoryReport Report() => Reporter.Make(new ReportGround(
        "aliyun",
        KnowsVisibility,
        [Some.Stream],
        Pins,
        [Plans.Certificate() with { Commits = 3, PullRequests = 2, PinnedBuilds = 4 }],
        new Catalog(Builds),
        new Inventory(Some.Account, [.. Artifacts.OrderBy(artifact => artifact.Id)], Locations),
        Snapshots,
        Quota,
        Now,
        "0.1.0"));
}
