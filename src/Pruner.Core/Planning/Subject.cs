using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Builds;
using Pruner.Core.Catalogs;
using Pruner.Core.Pins;
using Pruner.Core.Policies;

namespace Pruner.Core.Planning;

/// <summary>One artifact with everything the rules may look at.</summary>
/// <param name="Artifact">As its store described it.</param>
/// <param name="Catalogued">The catalog builds that name it: none, one, or (then nothing is sure) several.</param>
/// <param name="NamedBuilds">Build ids that stand in its name.</param>
/// <param name="Siblings">Facts over its build's images in all regions; null when it has no single build.</param>
/// <param name="IsNewest">Whether its build is among the newest of its stream and architecture.</param>
/// <param name="Pins">All pins.</param>
/// <param name="Policy">The policy.</param>
/// <param name="Now">The run's time, UTC.</param>
internal sealed record Subject(
    Artifact Artifact,
    ImmutableArray<CatalogBuild> Catalogued,
    ImmutableArray<BuildId> NamedBuilds,
    BuildFacts? Siblings,
    bool IsNewest,
    PinIndex Pins,
    Policy Policy,
    DateTimeOffset Now)
{
    /// <summary>Its build, when the catalog names exactly one.</summary>
    public CatalogBuild? Build => Catalogued is [var only] ? only : null;

    /// <summary>Every build that it may belong to: by catalog and by name.</summary>
    public ImmutableArray<BuildId> PossibleBuilds { get; } =
        [.. Catalogued.Select(entry => entry.Build.Id).Concat(NamedBuilds).Distinct()];
}

/// <summary>Facts over all images of one build.</summary>
/// <param name="YoungestImage">Creation of its youngest image in any region; null when one of them has no readable date.</param>
/// <param name="Locations">Regions in which the catalog or the inventory has it.</param>
internal sealed record BuildFacts(DateTimeOffset? YoungestImage, int Locations);
