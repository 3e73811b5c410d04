using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Builds;
using Pruner.Core.Inventories;
using Pruner.Core.Pins;
using Pruner.Core.Policies;
using Pruner.Core.Records;

namespace Pruner.Core.Planning;

/// <summary>One artifact with everything the rules may look at.</summary>
/// <param name="Artifact">As its store described it.</param>
/// <param name="Places">Its places in the catalogs: none, one, one for each stream that shares its build, or (then nothing is sure) some of several builds.</param>
/// <param name="NamedBuilds">Build ids that stand in its name.</param>
/// <param name="Siblings">Facts over its build's images in all regions; null when it has no single build.</param>
/// <param name="Pins">All pins.</param>
/// <param name="Policy">The policy.</param>
/// <param name="Now">The run's time, UTC.</param>
/// <param name="Remembered">Its mark in the earlier ledger; null when there is none.</param>
internal sealed record Subject(
    Artifact Artifact,
    ImmutableArray<Place> Places,
    ImmutableArray<BuildId> NamedBuilds,
    BuildFacts? Siblings,
    PinIndex Pins,
    Policy Policy,
    DateTimeOffset Now,
    LedgerMark? Remembered)
{
    /// <summary>The builds that the catalogs say it is of, each once, however many streams share it.</summary>
    public ImmutableArray<(BuildId Id, string Architecture)> CataloguedBuilds { get; } =
        [.. Places.Select(place => (place.Entry.Build.Id, place.Entry.Build.Architecture)).Distinct()];

    /// <summary>Its build, when the catalogs name exactly one.</summary>
    public (BuildId Id, string Architecture)? Build => CataloguedBuilds is [var only] ? only : null;

    /// <summary>When its build was made: the latest that a catalog says; null when one does not say.</summary>
    public DateTimeOffset? BuiltAt => Places.Any(place => place.Entry.BuiltAt is null) ? null : Places.Max(place => place.Entry.BuiltAt);

    /// <summary>Every build that it may belong to: by catalog and by name.</summary>
    public ImmutableArray<BuildId> PossibleBuilds { get; } =
        [.. Places.Select(place => place.Entry.Build.Id).Concat(NamedBuilds).Distinct()];

    /// <summary>Since when it is marked, by its tag and the earlier ledger; null when it is not, and always without a grace.</summary>
    public DateTimeOffset? MarkedAt { get; } = Policy.Grace is null ? null : Grace.MarkedAt(Artifact, Remembered, Now);

    /// <summary>What the policy keeps where it belongs; everything the policy keeps anywhere, while that is not known.</summary>
    public IEnumerable<Retention> Retentions => Places.IsEmpty ? [Retention.OfUnknown(Policy)] : Places.Select(place => place.Retention);
}

/// <summary>Facts over all images of one build.</summary>
/// <param name="YoungestImage">Creation of its youngest image in any region; null when one of them has no readable date.</param>
/// <param name="Locations">Regions in which the catalog or the inventory has it.</param>
/// <param name="Unread">A region in which the catalog has it and that was not read, for whatever reason but being closed, one that could not be read first; null when there is none.</param>
internal sealed record BuildFacts(DateTimeOffset? YoungestImage, int Locations, LocationListing? Unread);
