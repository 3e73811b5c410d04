using System.Collections.Immutable;
using System.Text;

namespace Pruner.Reports;

/// <summary>A part of a summary: lines that always stand, and rows of which the last can be left out.</summary>
/// <param name="Before">Lines before the rows: headings, a table's head.</param>
/// <param name="Rows">The rows, the most telling first. Each is one line.</param>
/// <param name="After">Lines after the rows: what closes a fold.</param>
/// <param name="Noun">What one row is: <c>build</c>.</param>
internal sealed record SummaryPart(ImmutableArray<string> Before, ImmutableArray<string> Rows, ImmutableArray<string> After, string Noun)
{
    /// <summary>Lines without rows.</summary>
    public static SummaryPart Of(params ImmutableArray<string> lines) => new(lines, [], [], "");

    /// <summary>A folded part.</summary>
    /// <param name="title">What stands on the fold; our own words only.</param>
    /// <param name="noun">What one row is.</param>
    /// <param name="head">Lines before the rows.</param>
    /// <param name="rows">The rows.</param>
    public static SummaryPart Folded(string title, string noun, ImmutableArray<string> head, ImmutableArray<string> rows) =>
        new(["<details>", $"<summary>{title}</summary>", "", .. head], rows, ["", "</details>", ""], noun);

    /// <summary>UTF-8 bytes of all rows with their line ends.</summary>
    public long RowBytes => Rows.Sum(BytesOf);

    /// <summary>UTF-8 bytes of everything else, with the line that says how many rows are left out.</summary>
    public long FixedBytes => Before.Sum(BytesOf) + After.Sum(BytesOf) + More(Rows.Length).Sum(BytesOf);

    /// <summary>The lines, with as many rows as fit.</summary>
    /// <param name="mostRowBytes">UTF-8 bytes that the rows may take.</param>
    public IEnumerable<string> Lines(long mostRowBytes)
    {
        var room = mostRowBytes;
        var shown = Rows.TakeWhile(row => (room -= BytesOf(row)) >= 0).Count();
        return [.. Before, .. Rows.Take(shown), .. More(Rows.Length - shown), .. After];
    }

    /// <summary>UTF-8 bytes of a line with its line end.</summary>
    private static long BytesOf(string line) => Encoding.UTF8.GetByteCount(line) + 1;

    private IEnumerable<string> More(int count) => count == 0 ? [] : ["", $"… and {Output.BuildTable.Count(count, $"more {Noun}")}; all are in the ledger or the plan.", ""];
}
