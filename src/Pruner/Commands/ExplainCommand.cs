using System.CommandLine;
using Pruner.Core;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Evidence;
using Pruner.Output;
using Pruner.State;

namespace Pruner.Commands;

/// <summary><c>pruner explain m-…</c>: every rule in order, which fired, and the witness.</summary>
internal static class ExplainCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(ProgramHost host)
    {
        var options = new CommonOptions();
        var image = new Argument<string>("image") { Description = "The image's id: m-…" };
        var releases = new Option<string[]>("--release") { Description = "Decide anew on this release, from fresh evidence, instead of reading the last plan. Without a plan: all known releases.", HelpName = "X.Y" };
        var command = new Command("explain", "Say why an image is kept or pruned: every rule, which fired, and the witness.") { image, releases };
        foreach (var option in options.Deciding)
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var id = parsed.GetValue(image)!;
            var chosen = parsed.GetValue(releases) ?? [];
            var plan = (chosen.Length == 0 && options.CloneOf(parsed) is null ? TryReadPlan(new StateFolder(parsed.GetValue(options.State)!)) : null)
                ?? await DecideAsync(parsed, options, host, chosen.Length == 0 ? Streams.Releases : chosen, cancellationToken);
            var verdicts = plan.Verdicts.Where(verdict => string.Equals(verdict.Id, id, StringComparison.Ordinal)).ToList();
            if (verdicts.Count == 0)
            {
                throw new EvidenceException(new Refusal(
                    $"The plan of {plan.Created:yyyy-MM-dd HH:mm} UTC does not know {id}.",
                    "It was not in the account's inventory then, so nothing was decided about it.",
                    "Check the id, or decide anew with --release."));
            }

            var ledger = new StateFolder(parsed.GetValue(options.State)!).TryReadLedger();
            foreach (var verdict in verdicts)
            {
                Write(host.Out, plan, verdict, string.Equals(ledger?.Plan, plan.Digest, StringComparison.Ordinal) ? ledger : null);
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    private static Plan? TryReadPlan(StateFolder state) =>
        StateFolder.TryRead(state.PlanFile) is { } bytes ? Document.ReadPlan(state.PlanFile, bytes) : null;

    private static async Task<Plan> DecideAsync(ParseResult parsed, CommonOptions options, ProgramHost host, IEnumerable<string> releases, CancellationToken cancellationToken)
    {
        using var session = new Session(parsed, options, host);
        return (await session.DecideAsync(Streams.Of(releases), session.KnownForPlanning(), cancellationToken)).Plan;
    }

    private static void Write(TextWriter output, Plan plan, PlannedVerdict verdict, Ledger? ledger)
    {
        output.WriteLine($"{verdict.Id} in {verdict.Location}: {(verdict.Verdict == Decision.Prune ? "prune" : "keep")} ({PlanText.Word(verdict.Reason)})");
        output.WriteLine($"  name {verdict.Name}, build {(verdict.Build.Length > 0 ? verdict.Build : "unknown")}, made {verdict.Created:yyyy-MM-dd HH:mm} UTC, {verdict.Visibility}");
        output.WriteLine($"  by the plan of {plan.Created:yyyy-MM-dd HH:mm} UTC, {plan.Digest}");
        output.WriteLine("  rules, in order:");
        foreach (var reason in PlannedRules.InOrder)
        {
            var fired = verdict.Reasons.FirstOrDefault(given => given.Reason == reason);
            output.WriteLine($"    {(fired is null ? "-" : "KEEP")}{(fired is null ? "   " : "")} {PlanText.Word(reason),-24} {fired?.Detail}".TrimEnd());
        }

        if (verdict.Witness is { } witness)
        {
            output.WriteLine($"  witness: {witness}");
            if (witness is { Commit.Length: > 0, Repository.Length: > 0 })
            {
                output.WriteLine($"    git show {witness.Commit}:{witness.Path}   # in a clone of {witness.Repository}");
            }
        }
        else if (verdict.Verdict == Decision.Prune)
        {
            output.WriteLine($"  proof of absence: {plan.Certificate.Commits} commits, {plan.Certificate.Documents} documents and {plan.Certificate.PullRequests} pull requests of {plan.Certificate.Repository} were read; none names it or its build");
        }

        if (ledger?.Entries.FirstOrDefault(entry => entry.Location == verdict.Location && entry.Id == verdict.Id) is { } entry)
        {
            output.WriteLine($"  outcome: {entry.Outcome}{(entry.Note is null ? "" : $" ({entry.Note})")}");
        }
    }
}
