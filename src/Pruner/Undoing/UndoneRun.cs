using System.Collections.Immutable;
using Pruner.Applying;
using Pruner.Core;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.State;

namespace Pruner.Undoing;

/// <summary>The last run of a state folder: finished, and with plan, journal and ledger that agree.</summary>
internal sealed class UndoneRun
{
    // The run may be over for weeks: of several kept images one is still there.
    private const int MostAnchors = 5;

    private readonly RunOnRecord _record;
    private readonly ILookup<(string Location, string Id), LedgerEntry> _entries;

    private UndoneRun(RunOnRecord record, Ledger ledger)
    {
        (_record, Ledger) = (record, ledger);
        _entries = ledger.Entries.ToLookup(entry => (entry.Location, entry.Id));
    }

    /// <summary>Its plan.</summary>
    public Plan Plan => _record.Plan;

    /// <summary>Its ledger.</summary>
    public Ledger Ledger { get; }

    /// <summary>Reads it.</summary>
    /// <exception cref="SetupException">There is none.</exception>
    /// <exception cref="EvidenceException">It is not finished, or its records are damaged or do not agree.</exception>
    public static UndoneRun Read(StateFolder state)
    {
        var ledger = LedgerCheck.Read(state);
        if (state.TryReadRun() is { Progress.IsFinished: false } open)
        {
            throw new EvidenceException(new Refusal(
                $"An interrupted run of the plan {open.Plan.Digest![..12]} is not finished.",
                "It puts back by itself what it does not delete; an undo between would have both change the same images.",
                "Finish it with the command that began it, or run 'pruner prune' when its plan has expired; then undo."));
        }

        return new UndoneRun(LedgerCheck.Require(state, ledger), ledger);
    }

    /// <summary>Refuses what belongs to another account or store than the run did.</summary>
    /// <param name="account">The account that the credentials belong to.</param>
    /// <param name="platform">Platform of the store opened now.</param>
    /// <param name="address">Its address.</param>
    public Refusal? ForSomethingElse(string account, string platform, string address) =>
        PlanGuards.OtherPlatform(Plan, platform) ?? PlanGuards.OtherAccount(Plan, account) ?? PlanGuards.OtherAddress(Plan, address);

    /// <summary>The images that the run changed and did not prove gone, made anew each time, since a target remembers what it was first like.</summary>
    public IEnumerable<Target> Changed() => Targets().Where(target => !IsGone(target));

    /// <summary>The images that the run deleted.</summary>
    public IEnumerable<UndoneImage> Gone() => Targets().Where(IsGone).Select(target => UndoneImage.Gone(target, EntryOf(target)));

    /// <summary>Images that the journal says were changed and the plan does not know: nothing vouches for them.</summary>
    public IEnumerable<UndoneImage> Unplanned() => _record.Progress.Artifacts
        .Where(artifact => artifact.Noted is not null && !_entries.Contains((artifact.Location, artifact.Id)))
        .Select(artifact => new UndoneImage
        {
            Location = artifact.Location,
            Id = artifact.Id,
            Name = artifact.Noted!.Name,
            Outcome = UndoOutcome.Left,
            Notes = ["the plan does not name it: the journal holds what no run of this plan wrote"],
        });

    /// <summary>The ledger's entry of an image.</summary>
    public LedgerEntry EntryOf(Target target) => _entries[(target.Id.Location, target.Id.Id)].First();

    /// <summary>A few kept images of a region that the run did not change: an answer that shows one of them and not another image proves that other absent. May be empty.</summary>
    public ImmutableArray<string> AnchorsOf(string location) =>
    [
        .. Plan.Verdicts.Where(verdict => verdict.Verdict == Decision.Keep && string.Equals(verdict.Location, location, StringComparison.Ordinal) && _record.Progress.Of(verdict.ArtifactId())?.Noted is null)
            .Select(verdict => verdict.Id)
            .Order(StringComparer.Ordinal)
            .Take(MostAnchors),
    ];

    // A plan that somebody made up may name an image twice.
    private IEnumerable<Target> Targets() => Plan.Verdicts
        .DistinctBy(verdict => (verdict.Location, verdict.Id))
        .Select(verdict => new Target(verdict) { Undone = _record.Progress.Of(verdict.ArtifactId()) })
        .Where(target => target.Undone?.Noted is not null);

    private bool IsGone(Target target) => EntryOf(target).Outcome is ArtifactOutcome.Pruned or ArtifactOutcome.PrunedSnapshotsLeft;
}
