using System.Collections.Immutable;
using Pruner.Core.Inventories;
using Pruner.Core.Planning;

namespace Pruner.Core.Reporting;

/// <summary>What is there, without deciding anything: counts, room under a quota, and what contradicts the pins.</summary>
public sealed record InventoryReport
{
    /// <summary>Version of this form.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Version of the form.</summary>
    public required int Schema { get; init; }

    /// <summary>Version of the program.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>When the evidence was read; ages are taken then.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The account.</summary>
    public required string Account { get; init; }

    /// <summary>The streams whose catalogs were read.</summary>
    public required ImmutableArray<string> Streams { get; init; }

    /// <summary>What was read of each source of pins.</summary>
    public required ImmutableArray<ReportEvidence> Evidence { get; init; }

    /// <summary>How the listing of each location went. Only what was listed completely is counted.</summary>
    public required ImmutableArray<LocationListing> Locations { get; init; }

    /// <summary>Everything that is counted, in one row.</summary>
    public required ReportRow Total { get; init; }

    /// <summary>Images of other accounts that pins or the catalog name and this account can see; they are in no row.</summary>
    public required int ForeignImages { get; init; }

    /// <summary>By platform.</summary>
    public required ImmutableArray<ReportRow> Platforms { get; init; }

    /// <summary>By region; each that was listed completely has a row.</summary>
    public required ImmutableArray<ReportRow> Regions { get; init; }

    /// <summary>By architecture, as the catalog has it; the row without a name is of what no chosen catalog names.</summary>
    public required ImmutableArray<ReportRow> Architectures { get; init; }

    /// <summary>By the age of the image itself, the youngest first; the row without a name is of what has no date, or one in the future.</summary>
    public required ImmutableArray<ReportRow> Ages { get; init; }

    /// <summary>Room in each region; absent when no quota was given.</summary>
    public QuotaReport? Quota { get; init; }

    /// <summary>Pinned images that are missing or private.</summary>
    public required PinFindings Pins { get; init; }

    /// <summary>Tags that contradict the pins.</summary>
    public required TagFindings Tags { get; init; }

    /// <summary>Snapshots; those whose image seems to be gone one by one.</summary>
    public required SnapshotFindings Snapshots { get; init; }

    /// <summary>What the catalogs name on other platforms than the store's: nobody looked whether it is there.</summary>
    public required ImmutableArray<UncoveredPlatform> WithoutStore { get; init; }
}

/// <summary>What was read of one source of pins.</summary>
/// <param name="Host">The host that pins were read from.</param>
/// <param name="Repository">The repository.</param>
/// <param name="Commits">Commits that branches and tags reach.</param>
/// <param name="PullRequests">Pull requests that touch the metadata.</param>
/// <param name="PinnedBuilds">Builds that merged history names.</param>
public sealed record ReportEvidence(string Host, string Repository, int Commits, int PullRequests, int PinnedBuilds);
