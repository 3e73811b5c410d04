using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Inventories;
using Pruner.Core.Pins;
using Pruner.Core.Planning;

namespace Pruner.Core.Records;

/// <summary>The journal folded into one readable document: every artifact with its verdict, reason, witness and outcome.</summary>
public sealed record Ledger
{
    /// <summary>Version of this form.</summary>
    public const int CurrentSchema = 2;

    /// <summary>Version of the form.</summary>
    public required int Schema { get; init; }

    /// <summary>Version of the program.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>Whether the run changed anything.</summary>
    public required RunMode Mode { get; init; }

    /// <summary>True when the run came to its end.</summary>
    public required bool IsFinished { get; init; }

    /// <summary>First line of the journal.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>Last line of the journal.</summary>
    public required DateTimeOffset Ended { get; init; }

    /// <summary>The account.</summary>
    public required string Account { get; init; }

    /// <summary>The streams decided on.</summary>
    public required ImmutableArray<string> Streams { get; init; }

    /// <summary>Digest of the plan.</summary>
    public required string Plan { get; init; }

    /// <summary>Digest of the pin evidence.</summary>
    public required string EvidenceDigest { get; init; }

    /// <summary>SHA-256 of the last journal line: the whole chain.</summary>
    public required string JournalHead { get; init; }

    /// <summary>What was read of the metadata history: one a source of pins, in the order of the configuration; never empty.</summary>
    public required ImmutableArray<Certificate> Certificates { get; init; }

    /// <summary>Distinct builds that merged history names, of all sources together.</summary>
    public required int PinnedBuilds { get; init; }

    /// <summary>Pins of an earlier ledger that no source holds any more; they protect all the same.</summary>
    public required ImmutableArray<string> LostPins { get; init; }

    /// <summary>What the catalogs name on other platforms than the store's, sorted: nothing was decided about it.</summary>
    public required ImmutableArray<UncoveredPlatform> WithoutStore { get; init; }

    /// <summary>How the listing of each location went.</summary>
    public required ImmutableArray<LocationListing> Locations { get; init; }

    /// <summary>Numbers over all entries.</summary>
    public required LedgerTotals Totals { get; init; }

    /// <summary>One entry an artifact, sorted as in the plan.</summary>
    public required ImmutableArray<LedgerEntry> Entries { get; init; }

    /// <summary>The marks that count from here on, those of regions that the run did not see among them; absent when there is none.</summary>
    public ImmutableArray<LedgerMark>? Marks { get; init; }

    /// <summary>Pins of the store's platform and all pinned builds, so that a later run notices when a scan loses one.</summary>
    public required ImmutableArray<LedgerPin> Pins { get; init; }
}

/// <summary>Numbers over all entries of a ledger.</summary>
public sealed record LedgerTotals
{
    /// <summary>Artifacts seen.</summary>
    public required int Seen { get; init; }

    /// <summary>Kept by the plan or spared at the last look.</summary>
    public required int Kept { get; init; }

    /// <summary>Gone (or, in a dry run, to go).</summary>
    public required int Pruned { get; init; }

    /// <summary>GiB of what is gone (or to go), as far as sizes are known.</summary>
    public required long PrunedGiB { get; init; }

    /// <summary>Snapshots deleted.</summary>
    public required int Snapshots { get; init; }

    /// <summary>Boot images newly tagged.</summary>
    public required int Tagged { get; init; }

    /// <summary>Newly marked (or, in a dry run, to be marked); absent when none.</summary>
    public int? Marked { get; init; }

    /// <summary>Marks taken off (or, in a dry run, to be taken off); absent when none.</summary>
    public int? MarksTakenOff { get; init; }

    /// <summary>Failed, put back, or with snapshots left.</summary>
    public required int Failed { get; init; }

    /// <summary>Outcome unknown or not reached.</summary>
    public required int Unknown { get; init; }

    /// <summary>Entries by reason.</summary>
    public required ImmutableSortedDictionary<string, int> ByReason { get; init; }
}

/// <summary>One artifact in a ledger.</summary>
public sealed record LedgerEntry
{
    /// <summary>Platform.</summary>
    public required string Platform { get; init; }

    /// <summary>Region.</summary>
    public required string Location { get; init; }

    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Build.</summary>
    public required string Build { get; init; }

    /// <summary>The plan's verdict.</summary>
    public required Decision Verdict { get; init; }

    /// <summary>Its reason.</summary>
    public required Reason Reason { get; init; }

    /// <summary>The reason in a sentence.</summary>
    public required string Detail { get; init; }

    /// <summary>Where its pin was seen.</summary>
    public Witness? Witness { get; init; }

    /// <summary>What became of it.</summary>
    public required ArtifactOutcome Outcome { get; init; }

    /// <summary>What became of it, in a sentence; absent when the outcome says all.</summary>
    public string? Note { get; init; }

    /// <summary>Size in GiB.</summary>
    public long? SizeGiB { get; init; }

    /// <summary>When it may go, for one that was marked before the run and that only the grace still keeps.</summary>
    public DateTimeOffset? RipensAt { get; init; }

    /// <summary>State before the first change, when there was one.</summary>
    public NotedState? Noted { get; init; }

    /// <summary>Snapshots deleted.</summary>
    public ImmutableArray<string>? SnapshotsDeleted { get; init; }

    /// <summary>Snapshots left behind.</summary>
    public ImmutableArray<string>? SnapshotsLeft { get; init; }

    /// <summary>Request ids of the store's answers, in order.</summary>
    public ImmutableArray<string>? RequestIds { get; init; }
}

/// <summary>A pin as a ledger remembers it.</summary>
/// <param name="Platform">Platform, or empty.</param>
/// <param name="Architecture">Architecture, or empty.</param>
/// <param name="Location">Region, or empty.</param>
/// <param name="Id">Image id, or empty.</param>
/// <param name="Build">Build id, or empty.</param>
/// <param name="Origin">Its ground.</param>
/// <param name="Witness">Where it was seen.</param>
public sealed record LedgerPin(string Platform, string Architecture, string Location, string Id, string Build, PinOrigin Origin, Witness Witness);

/// <summary>A mark as a ledger remembers it: with the tag that says the same, the ground on which a later run may delete.</summary>
/// <param name="Platform">Platform.</param>
/// <param name="Account">The account whose artifact it is.</param>
/// <param name="Address">The store's address, which tells it from another of the same account number.</param>
/// <param name="Location">Region.</param>
/// <param name="Id">Id.</param>
/// <param name="Name">Name when it was marked.</param>
/// <param name="Created">When the artifact was made: another one of the same id is not marked.</param>
/// <param name="At">Since when it is marked.</param>
public sealed record LedgerMark(string Platform, string Account, string Address, string Location, string Id, string Name, DateTimeOffset Created, DateTimeOffset At)
{
    /// <summary>Is it of a store of this account at this address? A ledger may remember marks of several.</summary>
    /// <param name="account">The account.</param>
    /// <param name="address">The address.</param>
    public bool IsIn(string account, string address) =>
        string.Equals(Account, account, StringComparison.Ordinal) && string.Equals(Address, address, StringComparison.Ordinal);

    /// <summary>Its artifact.</summary>
    public ArtifactId ArtifactId() => new(Platform, Location, Id);
}
