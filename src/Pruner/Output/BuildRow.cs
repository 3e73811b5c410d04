using System.Collections.Immutable;
using Pruner.Core.Builds;
using Pruner.Core.Planning;
using Pruner.Core.Records;

namespace Pruner.Output;

/// <summary>The images of one build that go for one reason, as one row of a text.</summary>
/// <param name="Stream">Its stream; empty when not known.</param>
/// <param name="Build">Its id; empty when not known.</param>
/// <param name="Reason">Why they go.</param>
/// <param name="Made">The date in its id; null when it holds none.</param>
/// <param name="Images">Images.</param>
/// <param name="GiB">Their size, as far as it is known.</param>
/// <param name="Regions">Their regions, sorted, each once.</param>
internal sealed record BuildRow(string Stream, string Build, Reason Reason, DateTimeOffset? Made, int Images, long GiB, ImmutableArray<string> Regions)
{
    /// <summary>What a plan prunes, by stream, reason and build.</summary>
    public static ImmutableArray<BuildRow> Of(Plan plan) => Of(plan.Verdicts
        .Where(verdict => verdict.Verdict == Decision.Prune)
        .Select(verdict => (verdict.Stream, verdict.Build, verdict.Reason, verdict.Location, verdict.SizeGiB)));

    /// <summary>What a run pruned, or would have, by build; a ledger names no streams of single images.</summary>
    public static ImmutableArray<BuildRow> Of(Ledger ledger) => Of(ledger.Entries
        .Where(entry => entry.Outcome is ArtifactOutcome.Pruned or ArtifactOutcome.PrunedSnapshotsLeft or ArtifactOutcome.WouldPrune)
        .Select(entry => ("", entry.Build, entry.Reason, entry.Location, entry.SizeGiB)));

    /// <summary>The rows that are shown when not all are: those with the most images, in the order of all.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="most">Most rows; null shows all.</param>
    public static ImmutableArray<BuildRow> Largest(ImmutableArray<BuildRow> rows, int? most)
    {
        if (most is not { } limit || rows.Length <= limit)
        {
            return rows;
        }

        var chosen = rows.OrderByDescending(row => row.Images).ThenByDescending(row => row.GiB).Take(limit).ToHashSet(ReferenceEqualityComparer.Instance);
        return [.. rows.Where(chosen.Contains)];
    }

    private static ImmutableArray<BuildRow> Of(IEnumerable<(string Stream, string Build, Reason Reason, string Region, long? GiB)> images) =>
    [
        .. images
            .GroupBy(image => (image.Stream, image.Reason, image.Build))
            .OrderBy(group => group.Key.Stream, StringComparer.Ordinal)
            .ThenBy(group => group.Key.Reason)
            .ThenBy(group => group.Key.Build, StringComparer.Ordinal)
            .Select(group => new BuildRow(
                SafeText.Line(group.Key.Stream),
                SafeText.Line(group.Key.Build),
                group.Key.Reason,
                BuildId.TryParse(group.Key.Build)?.Date,
                group.Count(),
                group.Sum(image => image.GiB ?? 0),
                [.. group.Select(image => SafeText.Line(image.Region)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)])),
    ];
}
