using System.Globalization;
using Pruner.Core.Reporting;
using Pruner.Output;

namespace Pruner.Reports;

/// <summary>A report as the section of a page: tables with bars that need neither a script nor a style of their own. Pure.</summary>
internal static class ReportHtml
{
    /// <summary>Most rows of a table: more would bury what stands below.</summary>
    private const int MostRows = 500;

    /// <summary>The section.</summary>
    public static string Section(InventoryReport report) => HtmlText.Lines(
    [
        "<section id=\"there\" aria-labelledby=\"there-title\">",
        "<h2 id=\"there-title\">What is there</h2>",
        $"<p class=\"quiet\">{HtmlText.Of(ReportSections.Heading(report))}. {HtmlText.Of(ReportSections.Total(report))}.</p>",
        $"<p><strong>{HtmlText.Of(ReportSections.Sum(report))}</strong></p>",
        "<div class=\"tables\">",
        .. ReportSections.Of(report).SelectMany(Lines),
        "</div>",
        "</section>",
    ]);

    private static IEnumerable<string> Lines(ReportSection section)
    {
        var most = section.Rows.Select(row => row.Number).Append(section.LeastBar).Max();
        var title = section.IsFinding ? $"{section.Title}: {BuildTable.Number(section.Rows.Length)}" : section.Title;
        return
        [
            section.IsFinding ? "<details open class=\"finding\">" : "<details open>",
            $"<summary>{HtmlText.Of(title)}</summary>",
            .. section.Note.Length == 0 ? [] : new[] { $"<p class=\"quiet\">{HtmlText.Of(section.Note)}</p>" },
            "<div class=\"wide\">",
            "<table>",
            $"<thead><tr>{string.Concat(section.Columns.Select(column => $"<th scope=\"col\"{Class(column)}>{HtmlText.Of(column.Name)}</th>"))}{(section.Bar is null ? "" : "<td class=\"bar\"></td>")}</tr></thead>",
            "<tbody>",
            .. section.Rows.Take(MostRows).Select(row => Row(section, row, most)),
            "</tbody>",
            "</table>",
            "</div>",
            .. section.Rows.Length > MostRows ? [$"<p class=\"quiet\">{BuildTable.Number(section.Rows.Length - MostRows)} more: all are in report.json.</p>"] : Array.Empty<string>(),
            "</details>",
        ];
    }

    private static string Row(ReportSection section, ReportLine row, long most)
    {
        var cells = string.Concat(row.Cells.Zip(section.Columns, (cell, column) => $"<td{Class(column)}>{HtmlText.Of(cell)}</td>"));
        // The policy of the page forbids styles in place; the width of a rectangle is none.
        var width = (row.Number * 100m / most).ToString("0.#", CultureInfo.InvariantCulture);
        var bar = section.Bar is null ? "" : $"<td class=\"bar\"><svg aria-hidden=\"true\"><rect width=\"{width}%\" height=\"100%\"/></svg></td>";
        return $"<tr{(row.IsWarning ? " class=\"warning\"" : "")}>{cells}{bar}</tr>";
    }

    private static string Class(ReportColumn column) => column.Kind == ReportCellKind.Number ? " class=\"number\"" : "";
}
