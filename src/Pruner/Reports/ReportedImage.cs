using System.Collections.Immutable;
using Pruner.Core.Pins;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Output;

namespace Pruner.Reports;

/// <summary>One image as reports show it, be it of a plan or of a ledger.</summary>
internal sealed record ReportedImage
{
    /// <summary>Region.</summary>
    public required string Location { get; init; }

    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>Build; empty when not known.</summary>
    public required string Build { get; init; }

    /// <summary>The plan's verdict.</summary>
    public required Decision Verdict { get; init; }

    /// <summary>Its reason.</summary>
    public required Reason Reason { get; init; }

    /// <summary>Where its pin was seen.</summary>
    public Witness? Witness { get; init; }

    /// <summary>What became of it; null in a plan.</summary>
    public ArtifactOutcome? Outcome { get; init; }

    /// <summary>What became of it, in a sentence.</summary>
    public string? Note { get; init; }

    /// <summary>Size in GiB.</summary>
    public long? SizeGiB { get; init; }

    /// <summary>Snapshots left behind.</summary>
    public ImmutableArray<string> SnapshotsLeft { get; init; } = [];

    /// <summary>What a reader wants to know first.</summary>
    public Fate Fate => (Outcome, Verdict) switch
    {
        (ArtifactOutcome.NotReached, _) => Fate.Trouble,
        ({ } outcome, _) when LedgerText.IsTrouble(outcome) => Fate.Trouble,
        (_, Decision.Prune) => Fate.Pruned,
        _ => Reason is Reason.Pinned or Reason.PinnedInPullRequest or Reason.BuildPinned or Reason.NamedByText or Reason.TaggedBootImage ? Fate.Pinned : Fate.Kept,
    };

    /// <summary>The images of a plan, in its order.</summary>
    public static ImmutableArray<ReportedImage> Of(Plan plan) => [.. plan.Verdicts.Select(verdict => new ReportedImage
    {
        Location = verdict.Location,
        Id = verdict.Id,
        Build = verdict.Build,
        Verdict = verdict.Verdict,
        Reason = verdict.Reason,
        Witness = verdict.Witness,
        SizeGiB = verdict.SizeGiB,
    })];

    /// <summary>The images of a ledger, in its order.</summary>
    public static ImmutableArray<ReportedImage> Of(Ledger ledger) => [.. ledger.Entries.Select(Of)];

    /// <summary>An image of a ledger.</summary>
    public static ReportedImage Of(LedgerEntry entry) => new()
    {
        Location = entry.Location,
        Id = entry.Id,
        Build = entry.Build,
        Verdict = entry.Verdict,
        Reason = entry.Reason,
        Witness = entry.Witness,
        Outcome = entry.Outcome,
        Note = entry.Note,
        SizeGiB = entry.SizeGiB,
        SnapshotsLeft = entry.SnapshotsLeft ?? [],
    };
}
