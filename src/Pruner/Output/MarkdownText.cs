namespace Pruner.Output;

/// <summary>Pieces of Markdown that hold foreign text.</summary>
internal static class MarkdownText
{
    /// <summary>Columns of a table's cell, at most: a name may be as long as somebody likes.</summary>
    public const int CellColumns = 120;

    /// <summary>
    /// Foreign text as a code span: there GitHub reads no HTML, no link, no mention, and no number of an issue. The two characters that could end
    /// the span or the table's cell are replaced.
    /// </summary>
    public static string Code(string text) => text.Length == 0 ? "" : $"`{SafeText.Line(text).Replace('`', '\'').Replace('|', '¦')}`";

    /// <summary>The same, cut to what a cell or a line can bear.</summary>
    /// <param name="text">Foreign text.</param>
    /// <param name="columns">Most columns.</param>
    public static string Cell(string text, int columns = CellColumns) => Code(SafeText.Cut(SafeText.Line(text), columns));

    /// <summary>Foreign text that leads to an address; without one it is a code span only.</summary>
    public static string Link(string text, WebAddress? address) => address is null || text.Length == 0 ? Cell(text) : $"[{Cell(text)}]({address.Text})";
}
