using Pruner.Core;
using Pruner.Core.Records;

namespace Pruner.State;

/// <summary>Holds a ledger to the plan and the journal beside it.</summary>
internal static class LedgerCheck
{
    /// <summary>The ledger of the last run.</summary>
    /// <exception cref="SetupException">There is none.</exception>
    /// <exception cref="EvidenceException">It is damaged.</exception>
    public static Ledger Read(StateFolder state) => state.TryReadLedger() ?? throw new SetupException(new Refusal(
        $"There is no ledger in {state.Path}.", "It is written by apply and prune.", "Give the right folder with --state."));

    /// <summary>The run that a ledger is of: the journal's chain is whole, the plan's digest is right, and together they fold to this very ledger.</summary>
    /// <exception cref="EvidenceException">They do not, or there is no such run.</exception>
    public static RunOnRecord Require(StateFolder state, Ledger ledger)
    {
        if (ledger.Mode == RunMode.DryRun)
        {
            throw new EvidenceException(new Refusal("This is the ledger of a dry run.", "A dry run keeps no journal to check against.", "Nothing is to be checked: nothing was changed."));
        }

        // A machine that died between two runs has put the journal aside and not begun the next one.
        var run = state.TryReadRun() ?? state.TryReadEarlierRun(ledger.Plan) ?? throw Disagrees("there is no journal beside it");
        var refolded = run.Fold(ledger.Pins, ledger.Marks ?? []);
        if (!Document.Write(refolded).AsSpan().SequenceEqual(Document.Write(ledger)))
        {
            throw Disagrees(run.IsTold(ledger)
                ? "folding the journal again gives other entries"
                : "it was folded from another state of the journal");
        }

        return run;
    }

    private static EvidenceException Disagrees(string why) => new(new Refusal(
        $"The ledger does not agree with its journal: {why}.", "One of them was changed or lost.", "Trust the journal, and keep both files for inspection."));
}
