using System.Collections.Immutable;
using System.Globalization;
using Pruner.Core.Builds;

namespace Pruner.Reports;

/// <summary>Builds over time: by month, or by quarter or year when the months are too many to be drawn.</summary>
/// <param name="Columns">Spans of time without a gap, oldest first.</param>
/// <param name="ColumnOf">The column of each build that has a date, by its id.</param>
/// <param name="Undated">Builds whose id holds no date, images of no known build counting as one.</param>
internal sealed record Timeline(ImmutableArray<TimelineColumn> Columns, ImmutableDictionary<string, int> ColumnOf, int Undated)
{
    /// <summary>Months that one column may span.</summary>
    private static readonly int[] _spans = [1, 3, 12];

    /// <summary>Sorts builds into columns. A build counts once: as trouble if any image of it is, else as pruned, pinned, kept.</summary>
    /// <param name="findings">All images.</param>
    /// <param name="most">Most columns. If even years are more, all before the last is one column.</param>
    public static Timeline Of(ImmutableArray<ReportedImage> findings, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 2);
        var builds = findings
            .GroupBy(finding => finding.Build, StringComparer.Ordinal)
            .Select(group => (Id: group.Key, Made: BuildId.TryParse(group.Key)?.Date, Fate: group.Select(finding => finding.Fate).MaxBy(Weight)))
            .ToList();
        var dated = builds.Where(build => build.Made is not null).Select(build => (build.Id, build.Fate, Month: MonthOf(build.Made!.Value))).ToList();
        if (dated.Count == 0)
        {
            return new Timeline([], ImmutableDictionary<string, int>.Empty, builds.Count);
        }

        var (first, last) = (dated.Min(build => build.Month), dated.Max(build => build.Month));
        var span = _spans.FirstOrDefault(span => (last / span) - (first / span) < most, _spans[^1]);
        var start = Math.Max(first / span, (last / span) - most + 1);
        var isCut = first / span < start;
        var columnOf = dated.ToImmutableDictionary(build => build.Id, build => Math.Max(0, (build.Month / span) - start), StringComparer.Ordinal);
        var counts = dated.ToLookup(build => (columnOf[build.Id], build.Fate));
        return new Timeline(
            [.. Enumerable.Range(0, (last / span) - start + 1).Select(at => new TimelineColumn(
                (isCut && at == 0 ? "to " : "") + Label((start + at) * span, span),
                counts[(at, Fate.Pinned)].Count(),
                counts[(at, Fate.Kept)].Count(),
                counts[(at, Fate.Pruned)].Count(),
                counts[(at, Fate.Trouble)].Count()))],
            columnOf,
            builds.Count - dated.Count);
    }

    private static int Weight(Fate fate) => fate switch { Fate.Trouble => 3, Fate.Pruned => 2, Fate.Pinned => 1, _ => 0 };

    private static int MonthOf(DateTimeOffset date) => (date.Year * 12) + date.Month - 1;

    private static string Label(int month, int span) => span switch
    {
        1 => string.Create(CultureInfo.InvariantCulture, $"{month / 12:0000}-{(month % 12) + 1:00}"),
        3 => string.Create(CultureInfo.InvariantCulture, $"{month / 12:0000} Q{(month % 12 / 3) + 1}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{month / 12:0000}"),
    };
}

/// <summary>The builds of one span of time, by fate.</summary>
/// <param name="Label">The month, quarter or year: <c>2021-07</c>, <c>2021 Q3</c>, <c>2021</c>.</param>
/// <param name="Pinned">Builds kept because something names them.</param>
/// <param name="Kept">Builds kept by another rule.</param>
/// <param name="Pruned">Builds of which images are gone, or may go.</param>
/// <param name="Trouble">Builds of which an image did not end as planned.</param>
internal sealed record TimelineColumn(string Label, int Pinned, int Kept, int Pruned, int Trouble)
{
    /// <summary>All of them.</summary>
    public int Builds => Pinned + Kept + Pruned + Trouble;
}
