using System.Collections.Immutable;
using Pruner.Core;
using Pruner.Core.Applying;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Core.Stores;
using Pruner.Evidence;
using Pruner.State;
using Pruner.Stores;

namespace Pruner.Applying;

/// <summary>One run of an approved plan: opens the journal, lets the applier work, and folds the journal into the ledger whatever happens.</summary>
internal sealed class Run(Session session, Decided decided, string? ledgerCopy, OriginalRecordFile? record)
{
    /// <summary>Carries out an approved plan on the fresh evidence just decided on.</summary>
    /// <param name="approved">The approved plan; may be the fresh one itself.</param>
    /// <param name="mode">Dry run or not.</param>
    /// <param name="stop">No new change after this.</param>
    /// <returns>The ledger.</returns>
    public async Task<Ledger> ApplyAsync(Plan approved, RunMode mode, CancellationToken stop)
    {
        // Counted over approved ∩ fresh is never more than over either; the limits of the reviewed configuration hold for what is carried out.
        EvidenceException.ThrowIf(PlanGuards.TooManyDeletions(approved, session.Policy) ?? PlanGuards.TooLargeAShare(approved, session.Policy));
        if (mode == RunMode.DryRun)
        {
            await using var imagined = new MemoryJournal(approved.Digest!, session.Host.Time);
            return await WorkAsync(approved, mode, imagined, AsDecided, stop);
        }

        var digest = approved.Digest!;
        if (File.Exists(session.State.HistoryFile(digest)))
        {
            throw Finished(digest);
        }

        await using var journal = await OpenAsync(approved, stop);
        if (journal.Read(progress => progress.IsFinished))
        {
            throw Finished(digest);
        }

        return await WorkAsync(approved, mode, journal, AsDecided, stop);
    }

    /// <summary>
    /// Brings an expired run to rest: what was deleted loses its noted snapshots, what was begun and still exists is put back, nothing new is begun.
    /// </summary>
    public async Task<Ledger> SettleAsync(Plan expired, CancellationToken stop)
    {
        await using var journal = await OpenAsync(expired, stop);
        return await WorkAsync(expired, RunMode.Apply, journal, AllKept, stop);
    }

    /// <summary>Writes the ledger of a run that came to its end, when its process died before it did.</summary>
    /// <param name="ended">The run.</param>
    /// <returns>That ledger; null when it lies there already.</returns>
    public Ledger? MakeUpLedger(RunOnRecord ended)
    {
        if (ended.IsTold(session.State.TryReadLedger()))
        {
            return null;
        }

        session.Log.Say($"The run of plan {ended.Plan.Digest![..12]} came to its end and died before it wrote its ledger: that is done now.");
        return Keep(ended.Fold(PinsToRemember, decided.Evidence.Marks.All), RunMode.Apply);
    }

    /// <summary>Opens the journal of a plan. Until nobody can refuse the run any more, plan and journal of the one before stay: its ledger is verified and undone with them.</summary>
    private async Task<JournalFile> OpenAsync(Plan plan, CancellationToken stop)
    {
        StateFolder.Write(session.State.NextFile, Document.Write(plan), session.Host.OpenPart);
        await session.Host.Watch.BeforeChangesAsync(plan, stop);
        session.State.Begin(plan.Digest!);
        return JournalFile.Open(session.State.JournalFile, plan.Digest!, session.Host.Time, session.Host.OpenJournal);
    }

    private ImmutableArray<LedgerPin> PinsToRemember => LedgerFold.Remember(decided.Evidence.Pins, StoreTable.Platforms);

    private static ImmutableArray<Verdict> AsDecided(ImmutableArray<Verdict> verdicts) => verdicts;

    private static ImmutableArray<Verdict> AllKept(ImmutableArray<Verdict> verdicts) => [.. verdicts.Select(verdict => verdict with { Decision = Decision.Keep, Mark = null })];

    private async Task<Ledger> WorkAsync(
        Plan approved, RunMode mode, JournalWriter journal, Func<ImmutableArray<Verdict>, ImmutableArray<Verdict>> allow, CancellationToken stop)
    {
        var current = decided;
        using var fresh = new FreshVerdicts(
            TimedVerdicts.From(allow(decided.Verdicts), decided.Evidence.Inventory, decided.Evidence.PinsReadAt),
            async token =>
            {
                current = await session.Decider.RenewAsync(current, token);
                return TimedVerdicts.From(allow(current.Verdicts), current.Evidence.Inventory, current.Evidence.PinsReadAt);
            },
            session.Host.Time);
        var store = mode == RunMode.DryRun ? new DryRunStore(session.Store) : session.Store;
        var applier = new Applier(
            store,
            journal,
            fresh,
            new ApplierOptions
            {
                IncludeShared = session.Policy.IncludeShared,
                KeepByTag = [.. session.Policy.AllRules().SelectMany(rule => rule.Keep).Where(rule => rule.Tag is not null)],
                LookPause = session.Host.LookPause,
                OnlySettles = allow == AllKept,
            },
            session.Host.Time,
            session.Log.Applying);
        try
        {
            await NarrowAsync(store, approved, mode, journal, fresh, stop);
            await applier.RunAsync(approved, mode, stop);
        }
        catch
        {
            // What was done must be readable even when the run ends in a message; the error goes on afterwards, whatever becomes of the ledger.
            try
            {
                WriteLedger(approved, mode, journal);
            }
            catch (PrunerException unwritten)
            {
                session.Log.Say(unwritten.Refusal.ToString());
            }

            throw;
        }

        try
        {
            return WriteLedger(approved, mode, journal);
        }
        catch (EvidenceException unwritten) when (mode == RunMode.Apply)
        {
            throw new LedgerException(unwritten);
        }
    }

    /// <summary>Tells the store what this run may change at most, so that the cloud itself can refuse the rest.</summary>
    private async Task NarrowAsync(IArtifactStore store, Plan approved, RunMode mode, JournalWriter journal, FreshVerdicts fresh, CancellationToken stop)
    {
        var scope = ChangeScopes.Of(approved, await fresh.VerdictsAsync(stop), id => journal.Read(progress => progress.Of(id)));
        store.Narrow(scope);
        if (mode == RunMode.Apply && !scope.Artifacts.IsEmpty && store.Enforcement is { Length: > 0 } enforcement)
        {
            session.Log.Say(enforcement);
        }
    }

    private Ledger WriteLedger(Plan approved, RunMode mode, JournalWriter journal) =>
        Keep(journal.Read(progress => LedgerFold.Fold(approved, progress, journal.Head, PinsToRemember, decided.Evidence.Marks.All)), mode);

    private Ledger Keep(Ledger ledger, RunMode mode)
    {
        var bytes = Document.Write(ledger);
        StateFolder.Write(session.State.LedgerFileOf(mode), bytes, session.Host.OpenPart);
        // Whatever becomes of the copy, the ledger is whole: it is kept for the next run.
        session.Host.Watch.Recorded(ledger);
        if (ledgerCopy is not null)
        {
            StateFolder.Write(ledgerCopy, bytes, session.Host.OpenPart);
        }

        if (mode == RunMode.Apply)
        {
            record?.Add(ledger);
        }

        return ledger;
    }

    private static EvidenceException Finished(string digest) => new(new Refusal(
        $"The plan {digest[..12]} has been carried out already.",
        "A plan is carried out once: what it saw then says little now.",
        "Make a new plan with 'pruner plan'."));
}
