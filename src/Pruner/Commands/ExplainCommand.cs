using System.CommandLine;
using System.CommandLine.Completions;
using Pruner.Core;
using Pruner.Core.Policies;
using Pruner.Core.Records;
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
        CommonOptions.RefuseOptions(image);
        var releases = new Option<string[]>("--release") { Description = "Decide anew on this release or stream, from fresh evidence, instead of reading the last plan. Without a plan: all.", HelpName = "X.Y" };
        releases.CompletionSources.Add(_ => CommonOptions.ReleaseWords.Select(word => new CompletionItem(word)));
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
                ?? await DecideAsync(parsed, options, host, chosen.Length == 0 ? [StreamTable.All] : chosen, cancellationToken);
            var ledger = new StateFolder(parsed.GetValue(options.State)!).TryReadLedger();
            var explanation = Explanation.Of(plan, id, string.Equals(ledger?.Plan, plan.Digest, StringComparison.Ordinal) ? ledger : null)
                ?? throw new EvidenceException(new Refusal(
                    $"The plan of {plan.Created:yyyy-MM-dd HH:mm} UTC does not know {SafeText.Line(id)}.",
                    "It was not in the account's inventory then, so nothing was decided about it.",
                    "Check the id, or decide anew with --release."));
            Results.Write(host, explanation, parsed.GetValue(options.Format)!);
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static Plan? TryReadPlan(StateFolder state) =>
        StateFolder.TryRead(state.PlanFile) is { } bytes ? Document.ReadPlan(state.PlanFile, bytes) : null;

    private static async Task<Plan> DecideAsync(ParseResult parsed, CommonOptions options, ProgramHost host, IEnumerable<string> releases, CancellationToken cancellationToken)
    {
        using var session = new Session(parsed, options, host);
        return (await session.DecideAsync(session.ScopeOf(parsed, releases), session.KnownForPlanning(), cancellationToken)).Plan;
    }
}
