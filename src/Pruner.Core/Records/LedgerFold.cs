using System.Collections.Immutable;
using Pruner.Core.Inventories;
using Pruner.Core.Pins;
using Pruner.Core.Planning;

namespace Pruner.Core.Records;

/// <summary>Folds a plan and a journal into a ledger. Pure: the same lines give the same ledger.</summary>
public static class LedgerFold
{
    /// <summary>Makes the ledger.</summary>
    /// <param name="plan">The approved plan.</param>
    /// <param name="journal">Its journal so far.</param>
    /// <param name="journalHead">Hash of the journal's last line.</param>
    /// <param name="pins">All pins, to be remembered.</param>
    /// <param name="earlierMarks">Marks of the earlier ledger: those of what the plan did not see go on being remembered.</param>
    public static Ledger Fold(Plan plan, Progress journal, string journalHead, ImmutableArray<LedgerPin> pins, params ImmutableArray<LedgerMark> earlierMarks)
    {
        ImmutableArray<LedgerEntry> entries = [.. plan.Verdicts.Select(verdict => Entry(verdict, journal.Of(verdict.ArtifactId()), journal.Mode))];
        return new Ledger
        {
            Schema = Ledger.CurrentSchema,
            ToolVersion = plan.ToolVersion,
            Mode = journal.Mode,
            IsFinished = journal.IsFinished,
            Started = journal.Started ?? plan.Created,
            Ended = journal.Last ?? plan.Created,
            Account = plan.Account,
            Streams = plan.Streams,
            Plan = plan.Digest ?? "",
            EvidenceDigest = plan.EvidenceDigest,
            JournalHead = journalHead,
            Certificates = plan.Certificates,
            PinnedBuilds = plan.PinnedBuilds,
            LostPins = plan.LostPins,
            WithoutStore = plan.WithoutStore,
            Locations = plan.Locations,
            Totals = Total(entries, journal),
            Entries = entries,
            Marks = MarksOf(plan, journal, earlierMarks) is { IsEmpty: false } marks ? marks : null,
            Pins = pins,
        };
    }

    /// <summary>
    /// The pins that a ledger remembers: every build, whatever cloud it was named for, and every image that a store of this program could hold,
    /// whichever store the run was for. The next run of the same state may be for another.
    /// </summary>
    /// <param name="history">All pins.</param>
    /// <param name="platforms">Platforms of all stores that this program knows.</param>
    public static ImmutableArray<LedgerPin> Remember(PinHistory history, IEnumerable<string> platforms)
    {
        var held = platforms.ToHashSet(StringComparer.Ordinal);
        return Sorted(history.Pins
            .Where(pin => pin.Origin != PinOrigin.Known)
            // Of an image that no store holds its build protects; the images themselves, some ten thousand, would make the list five times as long.
            .Select(pin => pin.Platform.Length == 0 || held.Contains(pin.Platform) ? pin : pin with { Platform = "", Architecture = "", Location = "", ImageId = "" })
            .Where(pin => pin.ImageId.Length > 0 || pin.Build is not null)
            .Select(pin => new LedgerPin(pin.Platform, pin.Architecture, pin.Location, pin.ImageId, pin.Build?.Text ?? "", pin.Origin, pin.Witness)));
    }

    /// <summary>Pins as a ledger has them: each once, on its strongest ground.</summary>
    internal static ImmutableArray<LedgerPin> Sorted(IEnumerable<LedgerPin> pins) =>
    [
        .. pins
            .GroupBy(pin => (pin.Platform, pin.Location, pin.Id, pin.Build))
            .Select(group => group.MinBy(pin => pin.Origin)!)
            .OrderBy(pin => pin.Build, StringComparer.Ordinal)
            .ThenBy(pin => pin.Location, StringComparer.Ordinal)
            .ThenBy(pin => pin.Id, StringComparer.Ordinal)
            .ThenBy(pin => pin.Platform, StringComparer.Ordinal),
    ];

    /// <summary>An earlier ledger's pins as evidence: what merged history named stays so, proposals stay proposals.</summary>
    public static ImmutableArray<Pin> Recall(Ledger? ledger) =>
        ledger is null
            ? []
            : [.. ledger.Pins.Select(pin => new Pin(
                pin.Platform,
                pin.Architecture,
                pin.Location,
                pin.Id,
                Builds.BuildId.TryParse(pin.Build),
                pin.Origin is PinOrigin.Merged or PinOrigin.Known ? PinOrigin.EarlierLedger : pin.Origin,
                pin.Witness))];

    private static LedgerEntry Entry(PlannedVerdict verdict, ArtifactProgress? progress, RunMode mode) => new()
    {
        Platform = verdict.Platform,
        Location = verdict.Location,
        Id = verdict.Id,
        Name = verdict.Name,
        Build = verdict.Build,
        Verdict = verdict.Verdict,
        Reason = verdict.Reason,
        Detail = verdict.Detail,
        Witness = verdict.Witness,
        Outcome = OutcomeOf(verdict, progress, mode),
        Note = NoteOf(progress, mode),
        SizeGiB = verdict.SizeGiB,
        RipensAt = verdict.RipensAt,
        Noted = progress?.Noted,
        SnapshotsDeleted = progress is { SnapshotsDeleted.Count: > 0 } ? [.. progress.SnapshotsDeleted] : null,
        SnapshotsLeft = SnapshotsLeft(verdict, progress),
        RequestIds = progress is { RequestIds.Count: > 0 } ? [.. progress.RequestIds] : null,
    };

    private static ArtifactOutcome OutcomeOf(PlannedVerdict verdict, ArtifactProgress? progress, RunMode mode) =>
        (progress?.Ended, verdict.Verdict, mode) switch
        {
            (ArtifactOutcome.Pruned or ArtifactOutcome.PrunedSnapshotsLeft, _, RunMode.DryRun) => ArtifactOutcome.WouldPrune,
            (ArtifactOutcome.Tagged, _, RunMode.DryRun) => ArtifactOutcome.WouldTag,
            (ArtifactOutcome.Marked, _, RunMode.DryRun) => ArtifactOutcome.WouldMark,
            (ArtifactOutcome.MarkTakenOff, _, RunMode.DryRun) => ArtifactOutcome.WouldTakeOffMark,
            ({ } ended, _, _) => ended,
            (null, Decision.Prune, _) => progress?.Noted is null ? ArtifactOutcome.NotReached : ArtifactOutcome.Unknown,
            _ => progress?.Noted is null ? ArtifactOutcome.Kept : ArtifactOutcome.Unknown,
        };

    private static string? NoteOf(ArtifactProgress? progress, RunMode mode) =>
        progress is { Note: null, Ended: ArtifactOutcome.Marked, MarkedAt: { } at } && mode == RunMode.Apply ? $"since {UtcSeconds.Write(at)}" : progress?.Note;

    private static ImmutableArray<string>? SnapshotsLeft(PlannedVerdict verdict, ArtifactProgress? progress)
    {
        if (progress is not { Noted: { } noted, Ended: ArtifactOutcome.Pruned or ArtifactOutcome.PrunedSnapshotsLeft })
        {
            return null;
        }

        // What the plan does not name is not this image's, whatever a journal says; reports give a command to delete what is left.
        var left = noted.Snapshots.Intersect(verdict.Snapshots ?? [], StringComparer.Ordinal).Except(progress.SnapshotsDeleted, StringComparer.Ordinal).ToImmutableArray();
        return left.IsEmpty ? null : left;
    }

    private static ImmutableArray<LedgerMark> MarksOf(Plan plan, Progress journal, ImmutableArray<LedgerMark> earlier)
    {
        var seen = plan.Verdicts.Select(verdict => verdict.ArtifactId()).ToHashSet();
        var listed = plan.Locations.Where(listing => listing.Status == ListingStatus.Complete).Select(listing => listing.Location).ToHashSet(StringComparer.Ordinal);
        // Of another account's images this run knows nothing, whatever their ids.
        bool IsTold(LedgerMark mark) => mark.IsIn(plan.Account, plan.Address)
            && (seen.Contains(mark.ArtifactId()) || (string.Equals(mark.Platform, plan.Platform, StringComparison.Ordinal) && listed.Contains(mark.Location)));
        return
        [
            .. earlier
                .Where(mark => !IsTold(mark))
                .Concat(plan.Verdicts.Select(verdict => MarkOf(plan, verdict, journal.Of(verdict.ArtifactId()), journal.Mode)).OfType<LedgerMark>())
                .OrderBy(mark => mark.ArtifactId()),
        ];
    }

    private static LedgerMark? MarkOf(Plan plan, PlannedVerdict verdict, ArtifactProgress? progress, RunMode mode)
    {
        var at = progress switch
        {
            null => verdict.MarkedAt,
            // Nothing was changed.
            _ when mode == RunMode.DryRun => verdict.MarkedAt,
            { Ended: ArtifactOutcome.Pruned or ArtifactOutcome.PrunedSnapshotsLeft } => null,
            // A mark of which it is not sure that it is on is not remembered: its time begins anew.
            _ when progress.HasBegun(ChangeKind.TakeOffMark) => null,
            _ when progress.HasBegun(ChangeKind.Mark) => progress.IsDone(ChangeKind.Mark) ? progress.MarkedAt : null,
            _ => verdict.MarkedAt,
        };
        return at is { } since && verdict.Created is { } created
            ? new LedgerMark(verdict.Platform, plan.Account, plan.Address, verdict.Location, verdict.Id, verdict.Name, created, since)
            : null;
    }

    private static LedgerTotals Total(ImmutableArray<LedgerEntry> entries, Progress journal)
    {
        int? CountDone(ChangeKind change) => journal.Artifacts.Count(artifact => artifact.IsDone(change)) is > 0 and var count ? count : null;
        static bool IsKept(LedgerEntry entry) => entry.Outcome
            is ArtifactOutcome.Kept or ArtifactOutcome.Tagged or ArtifactOutcome.WouldTag or ArtifactOutcome.Spared
            or ArtifactOutcome.Marked or ArtifactOutcome.WouldMark or ArtifactOutcome.MarkTakenOff or ArtifactOutcome.WouldTakeOffMark;
        static bool IsGone(LedgerEntry entry) => entry.Outcome is ArtifactOutcome.Pruned or ArtifactOutcome.PrunedSnapshotsLeft or ArtifactOutcome.WouldPrune;
        return new LedgerTotals
        {
            Seen = entries.Length,
            Kept = entries.Count(IsKept),
            Pruned = entries.Count(IsGone),
            PrunedGiB = entries.Where(IsGone).Sum(entry => entry.SizeGiB ?? 0),
            Snapshots = entries.Sum(entry => entry.SnapshotsDeleted?.Length ?? 0),
            Tagged = entries.Count(entry => entry.Outcome is ArtifactOutcome.Tagged or ArtifactOutcome.WouldTag),
            Marked = CountDone(ChangeKind.Mark),
            MarksTakenOff = CountDone(ChangeKind.TakeOffMark),
            Failed = entries.Count(entry => entry.Outcome is ArtifactOutcome.Failed or ArtifactOutcome.PutBack or ArtifactOutcome.PrunedSnapshotsLeft),
            Unknown = entries.Count(entry => entry.Outcome is ArtifactOutcome.Unknown or ArtifactOutcome.NotReached),
            ByReason = entries
                .GroupBy(entry => entry.Reason)
                .ToImmutableSortedDictionary(group => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(group.Key.ToString()), group => group.Count(), StringComparer.Ordinal),
        };
    }
}
