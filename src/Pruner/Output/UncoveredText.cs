using System.Collections.Immutable;
using Pruner.Core.Planning;
using Pruner.Stores;

namespace Pruner.Output;

/// <summary>Platforms that a run does not look into, as text and as Markdown. Pure.</summary>
internal static class UncoveredText
{
    /// <summary>A section for people; no lines when there is no such platform.</summary>
    public static IEnumerable<string> Lines(ImmutableArray<UncoveredPlatform> platforms, TextForm form) => platforms.IsEmpty ? [] :
    [
        "",
        .. form.Heading(form.Palette.Quiet, "No store", ", or not chosen:"),
        .. platforms.SelectMany(platform => SafeText.Wrap("  ", $"{SafeText.Line(platform.Platform)}: {Counts(platform)}{(IsKnown(platform) ? " (not chosen)" : "")}", form.Columns)),
    ];

    /// <summary>One line for each platform.</summary>
    public static IEnumerable<string> Markdown(ImmutableArray<UncoveredPlatform> platforms) =>
        platforms.Select(platform => $"- {(IsKnown(platform) ? "not chosen" : "no store for")} {MarkdownText.Cell(platform.Platform)}: {Counts(platform)}");

    private static string Counts(UncoveredPlatform platform) =>
        $"{BuildTable.Number(platform.Artifacts)} of {BuildTable.Count(platform.Builds, "build")}, {BuildTable.Number(platform.Pinned)} pinned";

    // A store that this program has, and that another run may prune.
    private static bool IsKnown(UncoveredPlatform platform) => StoreTable.Platforms.Contains(platform.Platform, StringComparer.Ordinal);
}
