using System.Collections.Immutable;
using Pruner.Core;

namespace Pruner.Evidence;

/// <summary>The releases this version can prune, and the stream whose catalog each has.</summary>
internal static class Streams
{
    /// <summary>The releases, oldest first.</summary>
    public static ImmutableArray<string> Releases { get; } = ["4.10", "4.11"];

    /// <summary>The streams of releases.</summary>
    /// <exception cref="SetupException">A release that is not known.</exception>
    public static ImmutableArray<string> Of(IEnumerable<string> releases) =>
    [
        .. releases
            .Select(release => Releases.Contains(release, StringComparer.Ordinal)
                ? $"rhcos-{release}"
                : throw new SetupException(new Refusal(
                    $"Release '{release}' is not known.",
                    "Its builds could not be listed.",
                    $"Known releases: {string.Join(", ", Releases)}.")))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];
}
