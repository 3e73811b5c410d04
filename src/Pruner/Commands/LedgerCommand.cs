using System.CommandLine;
using Pruner.Core;
using Pruner.Output;
using Pruner.Reports;
using Pruner.State;

namespace Pruner.Commands;

/// <summary><c>pruner ledger show|verify|undo</c>.</summary>
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
            var ledger = LedgerCheck.Read(state);
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
            var ledger = LedgerCheck.Read(state);
            LedgerCheck.Require(state, ledger);
            host.Out.WriteLine($"The ledger of plan {ledger.Plan} agrees with its plan and its journal: {ledger.Entries.Length} entries.");
            return (int)ExitCode.Done;
        });
        return new Command("ledger", "Show or check the ledger of the last run, or put back what it changed.") { show, verify, UndoCommand.Create(host) };
    }
}
