using System.Collections.Immutable;
using System.Globalization;

namespace Pruner.Reports;

/// <summary>A timeline as a Mermaid chart that GitHub draws.</summary>
internal static class TimelineChart
{
    /// <summary>Most columns that can be told apart in a summary.</summary>
    public const int MostColumns = 24;

    /// <summary>The lines, a sentence that tells how to read them among them; none when no build has a date.</summary>
    public static ImmutableArray<string> Lines(Timeline timeline)
    {
        if (timeline.Columns.IsEmpty)
        {
            return [];
        }

        // Mermaid draws bars over each other, not on top of each other: sums, the longest first, look like stacked bars.
        (string Says, string Colour, Func<TimelineColumn, int> Upto)[] layers =
        [
            ("not as planned", "#bf8700", column => column.Builds),
            ("pruned", "#cf222e", column => column.Pinned + column.Kept + column.Pruned),
            ("kept by another rule", "#8c959f", column => column.Pinned + column.Kept),
            ("pinned", "#0969da", column => column.Pinned),
        ];
        var most = timeline.Columns.Max(column => column.Builds);
        return
        [
            "#### Builds over time",
            "",
            $"Each bar is the builds of that time, with their number. From the left: {string.Join(", ", layers.Reverse().Select(layer => layer.Says))}.{Undated(timeline.Undated)}",
            "",
            "```mermaid",
            // With labels on the axis, Mermaid draws a stub where the number is 0; so the numbers stand beside the times.
            $"%%{{init: {{\"xyChart\": {{\"width\": 800, \"height\": {40 + (24 * timeline.Columns.Length)}, \"yAxis\": {{\"showLabel\": false, \"showTick\": false, \"showTitle\": false}}}}, \"themeVariables\": {{\"xyChart\": {{\"plotColorPalette\": \"{string.Join(", ", layers.Select(layer => layer.Colour))}\"}}}}}}}}%%",
            "xychart-beta horizontal",
            $"    x-axis [{string.Join(", ", timeline.Columns.Select(column => $"\"{column.Label}: {column.Builds}\""))}]",
            $"    y-axis \"builds\" 0 --> {most.ToString(CultureInfo.InvariantCulture)}",
            .. layers.Select(layer => $"    bar [{string.Join(", ", timeline.Columns.Select(layer.Upto))}]"),
            "```",
            "",
        ];
    }

    private static string Undated(int count) => count == 0 ? "" : $" Without a date and not drawn: {Output.BuildTable.Count(count, "build")}.";
}
