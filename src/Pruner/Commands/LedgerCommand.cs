using System.CommandLine;
using Pruner.Core;
using Pruner.Core.Records;
using Pruner.Output;
using Pruner.Reports;
using Pruner.State;

namespace Pruner.Commands;

/// <summary><c>pruner ledger show|verify</c>.</summary>
internal static class LedgerCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(ProgramHost host)
    {
        var options = new CommonOptions();
        var html = new Option<string?>("--html") { Description = "Write the ledger besides as a page for a browser: one file, which needs no network.", HelpName = "file" };
        CommonOptions.RefuseEmpty(html, "a path");
        var show = new Command("show", "Show the ledger of the last run.") { options.State, options.Format, options.Full, html };
        show.SetAction(parsed =>
        {
            var state = new StateFolder(parsed.GetValue(options.State)!);
            state.RefuseAsTarget("--html", parsed.GetValue(html));
            var ledger = ReadLedger(state);
            if (parsed.GetValue(html) is { } file)
            {
                var page = LedgerPage.Write(ledger, state.TryReadReport());
                StateFolder.Write(file, page);
                host.Error.WriteLine($"Page written to {file}: {BuildTable.Count(ledger.Entries.Length, "image")}, {BuildTable.Number(page.Length)} bytes.");
            }

            Results.Write(host, ledger, parsed.GetValue(options.Format)!, parsed.GetValue(options.Full));
            return (int)ExitCode.Done;
        });
        var verify = new Command("verify", "Check that the ledger is what plan and journal say: the chain of lines, the digests, every entry.") { options.State };
        verify.SetAction(parsed =>
        {
            var state = new StateFolder(parsed.GetValue(options.State)!);
            var ledger = ReadLedger(state);
            Verify(state, ledger);
            host.Out.WriteLine($"The ledger of plan {ledger.Plan} agrees with its plan and its journal: {ledger.Entries.Length} entries.");
            return (int)ExitCode.Done;
        });
        return new Command("ledger", "Show or check the ledger of the last run.") { show, verify };
    }

    private static Ledger ReadLedger(StateFolder state) => state.TryReadLedger() ?? throw new SetupException(new Refusal(
        $"There is no ledger in {state.Path}.", "It is written by apply and prune.", "Give the right folder with --state."));

    private static void Verify(StateFolder state, Ledger ledger)
    {
        if (ledger.Mode == RunMode.DryRun)
        {
            throw new EvidenceException(new Refusal("This is the ledger of a dry run.", "A dry run keeps no journal to check against.", "Nothing is to be checked: nothing was changed."));
        }

        var run = state.TryReadRun() ?? throw Disagrees("there is no journal beside it");
        var refolded = run.Fold(ledger.Pins, ledger.Marks ?? []);
        if (!Document.Write(refolded).AsSpan().SequenceEqual(Document.Write(ledger)))
        {
            throw Disagrees(run.IsTold(ledger)
                ? "folding the journal again gives other entries"
                : "it was folded from another state of the journal");
        }
    }

    private static EvidenceException Disagrees(string why) => new(new Refusal(
        $"The ledger does not agree with its journal: {why}.", "One of them was changed or lost.", "Trust the journal, and keep both files for inspection."));
}
