using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Pruner.Core.Planning;
using Pruner.Core.Records;

namespace Pruner.OnRunner;

/// <summary>What a step hands to later ones. Pure.</summary>
internal static class StepOutputs
{
    /// <summary>The outputs by name; what does not apply to the command is left out.</summary>
    /// <param name="plan">The plan made or applied; null when there is none.</param>
    /// <param name="planFile">Where it lies.</param>
    /// <param name="ledger">The ledger; null when nothing was applied or rehearsed.</param>
    /// <param name="ledgerFile">Where it lies.</param>
    public static ImmutableArray<(string Name, string Value)> Of(Plan? plan, string? planFile, Ledger? ledger, string? ledgerFile)
    {
        var outputs = ImmutableArray.CreateBuilder<(string, string)>();
        if (plan is not null)
        {
            outputs.Add(("plan-path", planFile ?? ""));
            outputs.Add(("plan-digest", plan.Digest ?? ""));
            outputs.Add(("matrix", MatrixOf(plan)));
        }

        if (ledger is not null)
        {
            outputs.Add(("pruned-count", Number(ledger.Totals.Pruned)));
            outputs.Add(("kept-count", Number(ledger.Totals.Kept)));
            outputs.Add(("failed-count", Number(ledger.Totals.Failed)));
            outputs.Add(("unknown-count", Number(ledger.Totals.Unknown)));
            outputs.Add(("ledger-path", ledgerFile ?? ""));
        }
        else if (plan is not null)
        {
            var doomed = PlanGuards.Doomed(plan);
            outputs.Add(("pruned-count", Number(doomed)));
            outputs.Add(("kept-count", Number(plan.Verdicts.Length - doomed)));
            outputs.Add(("failed-count", "0"));
            outputs.Add(("unknown-count", "0"));
        }

        return outputs.ToImmutable();
    }

    /// <summary>The regions in which a plan prunes or changes marks, as a job's <c>strategy.matrix</c>: <c>{"region":["eu-central-1"]}</c>.</summary>
    internal static string MatrixOf(Plan plan)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteStartArray("region");
            foreach (var region in plan.Verdicts.Where(verdict => verdict.Verdict == Decision.Prune || verdict.Mark is not null).Select(verdict => verdict.Location).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                json.WriteStringValue(region);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
