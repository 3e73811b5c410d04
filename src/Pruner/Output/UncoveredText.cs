using System.Collections.Immutable;
using Pruner.Core.Planning;

namespace Pruner.Output;

/// <summary>Platforms that a run does not look into, as text and as Markdown. Pure.</summary>
internal static class UncoveredText
{
    /// <summary>A section for people; no lines when there is no such platform.</summary>
    public static IEnumerable<string> Lines(ImmutableArray<UncoveredPlatform> platforms, TextForm form) => platforms.IsEmpty ? [] :
    [
        "",
        .. form.Heading(form.Palette.Quiet, "No store", ": nothing decided about"),
        .. platforms.SelectMany(platform => SafeText.Wrap("  ", $"{SafeText.Line(platform.Platform)}: {Counts(platform)}", form.Columns)),
    ];

    /// <summary>One line for each platform.</summary>
    public static IEnumerable<string> Markdown(ImmutableArray<UncoveredPlatform> platforms) =>
        platforms.Select(platform => $"- no store for {MarkdownText.Cell(platform.Platform)}: {Counts(platform)}");

    private static string Counts(UncoveredPlatform platform) =>
        $"{BuildTable.Number(platform.Artifacts)} of {BuildTable.Count(platform.Builds, "build")}, {BuildTable.Number(platform.Pinned)} pinned";
}
