using System.Collections.Immutable;
using Pruner.Core.Catalogs;
using Pruner.Core.Pins;

namespace Pruner.Core.Planning;

/// <summary>What the chosen catalogs name on a platform whose store a run does not look into: nothing is decided there, and that is said.</summary>
/// <param name="Platform">The platform as meta.json names it.</param>
/// <param name="Builds">Builds (id and architecture) that uploaded something there.</param>
/// <param name="Artifacts">Distinct artifacts that they name.</param>
/// <param name="Pinned">Of these, artifacts that are pinned themselves or whose build is.</param>
public sealed record UncoveredPlatform(string Platform, int Builds, int Artifacts, int Pinned)
{
    /// <summary>Counts by platform, sorted by its name.</summary>
    /// <param name="catalog">The chosen catalogs.</param>
    /// <param name="pins">All pins.</param>
    /// <param name="covered">The platform of the store that the run looks into.</param>
    public static ImmutableArray<UncoveredPlatform> Of(Catalog catalog, PinIndex pins, string covered)
    {
        // A build of which anything is pinned is pinned whole, on every platform.
        var pinned = catalog.Builds
            .Where(entry => pins.OfBuilds([entry.Build.Id]) is not null || entry.Artifacts.Any(artifact => pins.OfImage(artifact) is not null))
            .Select(entry => entry.Build.Id)
            .ToHashSet();
        return
        [
            .. catalog.Builds
                .SelectMany(entry => entry.Artifacts.Select(artifact => (Artifact: artifact, Build: (entry.Build.Id, entry.Build.Architecture))))
                .Where(pair => !string.Equals(pair.Artifact.Platform, covered, StringComparison.Ordinal))
                .GroupBy(pair => pair.Artifact.Platform, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new UncoveredPlatform(
                    group.Key,
                    group.Select(pair => pair.Build).Distinct().Count(),
                    group.Select(pair => pair.Artifact).Distinct().Count(),
                    group
                        .Where(pair => pinned.Contains(pair.Build.Id))
                        .Select(pair => pair.Artifact)
                        .Distinct()
                        .Count())),
        ];
    }
}
