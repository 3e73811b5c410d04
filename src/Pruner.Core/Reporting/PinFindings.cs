using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Inventories;
using Pruner.Core.Pins;

namespace Pruner.Core.Reporting;

/// <summary>Images that documents name and that are not as an installer needs them.</summary>
/// <param name="Missing">Images of regions listed completely that no answer shows, though they were asked for by id.</param>
/// <param name="Private">Images that are not public; none where the store knows no visibility.</param>
/// <param name="VisibilityUnknown">Pinned images that are there and of which the store does not say who can see them.</param>
/// <param name="NotLookedAt">Regions with pinned images that were not listed completely.</param>
public sealed record PinFindings(
    ImmutableArray<PinnedImage> Missing, ImmutableArray<PinnedImage> Private, int VisibilityUnknown, ImmutableArray<UnseenPins> NotLookedAt)
{
    /// <summary>Compares pins with an inventory.</summary>
    /// <param name="platform">The platform of the inventory.</param>
    /// <param name="pins">All pins.</param>
    /// <param name="inventory">What the store holds. Pinned images that its listing did not show were asked for by id.</param>
    /// <param name="knowsVisibility">False when the store tells of no image who can see it.</param>
    internal static PinFindings Of(string platform, ImmutableArray<Pin> pins, Inventory inventory, bool knowsVisibility)
    {
        var held = inventory.Artifacts.ToDictionary(artifact => artifact.Id);
        var listings = inventory.Locations.ToDictionary(listing => listing.Location, StringComparer.Ordinal);
        var named = pins
            .Where(pin => string.Equals(pin.Platform, platform, StringComparison.Ordinal) && pin is { Location.Length: > 0, ImageId.Length: > 0 })
            .GroupBy(pin => new ArtifactId(pin.Platform, pin.Location, pin.ImageId), (id, all) => (Id: id, Pin: all.MinBy(pin => pin.Origin)!))
            .OrderBy(pair => pair.Id)
            .ToList();
        var looked = named.Where(pair => IsComplete(pair.Id.Location)).ToList();
        return new PinFindings(
            [.. looked.Where(pair => !held.ContainsKey(pair.Id)).Select(pair => PinnedImage.Of(pair.Pin, null))],
            [.. looked.Where(pair => VisibilityOf(pair.Id) == Visibility.Private).Select(pair => PinnedImage.Of(pair.Pin, held[pair.Id]))],
            looked.Count(pair => VisibilityOf(pair.Id) == Visibility.Unknown),
            [
                .. named
                    .Where(pair => !IsComplete(pair.Id.Location))
                    .CountBy(pair => pair.Id.Location, StringComparer.Ordinal)
                    .Select(pair => new UnseenPins(pair.Key, pair.Value, listings.GetValueOrDefault(pair.Key)?.Note ?? "Not among the account's regions.")),
            ]);

        bool IsComplete(string location) => listings.GetValueOrDefault(location)?.Status == ListingStatus.Complete;

        Visibility? VisibilityOf(ArtifactId id) => knowsVisibility ? held.GetValueOrDefault(id)?.Visibility : null;
    }
}

/// <summary>An image that a document names.</summary>
public sealed record PinnedImage
{
    /// <summary>Region.</summary>
    public required string Location { get; init; }

    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>Its name; absent when it was not seen.</summary>
    public string? Name { get; init; }

    /// <summary>The build that the document names with it; absent when it names none.</summary>
    public string? Build { get; init; }

    /// <summary>The ground of the pin.</summary>
    public required PinOrigin Origin { get; init; }

    /// <summary>Where it was seen.</summary>
    public required Witness Witness { get; init; }

    internal static PinnedImage Of(Pin pin, Artifact? seen) => new()
    {
        Location = pin.Location,
        Id = pin.ImageId,
        Name = seen?.Name,
        Build = pin.Build?.Text,
        Origin = pin.Origin,
        Witness = pin.Witness,
    };
}

/// <summary>A region with pinned images that nobody looked at.</summary>
/// <param name="Location">The region.</param>
/// <param name="Images">Pinned images in it.</param>
/// <param name="Note">Why.</param>
public sealed record UnseenPins(string Location, int Images, string Note);
