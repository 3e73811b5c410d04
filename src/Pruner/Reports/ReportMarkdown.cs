using Pruner.Core.Reporting;
using Pruner.Output;

namespace Pruner.Reports;

/// <summary>A report as GitHub's Markdown. Pure.</summary>
internal static class ReportMarkdown
{
    /// <summary>Most rows of a table: a dozen of them, with cells cut short, fit into the summary of a job.</summary>
    private const int MostRows = 200;

    /// <summary>The lines.</summary>
    public static IEnumerable<string> Lines(InventoryReport report) =>
    [
        "### What is there",
        "",
        $"Account {MarkdownText.Cell(report.Account)}, {MarkdownText.Cell(string.Join(", ", report.Streams))}, {PlanText.Minute(report.Created)}. {ReportSections.Total(report)}.",
        "",
        $"**{ReportSections.Sum(report)}**",
        .. ReportSections.Of(report).SelectMany(Lines),
        "",
        MarkdownText.Cell(ReportSections.Ground(report), int.MaxValue),
    ];

    private static IEnumerable<string> Lines(ReportSection section)
    {
        yield return "";
        yield return $"#### {section.Title}{(section.IsFinding ? $": {BuildTable.Number(section.Rows.Length)}" : "")}";
        yield return "";
        if (section.Note.Length > 0)
        {
            yield return section.Note;
            yield return "";
        }

        yield return $"| {string.Join(" | ", section.Columns.Select(column => column.Name))} |";
        yield return $"| {string.Join(" | ", section.Columns.Select(column => column.Kind == ReportCellKind.Number ? "---:" : "---"))} |";
        foreach (var row in section.Rows.Take(MostRows))
        {
            yield return $"| {string.Join(" | ", row.Cells.Zip(section.Columns, (cell, column) => column.Kind == ReportCellKind.Foreign ? MarkdownText.Cell(cell) : row.IsWarning ? Strong(cell) : cell))} |";
        }

        if (section.Rows.Length > MostRows)
        {
            yield return "";
            yield return $"{BuildTable.Number(section.Rows.Length - MostRows)} more: all are in report.json.";
        }
    }

    private static string Strong(string words) => words.Length == 0 ? "" : $"**{words}**";
}
