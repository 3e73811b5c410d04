using System.Collections.Immutable;
using Pruner.Core.Pins;

namespace Pruner.Core.Bumps;

/// <summary>What a pull request changes about boot images, by its documents alone.</summary>
public sealed record Bump
{
    /// <summary>The pull request.</summary>
    public required Proposal Proposal { get; init; }

    /// <summary>Every image slot that changes, by document, architecture, cloud and region.</summary>
    public required ImmutableArray<SlotChange> Slots { get; init; }

    /// <summary>The same, summed up for each cloud and architecture.</summary>
    public required ImmutableArray<PlatformChange> Platforms { get; init; }

    /// <summary>Every build that the touched documents name, before or after, sorted by their text.</summary>
    public required ImmutableArray<NamedBuild> Builds { get; init; }

    /// <summary>What the documents alone show, by kind.</summary>
    public required ImmutableArray<Finding> Findings { get; init; }

    /// <summary>The images that come to be named on a platform, each once, by region and id.</summary>
    public ImmutableArray<DocumentPin> NewImages(string platform) =>
    [
        .. Slots
            .Select(slot => slot.After)
            .OfType<DocumentPin>()
            .Where(pin => string.Equals(pin.Platform, platform, StringComparison.Ordinal))
            .DistinctBy(pin => (pin.Location, pin.ImageId))
            .OrderBy(pin => pin.Location, StringComparer.Ordinal)
            .ThenBy(pin => pin.ImageId, StringComparer.Ordinal),
    ];
}
