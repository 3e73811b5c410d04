using System.CommandLine;
using Pruner.Applying;
using Pruner.Core;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Core.Stores;
using Pruner.Output;
using Pruner.State;
using Pruner.Undoing;

namespace Pruner.Commands;

/// <summary><c>pruner ledger undo</c>: puts back what the last run changed and did not delete.</summary>
internal static class UndoCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(ProgramHost host)
    {
        var options = new CommonOptions();
        var dryRun = new Option<bool>("--dry-run") { Description = "Take every step, but make not one changing call." };
        var yes = new Option<bool>("--yes") { Description = "Do not ask. Needed without a terminal." };
        var command = new Command("undo", "Put visibility, shares and tags of images back that the last run changed and did not delete, and say what cannot come back.")
        {
            dryRun, yes,
            options.Config, options.State, options.LogFile, options.Debug, options.Format, options.Full, options.AliyunEndpoint, options.StsEndpoint, options.RoleArn, options.OidcProviderArn,
        };
        command.SetAction(async (parsed, stop) =>
        {
            var isDryRun = parsed.GetValue(dryRun);
            var isApproved = isDryRun || parsed.GetValue(yes);
            if (!isApproved && !host.IsInteractive)
            {
                throw new SetupException(new Refusal(
                    "Nobody is there to be asked.",
                    "undo makes images public and shares them; without a terminal that must be said.",
                    "Look first with --dry-run, then give --yes."));
            }

            using var session = new UndoSession(parsed, options, host);
            using var held = session.State.Lock();
            var run = UndoneRun.Read(session.State);
            var store = await OpenAsync(session, run, stop);
            var full = parsed.GetValue(options.Full);
            var undo = new Undo(isDryRun ? new DryRunStore(store) : store, run, new ApplierOptions { LookPause = host.LookPause }, host.Time, session.Log.Applying);
            var shown = await undo.SurveyAsync(stop);
            if (!isApproved && shown.ToRestore.Any())
            {
                Results.ShowForApproval(host, shown.Report(run, store), full);
                await Prompt.RequireYesAsync(host, $"Put {BuildTable.Count(shown.ToRestore.Count(), "image")} of account {run.Plan.Account} back?", stop);
            }

            if (!isDryRun && shown.ToRestore.Any() && store.Enforcement is { Length: > 0 } enforcement)
            {
                session.Log.Say(enforcement);
            }

            await using var journal = OpenJournal(session, run.Plan.Digest!, isDryRun, shown);
            var mode = isDryRun ? RunMode.DryRun : RunMode.Apply;
            try
            {
                await undo.CarryOutAsync(shown, journal, mode, stop);
            }
            catch
            {
                // What was put back must be readable even when the undo ends in a message.
                Results.Write(host, undo.Report(shown, mode), parsed.GetValue(options.Format)!, full);
                throw;
            }

            var report = undo.Report(shown, mode);
            Results.Write(host, report, parsed.GetValue(options.Format)!, full);
            return (int)(report.NotRestored > 0 ? ExitCode.Incomplete : ExitCode.Done);
        });
        return command;
    }

    private static async Task<IArtifactStore> OpenAsync(UndoSession session, UndoneRun run, CancellationToken stop)
    {
        var store = session.OpenStore(run.Plan);
        var account = await store.IdentifyAsync(stop);
        EvidenceException.ThrowIf(PlanGuards.WrongAccount(account, session.Policy) ?? run.ForSomethingElse(account, store.Platform, store.Address));
        return store;
    }

    /// <summary>On disk when something is to be put back, or when an earlier undo may have left something open; else nothing is on record.</summary>
    private static JournalWriter OpenJournal(UndoSession session, string plan, bool isDryRun, UndoSurvey shown)
    {
        if (isDryRun || (!shown.ToRestore.Any() && !File.Exists(session.State.UndoFile)))
        {
            return new MemoryJournal(plan, session.Host.Time);
        }

        session.State.ArchiveUndo(plan);
        return JournalFile.Open(session.State.UndoFile, plan, session.Host.Time, session.Host.OpenJournal);
    }
}
