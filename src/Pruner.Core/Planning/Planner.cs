using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Builds;
using Pruner.Core.Catalogs;
using Pruner.Core.Inventories;
using Pruner.Core.Pins;
using Pruner.Core.Policies;

namespace Pruner.Core.Planning;

/// <summary>The one decision: what may go. A pure function of the evidence, the policy and the time.</summary>
public static class Planner
{
    /// <summary>Decides about everything in the inventory.</summary>
    /// <returns>One verdict an artifact, sorted by platform, location, id.</returns>
    public static ImmutableArray<Verdict> Decide(PinIndex pins, Catalog catalog, Inventory inventory, Policy policy, DateTimeOffset now)
    {
        var catalogued = CataloguedBuilds(catalog);
        var named = inventory.Artifacts.ToDictionary(artifact => artifact.Id, artifact => BuildId.FindIn(artifact.Name));
        var facts = FactsByBuild(catalog, inventory, catalogued, named);
        var newest = NewestBuilds(catalog, inventory, catalogued, named, policy.KeepNewest, now);
        var allPins = WithBuildsOfPinnedImages(pins, catalog, named);

        return [.. inventory.Artifacts
            .OrderBy(artifact => artifact.Id)
            .Select(artifact => new Subject(
                artifact,
                catalogued.GetValueOrDefault(artifact.Id, []),
                named[artifact.Id],
                catalogued.GetValueOrDefault(artifact.Id, []) is [var only] ? facts.GetValueOrDefault(only.Build.Id) : null,
                catalogued.GetValueOrDefault(artifact.Id, []).Any(entry => newest.Contains(entry.Build)),
                allPins,
                policy,
                now))
            .Select(Judge)];
    }

    /// <summary>Asks every rule; the first that keeps is the reason, and only what none keeps is pruned.</summary>
    internal static Verdict Judge(Subject subject)
    {
        ImmutableArray<ReasonGiven> reasons =
        [
            .. from rule in Rules.All
               let detail = rule.Ask(subject)
               where detail is not null
               select new ReasonGiven(rule.Reason, detail),
        ];
        var build = subject.Build?.Build;
        var first = reasons is [var strongest, ..] ? strongest : new ReasonGiven(Reason.Unpinned, "never named as a boot image, and no rule keeps it");
        return new Verdict(
            subject.Artifact,
            build?.Id.Text ?? (subject.NamedBuilds is [var named, ..] ? named.Text : ""),
            build?.Stream ?? "",
            build?.Architecture ?? "",
            reasons.IsEmpty ? Decision.Prune : Decision.Keep,
            first.Reason,
            first.Detail,
            reasons,
            Rules.Witnessed(subject, first.Reason)?.Witness);
    }

    private static Dictionary<ArtifactId, ImmutableArray<CatalogBuild>> CataloguedBuilds(Catalog catalog) =>
        catalog.Builds
            .SelectMany(entry => entry.Artifacts.Select(artifact => (artifact, entry)))
            .GroupBy(pair => pair.artifact, pair => pair.entry)
            .ToDictionary(group => group.Key, group => group.Distinct().ToImmutableArray());

    /// <summary>
    /// Carries the pin of an image over to its builds, by catalog and by name: a pin may name an image without a build, or with another build
    /// than the catalog does, and a build that is pinned anywhere is kept whole.
    /// </summary>
    private static PinIndex WithBuildsOfPinnedImages(PinIndex pins, Catalog catalog, Dictionary<ArtifactId, ImmutableArray<BuildId>> named) =>
        pins.With(catalog.Builds
            .SelectMany(entry => entry.Artifacts.Select(artifact => (Image: artifact, Build: entry.Build.Id)))
            .Concat(named.SelectMany(pair => pair.Value.Select(build => (Image: pair.Key, Build: build))))
            .OrderBy(pair => pair.Image)
            .Select(pair => pins.OfImage(pair.Image) is { } pin ? pin with { Build = pair.Build } : null)
            .OfType<Pin>());

    private static Dictionary<BuildId, BuildFacts> FactsByBuild(
        Catalog catalog,
        Inventory inventory,
        Dictionary<ArtifactId, ImmutableArray<CatalogBuild>> catalogued,
        Dictionary<ArtifactId, ImmutableArray<BuildId>> named)
    {
        var images = inventory.Artifacts
            .SelectMany(artifact => catalogued.GetValueOrDefault(artifact.Id, []).Select(entry => entry.Build.Id)
                .Concat(named[artifact.Id])
                .Distinct()
                .Select(build => (build, artifact)))
            .ToLookup(pair => pair.build, pair => pair.artifact);
        var places = catalog.Builds
            .SelectMany(entry => entry.Artifacts.Select(artifact => (entry.Build.Id, artifact)))
            .ToLookup(pair => pair.Id, pair => pair.artifact);
        var platforms = inventory.Artifacts.Select(artifact => artifact.Id.Platform).ToHashSet(StringComparer.Ordinal);

        return catalog.Builds.Select(entry => entry.Build.Id).Distinct().ToDictionary(
            build => build,
            build => new BuildFacts(
                images[build].Any(image => image.CreatedAt is null) ? null : images[build].Max(image => image.CreatedAt),
                images[build].Select(image => (image.Id.Platform, image.Id.Location))
                    .Concat(places[build].Where(id => platforms.Contains(id.Platform)).Select(id => (id.Platform, id.Location)))
                    .GroupBy(place => place.Platform)
                    .Select(group => group.Distinct().Count())
                    .DefaultIfEmpty(0)
                    .Max()));
    }

    /// <summary>
    /// The newest N of each stream and architecture: N of all catalogued builds, and N of those that still have an image. Either alone could
    /// leave fewer than N to boot from (pruned builds would fill the first list, half-made ones the second).
    /// </summary>
    private static HashSet<Build> NewestBuilds(
        Catalog catalog,
        Inventory inventory,
        Dictionary<ArtifactId, ImmutableArray<CatalogBuild>> catalogued,
        Dictionary<ArtifactId, ImmutableArray<BuildId>> named,
        int? keepNewest,
        DateTimeOffset now)
    {
        if (keepNewest is not { } count)
        {
            return [];
        }

        var present = inventory.Artifacts
            .SelectMany(artifact => catalogued.GetValueOrDefault(artifact.Id, []).Select(entry => entry.Build.Id).Concat(named[artifact.Id]))
            .ToHashSet();
        return [.. catalog.Builds
            .Select(entry => entry.Build)
            // A build without a readable date, or with one in the future, cannot be ranked; it is kept as unknown and must not take a place.
            .Where(build => build.Id.Date <= now)
            .Distinct()
            .GroupBy(build => (build.Stream, build.Architecture))
            .SelectMany(group =>
            {
                var ranked = group
                    .OrderByDescending(build => build.Id.Date)
                    .ThenByDescending(build => build.Id.Counter)
                    .ThenBy(build => build.Id.Text, StringComparer.Ordinal)
                    .ToList();
                return ranked.Take(count).Concat(ranked.Where(build => present.Contains(build.Id)).Take(count));
            })];
    }
}
