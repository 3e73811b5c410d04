using System.Collections.Immutable;
using Pruner.Core.Reporting;
using Pruner.Output;

namespace Pruner.Reports;

/// <summary>A report as text for people. Pure: the same report and form give the same lines.</summary>
internal static class ReportText
{
    private const string Gap = "  ";

    /// <summary>A longer cell moves those after it and not the whole column.</summary>
    private const int MostPadding = 48;

    /// <summary>The lines; what was found is the last, where a terminal's reader looks first.</summary>
    public static IEnumerable<string> Lines(InventoryReport report, TextForm form)
    {
        string[] lines =
        [
            .. SafeText.Wrap("", SafeText.Line(ReportSections.Heading(report)), form.Columns).Select(form.Palette.Strong),
            .. SafeText.Wrap("", SafeText.Line(ReportSections.Ground(report)), form.Columns),
            .. SafeText.Wrap("", ReportSections.Total(report), form.Columns),
            .. ReportSections.Of(report).SelectMany(section => Lines(section, form)),
            "",
            .. SafeText.Wrap("", ReportSections.Sum(report), form.Columns).Select(form.Palette.Strong),
        ];
        return lines;
    }

    private static IEnumerable<string> Lines(ReportSection section, TextForm form)
    {
        var shown = Math.Min(section.Rows.Length, form.MostRows ?? section.Rows.Length);
        var title = section.IsFinding ? $"{section.Title}: {BuildTable.Number(section.Rows.Length)}" : section.Title;
        ImmutableArray<ReportLine> rows = [.. section.Rows.Take(shown).Select(row => row with { Cells = [.. row.Cells.Select(SafeText.Line)] })];
        return
        [
            "",
            .. form.Heading(section.IsFinding ? form.Palette.Warning : form.Palette.Strong, title, ""),
            .. section.Note.Length == 0 ? [] : SafeText.Wrap(Gap, section.Note, form.Columns, Gap.Length).Select(form.Palette.Quiet),
            .. Table(section.Columns, rows, form) ?? rows.SelectMany(row => Stacked(section.Columns, row, form)),
            .. shown < section.Rows.Length
                ? SafeText.Wrap(Gap, $"and {BuildTable.Number(section.Rows.Length - shown)} more: --full shows all, and all are in report.json", form.Columns).Select(form.Palette.Quiet)
                : [],
        ];
    }

    /// <summary>Aligned columns; null when they do not fit.</summary>
    private static List<string>? Table(ImmutableArray<ReportColumn> columns, ImmutableArray<ReportLine> rows, TextForm form)
    {
        // One column needs no heading and may be broken into lines.
        if (columns.Length == 1)
        {
            return null;
        }

        ImmutableArray<int> widths = [.. columns.Select((column, at) => Math.Min(MostPadding, rows.Select(row => SafeText.Columns(row.Cells[at])).Append(column.Name.Length).Max()))];
        List<(string Text, bool IsWarning)> lines = [.. rows.Select(row => (Row(row.Cells), row.IsWarning))];
        var head = Row([.. columns.Select(column => column.Name)]);
        return lines.Select(line => line.Text).Append(head).All(line => form.Columns is not { } most || SafeText.Columns(line) <= most)
            ? [form.Palette.Quiet(head), .. lines.Select(line => line.IsWarning ? form.Palette.Warning(line.Text) : line.Text)]
            : null;

        string Row(ImmutableArray<string> cells) => (Gap + string.Join(Gap, cells.Select((cell, at) =>
        {
            var padding = new string(' ', Math.Max(0, widths[at] - SafeText.Columns(cell)));
            return columns[at].Kind == ReportCellKind.Number ? padding + cell : cell + padding;
        }))).TrimEnd();
    }

    /// <summary>A row as a sentence, broken where the window ends.</summary>
    private static IEnumerable<string> Stacked(ImmutableArray<ReportColumn> columns, ReportLine row, TextForm form)
    {
        var said = row.Cells.Zip(columns, (cell, column) => cell.Length == 0 ? "" : column.Kind == ReportCellKind.Number ? $"{cell} {column.Name}" : cell).Where(part => part.Length > 0);
        var lines = SafeText.Wrap(Gap, string.Join(", ", said), form.Columns);
        return row.IsWarning ? lines.Select(form.Palette.Warning) : lines;
    }
}
