using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Builds;
using Pruner.Core.Catalogs;
using Pruner.Core.Inventories;

namespace Pruner.Core.Planning;

/// <summary>
/// The order of the builds of each stream and architecture, newest first, counted before any other rule. There are two: of all catalogued builds, and of those that still
/// have an artifact on a platform. The newest N of either are kept: one alone could leave fewer than N to boot from (pruned builds would fill the first, half-made ones the second).
/// </summary>
internal sealed class NewestBuilds
{
    private readonly Dictionary<(Build Build, string Platform), int> _ranks = [];

    /// <summary>Ranks all builds of the catalog.</summary>
    public NewestBuilds(
        Catalog catalog,
        Inventory inventory,
        IReadOnlyDictionary<ArtifactId, ImmutableArray<CatalogBuild>> catalogued,
        IReadOnlyDictionary<ArtifactId, ImmutableArray<BuildId>> named,
        DateTimeOffset now)
    {
        // By its own catalog or by a name: an image that another stream's catalog gives to a build must take no place in this one.
        var present = inventory.Artifacts
            .SelectMany(artifact => catalogued.TryGetValue(artifact.Id, out var entries) ? entries.Select(entry => (artifact.Id.Platform, entry.Build)) : [])
            .ToHashSet();
        var mentioned = inventory.Artifacts.SelectMany(artifact => named[artifact.Id].Select(build => (artifact.Id.Platform, build))).ToHashSet();
        var groups = catalog.Builds
            .Select(entry => entry.Build)
            // A build without a readable date, or with one in the future, cannot be ranked; it is kept as unknown and must not take a place.
            .Where(build => build.Id.Date <= now)
            .Distinct()
            .GroupBy(build => (build.Stream, build.Architecture))
            .Select(group => group
                .OrderByDescending(build => build.Id.Date)
                .ThenByDescending(build => build.Id.Counter)
                .ThenBy(build => build.Id.Text, StringComparer.Ordinal)
                .ToList())
            .ToList();
        foreach (var platform in inventory.Artifacts.Select(artifact => artifact.Id.Platform).Distinct(StringComparer.Ordinal))
        {
            foreach (var ranked in groups)
            {
                var ofPresent = 0;
                for (var ofAll = 0; ofAll < ranked.Count; ofAll++)
                {
                    var isPresent = present.Contains((platform, ranked[ofAll])) || mentioned.Contains((platform, ranked[ofAll].Id));
                    // Those present are some of all: among them a build never ranks behind its place among all.
                    _ranks[(ranked[ofAll], platform)] = isPresent ? ofPresent++ : ofAll;
                }
            }
        }
    }

    /// <summary>How many builds come before one; null when it cannot be ranked.</summary>
    public int? Of(Build build, string platform) => _ranks.TryGetValue((build, platform), out var rank) ? rank : null;
}
