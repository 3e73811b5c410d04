using System.CommandLine;
using Pruner.Core;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Output;
using Pruner.State;

namespace Pruner.Commands;

/// <summary><c>pruner prune 4.10</c>: plan and apply in one go, on the same evidence.</summary>
internal static class PruneCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(ProgramHost host)
    {
        var options = new CommonOptions();
        var releases = PlanCommand.ReleasesArgument();
        var dryRun = new Option<bool>("--dry-run") { Description = "Take every step, but make not one changing call." };
        var yes = new Option<bool>("--yes") { Description = "Do not ask. Needed without a terminal." };
        var command = new Command("prune", "Plan and apply in one go. Finishes an interrupted run first.") { releases, dryRun, yes };
        foreach (var option in options.Changing)
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, stop) =>
        {
            var isDryRun = parsed.GetValue(dryRun);
            var isApproved = isDryRun || parsed.GetValue(yes);
            if (!isApproved && !host.IsInteractive)
            {
                throw new SetupException(new Refusal(
                    "Nobody is there to be asked.",
                    "prune deletes images; without a terminal that must be said.",
                    "Look first with --dry-run, then give --yes."));
            }

            using var session = new Session(parsed, options, host);
            var scope = session.ScopeOf(parsed, parsed.GetValue(releases)!);
            using var held = session.State.Lock();
            var record = OriginalRecordFile.Open(session.State, session.Log, parsed.GetValue(options.Filename), parsed.GetValue(options.Ledger));
            var run = await Prepared.PrepareAsync(session, scope, known: [], parsed.GetValue(options.Ledger), record, stop);
            var format = parsed.GetValue(options.Format)!;
            var full = parsed.GetValue(options.Full);
            if (!isDryRun && await run.ResumeAsync(approvedDigest: null, isApproved ? null : question => Prompt.RequireYesAsync(host, question, stop), stop) is { } resumed)
            {
                session.Log.Say("The interrupted run is finished. Run again to plan anew.");
                return (int)Results.Report(session, resumed, format, full);
            }

            PlanCommand.Save(session, run.Decided, copy: null);
            var plan = run.Decided.Plan;
            if (!isApproved)
            {
                Results.ShowForApproval(host, plan, full);
                await Prompt.RequireYesAsync(host, Prompt.QuestionOf(plan), stop);
                // A person may think for a day.
                EvidenceException.ThrowIf(PlanGuards.Expired(plan, host.Time.GetUtcNow()));
            }

            var ledger = await run.Run.ApplyAsync(plan, isDryRun ? RunMode.DryRun : RunMode.Apply, stop);
            return (int)Results.Report(session, ledger, format, full);
        });
        return command;
    }
}
