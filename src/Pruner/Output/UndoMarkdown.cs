using Pruner.Undoing;

namespace Pruner.Output;

/// <summary>The report of an undo as GitHub's Markdown.</summary>
internal static class UndoMarkdown
{
    /// <summary>The lines; what is not as before comes first.</summary>
    public static IEnumerable<string> Lines(UndoReport report)
    {
        yield return $"### {UndoText.Sum(report)}";
        yield return "";
        yield return MarkdownText.Code(UndoText.Title(report));
        foreach (var (outcome, heading) in UndoText.Headings.Reverse())
        {
            var images = report.Images.Where(image => image.Outcome == outcome).ToList();
            if (images.Count == 0)
            {
                continue;
            }

            string[] head = ["", $"#### {heading}", "", "| region | image | name | |", "| --- | --- | --- | --- |"];
            foreach (var line in head.Concat(images.Select(Row)))
            {
                yield return line;
            }
        }
    }

    // Commands are given whole: what is cut off them would be something else.
    private static string Row(UndoneImage image) =>
        $"| {MarkdownText.Cell(image.Location)} | {MarkdownText.Cell(image.Id)} | {MarkdownText.Cell(image.Name)} | {string.Join("<br>", UndoText.Says(image).Select(MarkdownText.Code))} |";
}
