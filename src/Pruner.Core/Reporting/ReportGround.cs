using System.Collections.Immutable;
using Pruner.Core.Catalogs;
using Pruner.Core.Inventories;
using Pruner.Core.Pins;

namespace Pruner.Core.Reporting;

/// <summary>Everything a report is made of.</summary>
/// <param name="Platform">The platform of the store.</param>
/// <param name="KnowsVisibility">False when the store tells of no image who can see it.</param>
/// <param name="Streams">The streams whose catalogs were read.</param>
/// <param name="Pins">All pins.</param>
/// <param name="Certificates">What was read of each source of pins.</param>
/// <param name="Catalog">The builds of the streams.</param>
/// <param name="Inventory">What the store holds.</param>
/// <param name="Snapshots">Its snapshots.</param>
/// <param name="Quota">Images that a region may hold, at least 1; null when nobody said.</param>
/// <param name="Now">The run's time, UTC.</param>
/// <param name="ToolVersion">Version of the program.</param>
public sealed record ReportGround(
    string Platform,
    bool KnowsVisibility,
    ImmutableArray<string> Streams,
    ImmutableArray<Pin> Pins,
    ImmutableArray<Certificate> Certificates,
    Catalog Catalog,
    Inventory Inventory,
    ImmutableArray<SnapshotListing> Snapshots,
    int? Quota,
    DateTimeOffset Now,
    string ToolVersion);
