using System.CommandLine;
using System.CommandLine.Completions;
using Pruner.Core;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Evidence;
using Pruner.Output;
using Pruner.State;

namespace Pruner.Commands;

/// <summary><c>pruner plan 4.10</c>: decides and shows; changes nothing.</summary>
internal static class PlanCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(ProgramHost host)
    {
        var options = new CommonOptions();
        var releases = ReleasesArgument();
        var output = new Option<string?>("--out") { Description = "Write the plan to this file too. It always lies in the state folder.", HelpName = "file" };
        CommonOptions.RefuseEmpty(output, "a path");
        var command = new Command("plan", "Decide what may go, and show it. Changes nothing.") { releases, output };
        foreach (var option in options.Deciding)
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = new Session(parsed, options, host);
            var scope = session.ScopeOf(parsed, parsed.GetValue(releases)!);
            session.State.RefuseAsTarget("--out", parsed.GetValue(output), same: session.State.PlanFile);
            using var held = session.State.Lock();
            var decided = await session.DecideAsync(scope, session.KnownForPlanning(), cancellationToken);
            Save(session, decided, parsed.GetValue(output));
            Results.Write(host, decided.Plan, parsed.GetValue(options.Format)!, parsed.GetValue(options.Full));
            session.Log.Say($"Plan {decided.Plan.Digest} written to {session.State.PlanFile} ({session.Calls}).");
            if ((PlanGuards.TooManyDeletions(decided.Plan, session.Policy) ?? PlanGuards.TooLargeAShare(decided.Plan, session.Policy)) is { } limit)
            {
                session.Log.Say($"As it stands, apply will refuse this plan. {limit}");
            }

            return (int)(IsWhole(decided.Plan) ? ExitCode.Done : ExitCode.Incomplete);
        });
        return command;
    }

    /// <summary>The releases to decide on.</summary>
    public static Argument<string[]> ReleasesArgument()
    {
        var releases = new Argument<string[]>("release") { Description = "OpenShift releases such as 4.10, streams such as rhel-9.6, or all.", Arity = ArgumentArity.OneOrMore };
        releases.CompletionSources.Add(_ => CommonOptions.ReleaseWords.Select(word => new CompletionItem(word)));
        CommonOptions.RefuseOptions(releases);
        return releases;
    }

    /// <summary>Keeps a plan and its evidence.</summary>
    public static void Save(Session session, Decided decided, string? copy)
    {
        StateFolder.Write(session.State.EvidenceFile, decided.EvidenceBytes, session.Host.OpenPart);
        var bytes = Document.Write(decided.Plan);
        StateFolder.Write(session.State.PlanFile, bytes, session.Host.OpenPart);
        session.Host.Watch.Planned(decided.Plan, session.Policy);
        if (copy is not null)
        {
            StateFolder.Write(copy, bytes, session.Host.OpenPart);
        }
    }

    /// <summary>True when no region that should have been read is missing.</summary>
    public static bool IsWhole(Plan plan) => plan.Locations.All(listing => listing.Status != Core.Inventories.ListingStatus.Unreadable);
}
