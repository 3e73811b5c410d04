using System.CommandLine;
using Pruner.Core;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Output;
using Pruner.State;

namespace Pruner.Commands;

/// <summary><c>pruner apply plan.json</c>: carries out an approved plan as far as fresh evidence agrees.</summary>
internal static class ApplyCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(ProgramHost host)
    {
        var options = new CommonOptions();
        var file = new Argument<string>("plan") { Description = "The plan file, as 'pruner plan' wrote it." };
        CommonOptions.RefuseOptions(file);
        var digest = new Option<string?>("--digest") { Description = "SHA-256 of the approved plan, from outside the file. At a terminal it is shown and asked for instead.", HelpName = "sha256" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Take every step, but make not one changing call." };
        var command = new Command("apply", "Carry out an approved plan, as far as fresh evidence still agrees.") { file, digest, dryRun };
        foreach (var option in options.Changing)
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, stop) =>
        {
            using var session = new Session(parsed, options, host);
            using var held = session.State.Lock();
            var record = OriginalRecordFile.Open(session.State, session.Log, parsed.GetValue(options.Filename), parsed.GetValue(options.Ledger));
            var path = parsed.GetValue(file)!;
            var plan = Document.ReadPlan(path, StateFolder.TryRead(path) ?? throw new SetupException(new Refusal(
                $"The plan {path} is not there.", "Only a plan that was made and read before is carried out.", "Make one with 'pruner plan', or correct the path.")));
            EvidenceException.ThrowIf(PlanGuards.OtherVersion(plan, ProgramHost.Version) ?? PlanGuards.ServesPlansOnly(plan));
            session.Host.Watch.Planned(plan, session.Policy);
            await ApproveAsync(host, plan, parsed.GetValue(digest), parsed.GetValue(options.Full), stop);

            // A digest that a person types after seeing the plan vouches for what was shown, not for the file of evidence beside it.
            var known = parsed.GetValue(digest) is null ? [] : session.Cache.ForApplying(plan, path);
            // What the plan was made for is looked at again, unless architectures are named: then they must be enough for it.
            var scope = session.ScopeOf(parsed, plan.Streams, options.NamesArchitectures(parsed) ? null : plan.Architectures);
            var run = await Prepared.PrepareAsync(session, scope, known, parsed.GetValue(options.Ledger), record, stop);
            EvidenceException.ThrowIf(PlanGuards.ForSomethingElse(plan, run.Decided.Plan) ?? PlanGuards.Expired(plan, run.Decided.Plan.Created));
            var isDryRun = parsed.GetValue(dryRun);
            var resumed = isDryRun ? null : await run.ResumeAsync(plan.Digest!, askAsync: null, stop);
            var ledger = resumed ?? await run.Run.ApplyAsync(plan, isDryRun ? RunMode.DryRun : RunMode.Apply, stop);
            return (int)Results.Report(session, ledger, parsed.GetValue(options.Format)!, parsed.GetValue(options.Full));
        });
        return command;
    }

    private static async Task ApproveAsync(ProgramHost host, Plan plan, string? digest, bool full, CancellationToken stop)
    {
        if (digest is not null)
        {
            if (digest.Trim() is not { Length: 64 } trimmed || !trimmed.All(char.IsAsciiHexDigit))
            {
                throw new SetupException(new Refusal(
                    $"--digest is '{SafeText.Line(digest)}', expected the 64 hex digits of a plan's SHA-256.",
                    "It is what makes a plan the approved one.",
                    "Give the digest that 'pruner plan' printed, whole; in a workflow, see that the step before passes it on."));
            }

            EvidenceException.ThrowIf(PlanGuards.NotTheApproved(plan, digest));
            return;
        }

        if (!host.IsInteractive)
        {
            throw new SetupException(new Refusal(
                "No digest was given.",
                "Without one, whoever can write the plan file decides what is deleted.",
                $"Read the plan, then give its digest: --digest {plan.Digest}"));
        }

        Results.ShowForApproval(host, plan, full);
        await Prompt.RequireYesAsync(host, Prompt.QuestionOf(plan), stop);
    }
}
