using System.Collections.Immutable;
using Pruner.Core.Planning;

namespace Pruner.Output;

/// <summary>Pieces of Markdown that hold foreign text.</summary>
internal static class MarkdownText
{
    /// <summary>
    /// Foreign text as a code span: there GitHub reads no HTML, no link, no mention, and no number of an issue. The two characters that could end
    /// the span or the table's cell are replaced.
    /// </summary>
    public static string Code(string text) => text.Length == 0 ? "" : $"`{SafeText.Line(text).Replace('`', '\'').Replace('|', '¦')}`";

    /// <summary>A table of builds.</summary>
    public static IEnumerable<string> Builds(ImmutableArray<BuildRow> rows)
    {
        yield return "| build | images | GiB | regions |";
        yield return "| --- | ---: | ---: | --- |";
        foreach (var row in rows)
        {
            yield return $"| {Code(row.Build)} | {row.Images} | {row.GiB} | {Code(string.Join(' ', row.Regions))} |";
        }
    }

    /// <summary>A table of kept images by reason.</summary>
    public static IEnumerable<string> Keeps(IEnumerable<KeyValuePair<Reason, int>> keeps)
    {
        yield return "| kept because | images |";
        yield return "| --- | ---: |";
        foreach (var (reason, count) in keeps.OrderBy(pair => ReasonWords.Order(pair.Key)))
        {
            yield return $"| {Words.Of(reason)} | {count} |";
        }
    }
}
