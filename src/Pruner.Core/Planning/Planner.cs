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
    /// <param name="pins">All pins.</param>
    /// <param name="catalog">The builds of the chosen streams.</param>
    /// <param name="inventory">What the store holds.</param>
    /// <param name="policy">What to keep besides.</param>
    /// <param name="now">The run's time, UTC.</param>
    /// <param name="marks">The marks that an earlier ledger remembers; null when there is none.</param>
    /// <returns>One verdict an artifact, sorted by platform, location, id.</returns>
    public static ImmutableArray<Verdict> Decide(
        PinIndex pins, Catalog catalog, Inventory inventory, Policy policy, DateTimeOffset now, EarlierMarks? marks = null)
    {
        var catalogued = CataloguedBuilds(catalog);
        var named = inventory.Artifacts.ToDictionary(artifact => artifact.Id, artifact => BuildId.FindIn(artifact.Name));
        var facts = FactsByBuild(catalog, inventory, catalogued, named);
        var ranks = new NewestBuilds(catalog, inventory, catalogued, named, now);
        var retentions = new Dictionary<(string, string, string), Retention>();
        var allPins = WithBuildsOfPinnedImages(pins, catalog, named);

        // Every stream that lists the build counts, also one whose document names fewer regions, or none.
        var listings = catalog.Builds.ToLookup(entry => (entry.Build.Id, entry.Build.Architecture));

        Place PlaceOf(CatalogBuild entry, string platform)
        {
            var key = (entry.Build.Stream, entry.Build.Architecture, platform);
            if (!retentions.TryGetValue(key, out var retention))
            {
                // A stream without a catalog may share the build: its rules hold too.
                retentions[key] = retention = Retention.Of(policy, [entry.Build.Stream, .. catalog.AbsentStreams], entry.Build.Architecture, platform);
            }

            return new Place(entry, ranks.Of(entry.Build, platform), retention);
        }

        return [.. inventory.Artifacts
            .OrderBy(artifact => artifact.Id)
            .Select(artifact =>
            {
                ImmutableArray<Place> places =
                [
                    .. catalogued.GetValueOrDefault(artifact.Id, [])
                        .Select(entry => (entry.Build.Id, entry.Build.Architecture))
                        .Distinct()
                        .SelectMany(build => listings[build])
                        .Select(entry => PlaceOf(entry, artifact.Id.Platform)),
                ];
                var builds = places.Select(place => place.Entry.Build.Id).Distinct().ToList();
                return new Subject(artifact, places, named[artifact.Id], builds is [var only] ? facts.GetValueOrDefault(only) : null, allPins, policy, now, marks?.Of(artifact.Id));
            })
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
        var first = reasons is [var strongest, ..] ? strongest : new ReasonGiven(Reason.Unpinned, "never named as a boot image, and no rule keeps it");
        return new Verdict(
            subject.Artifact,
            subject.Build?.Id.Text ?? (subject.NamedBuilds is [var named, ..] ? named.Text : ""),
            subject.Build is null ? "" : string.Join(", ", subject.Places.Select(place => place.Entry.Build.Stream).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)),
            subject.Build?.Architecture ?? "",
            reasons.IsEmpty ? Decision.Prune : Decision.Keep,
            first.Reason,
            first.Detail,
            reasons,
            Rules.Witnessed(subject, first.Reason)?.Witness)
        {
            Mark = Grace.ChangeOf(subject, reasons),
            MarkedAt = subject.MarkedAt,
            RipensAt = Grace.RipensAt(subject, reasons),
        };
    }

    /// <summary>The builds that name each artifact: usually one.</summary>
    internal static Dictionary<ArtifactId, ImmutableArray<CatalogBuild>> CataloguedBuilds(Catalog catalog) =>
        catalog.Builds
            .SelectMany(entry => entry.Artifacts.Select(artifact => (artifact, entry)))
            .GroupBy(pair => pair.artifact, pair => pair.entry)
            .ToDictionary(group => group.Key, group => group.Distinct().ToImmutableArray());

    /// <summary>
    /// Carries the pin of an image over to its builds, by catalog and by name: a pin may name an image without a build, or with another build
    /// than the catalog does, and a build that is pinned anywhere is kept whole.
    /// </summary>
    internal static PinIndex WithBuildsOfPinnedImages(PinIndex pins, Catalog catalog, Dictionary<ArtifactId, ImmutableArray<BuildId>> named) =>
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

        var unread = inventory.Locations
            .Where(listing => listing.Status is not (ListingStatus.Complete or ListingStatus.Closed))
            .ToLookup(listing => listing.Location, StringComparer.Ordinal);

        return catalog.Builds.Select(entry => entry.Build.Id).Distinct().ToDictionary(
            build => build,
            build => new BuildFacts(
                images[build].Any(image => image.CreatedAt is null) ? null : images[build].Max(image => image.CreatedAt),
                images[build].Select(image => (image.Id.Platform, image.Id.Location))
                    .Concat(places[build].Where(id => platforms.Contains(id.Platform)).Select(id => (id.Platform, id.Location)))
                    .GroupBy(place => place.Platform)
                    .Select(group => group.Distinct().Count())
                    .DefaultIfEmpty(0)
                    .Max(),
                places[build]
                    .Where(id => platforms.Contains(id.Platform))
                    .SelectMany(id => unread[id.Location])
                    // The enumeration's first, which nobody chose to leave out, keeps the most.
                    .OrderBy(listing => listing.Status)
                    .ThenBy(listing => listing.Location, StringComparer.Ordinal)
                    .FirstOrDefault()));
    }
}
