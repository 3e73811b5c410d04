using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Builds;
using Pruner.Core.Catalogs;
using Pruner.Core.Inventories;
using Pruner.Core.Pins;
using Pruner.Core.Planning;

namespace Pruner.Core.Reporting;

/// <summary>One artifact of the inventory with what the evidence says about it.</summary>
/// <param name="Artifact">As its store described it.</param>
/// <param name="Builds">Every build that it may belong to: by the catalog, then by its name.</param>
/// <param name="Architecture">Its architecture by the catalog; null when no chosen catalog names it, or builds of several architectures do.</param>
/// <param name="Pin">The strongest pin of the image or of any of its builds; null when nothing pins it.</param>
internal sealed record HeldImage(Artifact Artifact, ImmutableArray<BuildId> Builds, string? Architecture, Pin? Pin)
{
    /// <summary>Everything in an inventory, in its order. What pins an image is found as the planner finds it.</summary>
    public static ImmutableArray<HeldImage> Of(ImmutableArray<Pin> pins, Catalog catalog, Inventory inventory)
    {
        var catalogued = Planner.CataloguedBuilds(catalog);
        var named = inventory.Artifacts.ToDictionary(artifact => artifact.Id, artifact => BuildId.FindIn(artifact.Name));
        var index = Planner.WithBuildsOfPinnedImages(new PinIndex(pins), catalog, named);
        return
        [
            .. inventory.Artifacts.Select(artifact =>
            {
                var entries = catalogued.GetValueOrDefault(artifact.Id, []);
                ImmutableArray<BuildId> builds = [.. entries.Select(entry => entry.Build.Id).Concat(named[artifact.Id]).Distinct()];
                return new HeldImage(
                    artifact,
                    builds,
                    entries.Select(entry => entry.Build.Architecture).Distinct(StringComparer.Ordinal).ToList() is [var only] ? only : null,
                    new[] { index.OfImage(artifact.Id), index.OfBuilds(builds) }.OfType<Pin>().MinBy(pin => pin.Origin));
            }),
        ];
    }
}
