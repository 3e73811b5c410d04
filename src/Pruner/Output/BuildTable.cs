using System.Collections.Immutable;
using System.Globalization;

namespace Pruner.Output;

/// <summary>Rows of builds as lines of text.</summary>
internal static class BuildTable
{
    private const string Gap = "  ";
    private const string Unknown = "(build not known)";

    /// <summary>Headings by stream and reason, below each its builds; at a terminal the largest only.</summary>
    /// <param name="rows">All rows, sorted.</param>
    /// <param name="now">When the ages are taken.</param>
    /// <param name="form">The layout.</param>
    /// <param name="file">Where all of them are, for the line that says how many are not shown.</param>
    public static IEnumerable<string> Lines(ImmutableArray<BuildRow> rows, DateTimeOffset now, TextForm form, string file)
    {
        var shown = BuildRow.Largest(rows, form.MostRows);
        var widths = Widths.Of(shown, now);
        var isFirst = true;
        foreach (var group in shown.GroupBy(row => (row.Stream, row.Reason)))
        {
            var head = string.Join(", ", new[] { group.Key.Stream, Words.Of(group.Key.Reason) }.Where(word => word.Length > 0));
            foreach (var line in SafeText.Wrap(Gap, $"{head}: {ReasonWords.Meaning(group.Key.Reason)}", form.Columns))
            {
                yield return form.Palette.Strong(line);
            }

            if (isFirst && !form.IsNarrow)
            {
                yield return form.Palette.Quiet(Row(widths, "build", "made", "age", "images", "GiB", "regions"));
            }

            isFirst = false;
            foreach (var line in group.SelectMany(row => form.IsNarrow ? Stacked(row, now, form) : [Wide(row, now, widths, form)]))
            {
                yield return line;
            }
        }

        if (shown.Length < rows.Length)
        {
            foreach (var line in SafeText.Wrap(
                Gap, $"and {Count(rows.Length - shown.Length, "more build")} with {Count(rows.Sum(row => row.Images) - shown.Sum(row => row.Images), "image")}: --full shows all, and all are in {file}", form.Columns))
            {
                yield return form.Palette.Quiet(line);
            }
        }
    }

    /// <summary>A number with its noun: <c>1 image</c>, <c>14,000 images</c>.</summary>
    public static string Count(long number, string noun) => $"{Number(number)} {noun}{(number == 1 ? "" : "s")}";

    /// <summary>A number for people: <c>14,000</c>.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>As many names as fit, then how many more there are.</summary>
    /// <param name="names">The names.</param>
    /// <param name="columns">Columns there are; null takes all names.</param>
    public static string Folded(ImmutableArray<string> names, int? columns)
    {
        var all = string.Join(' ', names);
        if (columns is not { } most || SafeText.Columns(all) <= most)
        {
            return all;
        }

        for (var count = names.Length - 1; count > 0; count--)
        {
            var some = $"{string.Join(' ', names.Take(count))} +{names.Length - count}";
            if (SafeText.Columns(some) <= most)
            {
                return some;
            }
        }

        return SafeText.Cut($"{names.Length} regions", most);
    }

    private static string Wide(BuildRow row, DateTimeOffset now, Widths widths, TextForm form)
    {
        var line = Row(widths, NameOf(row), Day(row.Made), Age(row.Made, now), Number(row.Images), Number(row.GiB), "");
        return line + Folded(row.Regions, form.Columns - line.Length);
    }

    private static IEnumerable<string> Stacked(BuildRow row, DateTimeOffset now, TextForm form)
    {
        yield return SafeText.Cut($"{Gap}{NameOf(row)}{(row.Made is null ? "" : $"  {Age(row.Made, now)}")}", form.Columns!.Value);
        var facts = $"    {Count(row.Images, "image")}, {Number(row.GiB)} GiB, ";
        yield return facts + Folded(row.Regions, form.Columns - facts.Length);
    }

    private static string Row(Widths widths, string build, string made, string age, string images, string gib, string regions) =>
        $"{Gap}{build.PadRight(widths.Build)}{Gap}{made,-10}{Gap}{age.PadLeft(widths.Age)}{Gap}{images.PadLeft(widths.Images)}{Gap}{gib.PadLeft(widths.GiB)}{Gap}{regions}";

    private static string NameOf(BuildRow row) => row.Build.Length > 0 ? row.Build : Unknown;

    private static string Day(DateTimeOffset? made) => made is { } day ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "unknown";

    // In days, as --min-age is given.
    private static string Age(DateTimeOffset? made, DateTimeOffset now) => made is { } day ? $"{Number((long)Math.Max(0, (now - day).TotalDays))}d" : "";

    private sealed record Widths(int Build, int Age, int Images, int GiB)
    {
        public static Widths Of(ImmutableArray<BuildRow> rows, DateTimeOffset now) => new(
            Most(rows, row => NameOf(row).Length, "build".Length),
            Most(rows, row => BuildTable.Age(row.Made, now).Length, "age".Length),
            Most(rows, row => Number(row.Images).Length, "images".Length),
            Most(rows, row => Number(row.GiB).Length, "GiB".Length));

        private static int Most(ImmutableArray<BuildRow> rows, Func<BuildRow, int> width, int least) => rows.Select(width).Append(least).Max();
    }
}
