using System.Collections.Immutable;
using Pruner.Core.Bumps;
using Pruner.Output;

namespace Pruner.Reports;

/// <summary>What a pull request changes as text for people. Pure.</summary>
internal static class BumpText
{
    /// <summary>The lines; the verdict is the last, where a terminal's reader looks first.</summary>
    public static IEnumerable<string> Lines(BumpReport report, TextForm form)
    {
        var proposal = report.Bump.Proposal;
        var palette = form.Palette;
        string[] lines =
        [
            .. Wrap($"Pull request {proposal.Number}: {proposal.Title}", "").Select(palette.Strong),
            .. Wrap($"{BumpWords.Origin(proposal)}, from {proposal.Base.Hex[..12]} to {proposal.Head.Hex[..12]}", ""),
            .. Section("Changes", report.Bump.Platforms.Select(Line)),
            .. Section("New images", report.Images.Select(Line)),
            .. Section("Builds that stay protected, in every region", report.Bump.Builds.Select(build => $"{build.Build.Text} ({BumpWords.Side(build)})")),
            .. Section("Not looked at", BumpWords.NotLooked(report)),
            .. Section("Worth a look", report.Findings.Where(finding => !finding.IsWrong).Select(Line)),
            .. Section("Looks wrong", report.Findings.Where(finding => finding.IsWrong).Select(Line)),
            "",
            .. Wrap($"{BumpWords.Verdict(report)}.", "").Select(line => report.IsWrong ? palette.Gone(line) : palette.Kept(line)),
        ];
        return lines;

        IEnumerable<string> Wrap(string text, string prefix) => SafeText.Wrap(prefix, SafeText.Line(text), form.Columns);

        IEnumerable<string> Section(string title, IEnumerable<string> rows)
        {
            string[] all = [.. rows];
            if (all.Length == 0)
            {
                return [];
            }

            var shown = Math.Min(all.Length, form.MostRows ?? all.Length);
            string[] more = shown < all.Length ? [palette.Quiet($"  and {BuildTable.Number(all.Length - shown)} more (--full)")] : [];
            return ["", palette.Strong(title), .. all.Take(shown).SelectMany(row => Wrap(row, "  ")), .. more];
        }
    }

    private static string Line(PlatformChange change)
    {
        string[] parts =
        [
            $"{change.Path} {change.Architecture} {change.Platform}: {Builds(change.From)} to {Builds(change.To)}",
            .. Part("changed", change.Changed),
            .. Part("new", change.Added),
            .. Part("lost", change.Lost),
        ];
        return string.Join(", ", parts);
    }

    private static IEnumerable<string> Part(string what, ImmutableArray<string> regions) => regions.IsEmpty ? [] : [$"{what} {BumpWords.Regions(regions)}"];

    private static string Builds(ImmutableArray<string> builds) => builds.IsEmpty ? "nothing" : string.Join(' ', builds);

    private static string Line(ImageLook look)
    {
        var (exists, isPublic, isTagged) = BumpWords.Of(look);
        return isPublic.Length == 0
            ? $"{look.Pin.Location} {look.Pin.ImageId} {look.Pin.Release}: {(exists == "no" ? "not there" : exists)}"
            : $"{look.Pin.Location} {look.Pin.ImageId} {look.Pin.Release}: exists, public: {isPublic}, bootimage=true: {isTagged}";
    }

    private static string Line(Finding finding) => $"{Words.Of(finding.Kind)}: {finding.Where}: {finding.What}";
}
