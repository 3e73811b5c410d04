using System.Collections.Immutable;
using System.Text;

namespace Pruner.Reports;

/// <summary>Puts the parts of a summary together so that it is not longer than GitHub takes.</summary>
internal static class SummaryCut
{
    /// <summary>GitHub refuses the summary of a step that is longer: 1 MiB of UTF-8.</summary>
    public const int MostBytes = 1_048_576;

    /// <summary>
    /// All parts as one text. When they are too long, the longest tables lose rows first, whole rows and from their end, down to one common length.
    /// </summary>
    /// <param name="parts">The parts. What of them cannot be cut is bounded, and far below <paramref name="most"/>.</param>
    /// <param name="most">Most UTF-8 bytes.</param>
    public static string Join(ImmutableArray<SummaryPart> parts, int most = MostBytes)
    {
        var level = Level([.. parts.Select(part => part.RowBytes).Order()], most - parts.Sum(part => part.FixedBytes));
        var text = new StringBuilder();
        foreach (var line in parts.SelectMany(part => part.Lines(level)))
        {
            text.Append(line).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The greatest length to which all can be cut so that together they fit.</summary>
    private static long Level(ImmutableArray<long> sorted, long room)
    {
        for (var at = 0; at < sorted.Length; at++)
        {
            var share = Math.Max(0, room) / (sorted.Length - at);
            if (sorted[at] > share)
            {
                return share;
            }

            room -= sorted[at];
        }

        return long.MaxValue;
    }
}
