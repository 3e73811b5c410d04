using System.Collections.Immutable;
using Pruner.Applying;
using Pruner.Core;
using Pruner.Core.History;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Evidence;
using Pruner.State;

namespace Pruner.Commands;

/// <summary>Fresh evidence, and what an earlier run left behind: what apply and prune begin with.</summary>
internal sealed class Prepared
{
    private readonly Session _session;
    private readonly RunOnRecord? _onRecord;

    private Prepared(Session session, RunOnRecord? onRecord, Decided decided, string? ledgerCopy, OriginalRecordFile? record) =>
        (_session, _onRecord, Decided, Run) = (session, onRecord, decided, new Run(session, decided, ledgerCopy, record));

    /// <summary>The fresh decision.</summary>
    public Decided Decided { get; }

    /// <summary>Carries out plans on it.</summary>
    public Run Run { get; }

    /// <summary>Looks for an earlier run, then reads fresh evidence; of known histories, what is new.</summary>
    public static async Task<Prepared> PrepareAsync(
        Session session, Scope scope, ImmutableArray<MetadataHistory> known, string? ledgerCopy, OriginalRecordFile? record, CancellationToken stop)
    {
        // Before anything is read: a damaged journal must be told at once.
        var onRecord = session.State.TryReadRun();
        var decided = await session.DecideAsync(scope, known, stop);
        // Only now, when everything is decided: it informs.
        record?.Tell(decided.Evidence.Inventory);
        return new Prepared(session, onRecord, decided, ledgerCopy, record);
    }

    /// <summary>
    /// Deals with an earlier run that came to no end: goes on with it while its plan may still be applied, else brings it to rest. Of one that lacks only
    /// its ledger that is written; it is all that was left to do where its very plan is to be applied, and else a new run can begin.
    /// </summary>
    /// <param name="approvedDigest">The plan to be applied now; null takes the interrupted one.</param>
    /// <param name="askAsync">Asks a person, with a question, before an interrupted run is gone on with; throws on "no". Null when that is approved.</param>
    /// <param name="stop">No new change after this.</param>
    /// <returns>The ledger when the interrupted run was gone on with, or was the one that is wanted; null when a new run can begin.</returns>
    public async Task<Ledger?> ResumeAsync(string? approvedDigest, Func<string, Task>? askAsync, CancellationToken stop)
    {
        if (_onRecord is not { } record)
        {
            return null;
        }

        var isSame = approvedDigest is null || string.Equals(approvedDigest, record.Plan.Digest, StringComparison.OrdinalIgnoreCase);
        if (record.Progress.IsFinished)
        {
            var late = Run.MakeUpLedger(record);
            // Without its ledger to be made up for, a finished plan that is named again is refused by the run itself.
            return approvedDigest is not null && isSame ? late : null;
        }

        if (!isSame)
        {
            throw new EvidenceException(new Refusal(
                $"An interrupted run of the plan {record.Plan.Digest![..12]} is not finished.",
                "Beginning another could leave its half-done changes behind.",
                $"Finish it with 'pruner apply {_session.State.ApprovedFile} --digest {record.Plan.Digest}', or with 'pruner prune'."));
        }

        EvidenceException.ThrowIf(PlanGuards.ForSomethingElse(record.Plan, Decided.Plan));
        if (record.Plan.Streams.Except(Decided.Plan.Streams, StringComparer.Ordinal).FirstOrDefault() is { } stream)
        {
            // Without its catalog everything of that stream looks unknown: the run would end with all of it spared.
            throw new EvidenceException(new Refusal(
                $"An interrupted run of the plan {record.Plan.Digest![..12]} also prunes {stream}, which was not chosen now.",
                "It cannot be finished without that stream's catalog.",
                $"Finish it first: choose {string.Join(" and ", record.Plan.Streams)}."));
        }

        if (askAsync is not null)
        {
            await askAsync($"An interrupted run of the plan {record.Plan.Digest![..12]} is not finished. Go on with it ({PlanGuards.Doomed(record.Plan)} images of account {record.Plan.Account})?");
        }

        if (PlanGuards.Expired(record.Plan, Decided.Plan.Created) is null && PlanGuards.OtherVersion(record.Plan, ProgramHost.Version) is null)
        {
            _session.Log.Say($"Going on with the interrupted run of plan {record.Plan.Digest![..12]}.");
            return await Run.ApplyAsync(record.Plan, RunMode.Apply, stop);
        }

        _session.Log.Say($"The interrupted run of plan {record.Plan.Digest![..12]} is too old to go on with: what it left half done is brought to rest.");
        var settled = await Run.SettleAsync(record.Plan, stop);
        return settled.IsFinished ? null : settled;
    }
}
