using Pruner.Core.Bumps;
using Pruner.Output;

namespace Pruner.Reports;

/// <summary>What a pull request changes as GitHub's Markdown, for comments and job summaries. Pure: the same report gives the same text.</summary>
internal static class BumpMarkdown
{
    /// <summary>Columns to which foreign text is cut: a title or a release may be as long as its author likes.</summary>
    private const int MostColumns = 240;

    /// <summary>Rows of each list that are tried, from all to none, until the text fits.</summary>
    private static readonly int?[] RowLimits = [null, 200, 50, 10, 0];

    /// <summary>The text, with lists cut short where it would be too long for a comment.</summary>
    /// <param name="report">The report.</param>
    /// <param name="mostCharacters">Most characters, at least some thousand.</param>
    public static string Fit(BumpReport report, int mostCharacters) => RowLimits
        .Select(rows => string.Join('\n', Lines(report, rows)))
        .First(text => text.Length <= mostCharacters);

    /// <summary>The lines.</summary>
    /// <param name="report">The report.</param>
    /// <param name="mostRows">Most rows of each list; null shows all.</param>
    public static IEnumerable<string> Lines(BumpReport report, int? mostRows)
    {
        var proposal = report.Bump.Proposal;
        yield return $"### {BumpWords.Verdict(report)}";
        yield return "";
        yield return $"{Code(proposal.Title)}, {Code(BumpWords.Origin(proposal))}, from {Code(proposal.Base.Hex[..12])} to {Code(proposal.Head.Hex[..12])}";
        string[][] sections =
        [
            [.. Section("Looks wrong", "", report.Findings.Where(finding => finding.IsWrong).Select(Row), mostRows)],
            [.. Section("Worth a look", "", report.Findings.Where(finding => !finding.IsWrong).Select(Row), mostRows)],
            [.. Section("Changes", "| file | architecture | cloud | from | to | changed | new | lost |\n| --- | --- | --- | --- | --- | --- | --- | --- |", report.Bump.Platforms.Select(Row), mostRows)],
            [.. Section("New images", "| region | image | build | exists | public | bootimage=true |\n| --- | --- | --- | --- | --- | --- |", report.Images.Select(Row), mostRows)],
            [.. Section("Builds that stay protected, in every region", "| build | named |\n| --- | --- |", report.Bump.Builds.Select(Row), mostRows)],
            [.. Section("Not looked at", "", BumpWords.NotLooked(report).Select(note => $"- {Code(note)}"), mostRows)],
        ];
        foreach (var line in sections.SelectMany(section => section))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Section(string title, string head, IEnumerable<string> rows, int? mostRows)
    {
        string[] all = [.. rows];
        if (all.Length == 0)
        {
            yield break;
        }

        yield return "";
        yield return $"#### {title}";
        yield return "";
        var shown = Math.Min(all.Length, mostRows ?? all.Length);
        foreach (var line in (shown > 0 && head.Length > 0 ? head.Split('\n') : []).Concat(all.Take(shown)))
        {
            yield return line;
        }

        if (shown < all.Length)
        {
            yield return "";
            yield return $"{BuildTable.Number(all.Length - shown)}{(shown > 0 ? " more" : "")} left out here, where they do not fit; the job's output has all.";
        }
    }

    private static string Row(Finding finding) => $"- {Words.Of(finding.Kind)}: {Code(finding.Where)} {Code(finding.What)}";

    private static string Row(PlatformChange change) =>
        $"| {Code(change.Path)} | {Code(change.Architecture)} | {Code(change.Platform)} | {Code(string.Join(' ', change.From))} | {Code(string.Join(' ', change.To))} | {Code(BumpWords.Regions(change.Changed))} | {Code(BumpWords.Regions(change.Added))} | {Code(BumpWords.Regions(change.Lost))} |";

    private static string Row(ImageLook look)
    {
        var (exists, isPublic, isTagged) = BumpWords.Of(look);
        return $"| {Code(look.Pin.Location)} | {Code(look.Pin.ImageId)} | {Code(look.Pin.Release)} | {exists} | {isPublic} | {isTagged} |";
    }

    private static string Row(NamedBuild build) => $"| {Code(build.Build.Text)} | {BumpWords.Side(build)} |";

    private static string Code(string text) => MarkdownText.Cell(text, MostColumns);
}
