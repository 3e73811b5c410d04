using System.Collections.Immutable;

namespace Pruner.Output;

/// <summary>
/// All that is under way, as lines that fit into a window. Immutable and pure: time and size are arguments. While regions are worked on, reading shows
/// only as long as it goes on.
/// </summary>
internal sealed record ProgressBoard
{
    /// <summary>Columns of a bar.</summary>
    private const int BarColumns = 20;

    /// <summary>How long a finished reading still shows beside work in regions.</summary>
    private static readonly TimeSpan Lingering = TimeSpan.FromSeconds(3);

    /// <summary>Nothing is under way.</summary>
    public static ProgressBoard Empty { get; } = new();

    /// <summary>Evidence being read, in the order in which it was first heard of.</summary>
    public ImmutableArray<ProgressRow> Reading { get; init; } = [];

    /// <summary>Regions being worked on, sorted.</summary>
    public ImmutableArray<ProgressRow> Regions { get; init; } = [];

    /// <summary>After a report on evidence.</summary>
    public ProgressBoard Read(string subject, int done, int? total, DateTimeOffset now) => this with { Reading = Put(Reading, subject, done, total, now) };

    /// <summary>After a report on a region.</summary>
    public ProgressBoard Worked(string region, int done, int total, DateTimeOffset now) =>
        this with { Regions = Put(Regions, region, done, total, now).Sort((a, b) => string.CompareOrdinal(a.Subject, b.Subject)) };

    /// <summary>The lines of a window.</summary>
    /// <param name="now">Now.</param>
    /// <param name="columns">Columns of the window; every line is shorter, for a full one would be broken.</param>
    /// <param name="rows">Rows of the window; there are fewer lines, for what has scrolled away cannot be drawn over.</param>
    /// <param name="isUnicode">Whether bars may be drawn with more than ASCII.</param>
    /// <param name="palette">Colours.</param>
    public ImmutableArray<string> Lines(DateTimeOffset now, int columns, int rows, bool isUnicode, Palette palette)
    {
        var most = Math.Max(1, rows - 2);
        var style = new Style(now, columns - 1, isUnicode, palette);
        var reading = Regions.IsEmpty ? Reading : [.. Reading.Where(row => now - row.Last < Lingering)];
        var lines = ImmutableArray.CreateBuilder<string>();
        AddSection(lines, ReadingHead(now), reading, isFolding: false, most, style);
        AddSection(lines, RegionsHead(style), Regions, isFolding: true, most - lines.Count, style);
        return lines.Count <= most ? lines.ToImmutable() : lines.ToImmutable()[..most];
    }

    /// <summary>What remains to be said of the reading when it is over: one line, or none.</summary>
    public string? ReadingSum() => Reading.IsEmpty
        ? null
        : $"Evidence read in {Duration.Of(Reading.Max(row => row.Last) - Reading.Min(row => row.First))}: {string.Join(", ", Reading.Select(row => $"{BuildTable.Number(row.Done)} {row.Subject}"))}.";

    /// <summary>What remains to be said of the regions: one line, or none.</summary>
    public string? RegionsSum() => Regions.IsEmpty
        ? null
        : $"Images done: {BuildTable.Number(Regions.Sum(row => row.Done))} of {BuildTable.Number(Regions.Sum(row => row.Total ?? 0))} in {BuildTable.Count(Regions.Length, "region")}, {Duration.Of(Regions.Max(row => row.Last) - Regions.Min(row => row.First))}.";

    private static ImmutableArray<ProgressRow> Put(ImmutableArray<ProgressRow> rows, string subject, int done, int? total, DateTimeOffset now)
    {
        var at = rows.IndexOf(rows.FirstOrDefault(row => string.Equals(row.Subject, subject, StringComparison.Ordinal))!);
        return at < 0 ? rows.Add(new ProgressRow(subject, done, total, done, now, now)) : rows.SetItem(at, rows[at].With(done, total, now));
    }

    private static void AddSection(ImmutableArray<string>.Builder lines, string head, ImmutableArray<ProgressRow> rows, bool isFolding, int most, Style style)
    {
        if (rows.IsEmpty || most < 1)
        {
            return;
        }

        lines.Add(style.Palette.Strong(SafeText.Cut(head, style.Columns)));
        // Dozens of regions end within seconds of one another: what is done, and what does not fit, is told in one line.
        var wanted = rows.Where(row => !isFolding || !row.IsDone).ToList();
        var fits = rows.Length < most && wanted.Count == rows.Length ? rows.Length : Math.Max(0, most - 2);
        var shown = wanted.Take(fits).ToHashSet();
        var widths = (Subject: rows.Max(row => SafeText.Columns(row.Subject)), Count: rows.Max(row => CountOf(row).Length));
        foreach (var row in wanted.Where(shown.Contains))
        {
            lines.Add(RowLine(row, widths.Subject, widths.Count, style));
        }

        var (more, done) = (wanted.Count - shown.Count, rows.Length - wanted.Count);
        string[] rest = [.. more > 0 ? [$"{more} more"] : Array.Empty<string>(), .. done > 0 ? [$"{BuildTable.Count(done, "region")} done"] : Array.Empty<string>()];
        if (rest.Length > 0)
        {
            lines.Add(style.Palette.Quiet(SafeText.Cut($"  and {string.Join(", ", rest)}", style.Columns)));
        }
    }

    private static string RowLine(ProgressRow row, int subjectColumns, int countColumns, Style style)
    {
        var text = $"  {row.Subject.PadRight(subjectColumns)}  {CountOf(row).PadLeft(countColumns)}";
        var (rate, remaining) = (Rate(row.RateAt(style.Now)), row.IsDone ? "done" : Remaining(row.RemainingAt(style.Now)));
        var tail = row.IsDone ? $"  {remaining}" : $"  {rate,8}  {remaining}";
        var isBarred = text.Length + 2 + BarColumns + 26 <= style.Columns;
        if (!isBarred)
        {
            // Half a number would be a wrong one: what does not fit is left out whole, the time that is left last.
            string[] forms = [(text + tail).TrimEnd(), $"{text}  {remaining}".TrimEnd()];
            return forms.FirstOrDefault(line => SafeText.Columns(line) <= style.Columns) ?? SafeText.Cut(text, style.Columns);
        }

        var bar = row.Total is { } total ? Bar(row.Done, total, style) : new string(' ', BarColumns);
        return row.IsDone ? $"{text}  {bar}  {style.Palette.Kept("done")}" : $"{text}  {bar}{tail}".TrimEnd();
    }

    private string ReadingHead(DateTimeOffset now) => Reading.IsEmpty ? "" : $"Reading evidence  {Duration.Of(now - Reading.Min(row => row.First))}";

    private string RegionsHead(Style style)
    {
        var now = style.Now;
        // All regions go on at once: their rates add up, and the slowest ends last.
        var going = Regions.Where(row => !row.IsDone).ToList();
        var rate = going.Sum(row => row.RateAt(now) ?? 0);
        var remaining = going.Count > 0 && going.All(row => row.RemainingAt(now) is not null) ? going.Max(row => row.RemainingAt(now)) : null;
        var all = new[]
        {
            $"Images done: {BuildTable.Number(Regions.Sum(row => row.Done))} of {BuildTable.Number(Regions.Sum(row => row.Total ?? 0))}",
            Regions.IsEmpty ? "" : Duration.Of(now - Regions.Min(row => row.First)),
            Rate(rate > 0 ? rate : null),
            Remaining(remaining),
        };
        string[] words = [.. all.Where(word => word.Length > 0)];
        return Enumerable.Range(0, words.Length)
            .Select(left => string.Join("  ", words[..^left]))
            .FirstOrDefault(line => SafeText.Columns(line) <= style.Columns) ?? words[0];
    }

    private static string CountOf(ProgressRow row) => row.Total is { } total ? $"{BuildTable.Number(row.Done)} of {BuildTable.Number(total)}" : BuildTable.Number(row.Done);

    private static string Bar(int done, int total, Style style)
    {
        // Full only when nothing is left.
        var full = total == 0 ? BarColumns : (int)Math.Min(BarColumns, (long)done * BarColumns / total);
        return style.IsUnicode
            ? style.Palette.Kept(new string('━', full)) + style.Palette.Quiet(new string('─', BarColumns - full))
            : style.Palette.Kept(new string('#', full)) + style.Palette.Quiet(new string('.', BarColumns - full));
    }

    private static string Rate(double? perSecond) => perSecond switch
    {
        null => "",
        >= 10 => $"{BuildTable.Number((long)perSecond)}/s",
        >= 1 => $"{perSecond:0.0}/s",
        _ => $"{perSecond * 60:0}/min",
    };

    private static string Remaining(TimeSpan? time) => time is { } left ? $"{Duration.Of(left)} left" : "";

    private sealed record Style(DateTimeOffset Now, int Columns, bool IsUnicode, Palette Palette);
}
