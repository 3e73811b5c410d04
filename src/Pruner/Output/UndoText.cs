using Pruner.Core.Records;
using Pruner.Undoing;

namespace Pruner.Output;

/// <summary>The report of an undo as text for people. Pure.</summary>
internal static class UndoText
{
    /// <summary>What stands above the images of an outcome, the least welcome last; a dry run and a plan share one.</summary>
    public static IEnumerable<(UndoOutcome Outcome, string Heading)> Headings { get; } =
    [
        (UndoOutcome.AsBefore, "As before, but for what protects"),
        (UndoOutcome.Gone, "Deleted, and cannot come back"),
        (UndoOutcome.Restored, "Put back"),
        (UndoOutcome.WouldRestore, "Would be put back"),
        (UndoOutcome.Left, "Left as it is"),
        (UndoOutcome.Unknown, "Not known"),
        (UndoOutcome.Failed, "Not put back"),
    ];

    /// <summary>The lines.</summary>
    public static IEnumerable<string> Lines(UndoReport report, TextForm form)
    {
        foreach (var line in Wrap(Title(report), "").Select(form.Palette.Strong))
        {
            yield return line;
        }

        foreach (var (outcome, heading) in Headings)
        {
            var images = report.Images.Where(image => image.Outcome == outcome).ToList();
            if (images.Count == 0)
            {
                continue;
            }

            Func<string, string> paint = UndoReport.IsNotAsBefore(outcome) ? form.Palette.Warning : outcome == UndoOutcome.Gone ? form.Palette.Gone : form.Palette.Kept;
            var shown = Math.Min(images.Count, form.MostRows ?? images.Count);
            string[] more = shown < images.Count ? [form.Palette.Quiet($"  and {BuildTable.Number(images.Count - shown)} more (--full)")] : [];
            string[] lines = ["", .. form.Heading(paint, heading, $": {BuildTable.Count(images.Count, "image")}"), .. images.Take(shown).SelectMany(image => Wrap(Line(image), "  ")), .. more];
            foreach (var line in lines)
            {
                yield return line;
            }
        }

        yield return "";
        foreach (var line in Wrap(Sum(report), "").Select(form.Palette.Strong))
        {
            yield return line;
        }

        IEnumerable<string> Wrap(string text, string prefix) => SafeText.Wrap(prefix, SafeText.Line(text), form.Columns);
    }

    /// <summary>Which run it is about.</summary>
    public static string Title(UndoReport report) =>
        $"Undo of the run of plan {report.Plan[..Math.Min(12, report.Plan.Length)]}, account {report.Account}, which ended {report.RunEnded}";

    /// <summary>Everything in one sentence.</summary>
    public static string Sum(UndoReport report)
    {
        var verb = report.Mode == RunMode.DryRun ? "would be put back" : report.Restored == 1 ? "was put back" : "were put back";
        return $"{BuildTable.Count(report.Restored, "image")} {verb}; {BuildTable.Number(report.NotRestored)} not as before, {BuildTable.Number(report.Gone)} deleted.";
    }

    /// <summary>What is said of an image after its place, foreign text.</summary>
    public static IEnumerable<string> Says(UndoneImage image) =>
    [
        .. image.StepsInWords(),
        .. image.Notes ?? [],
        .. image.SnapshotsDeleted is { } deleted ? [$"with it {string.Join(", ", deleted)}"] : Array.Empty<string>(),
        .. image.SnapshotsLeft is { } left ? [$"{string.Join(", ", left)} still there: an image can be made of it, under another id"] : Array.Empty<string>(),
        .. image.ByHand is { } command ? [$"by hand: {command}"] : Array.Empty<string>(),
    ];

    private static string Line(UndoneImage image) =>
        $"{image.Location} {image.Id}{(image.Name.Length > 0 ? $" ({image.Name})" : "")}{string.Concat(Says(image).Select((words, number) => $"{(number == 0 ? ": " : "; ")}{words}"))}";
}
