using System.Collections.Immutable;
using Pruner.Core;
using Pruner.Core.Inventories;
using Pruner.Core.Reporting;
using Pruner.Core.Stores;

namespace Pruner.Evidence;

/// <summary>Reads the snapshots of an inventory's locations, all at once. What cannot be read is said, and spoils nothing else.</summary>
internal static class SnapshotReading
{
    /// <summary>Reads those of the locations that were listed completely: of others nothing could be said.</summary>
    /// <returns>The listings, and whether all that the store can list was read.</returns>
    public static async Task<(ImmutableArray<SnapshotListing> Listings, bool IsWhole)> ReadAsync(IArtifactStore store, Inventory inventory, CancellationToken cancellationToken)
    {
        var read = await Task.WhenAll(inventory.Locations
            .Where(listing => listing.Status == ListingStatus.Complete)
            .Select(listing => ReadAsync(store, listing.Location, cancellationToken)));
        return ([.. read.Select(location => location.Listing)], read.All(location => !location.IsFailure));
    }

    private static async Task<(SnapshotListing Listing, bool IsFailure)> ReadAsync(IArtifactStore store, string location, CancellationToken cancellationToken)
    {
        try
        {
            var snapshots = await store.ListOwnSnapshotsAsync(location, cancellationToken);
            return (new SnapshotListing(location, snapshots, snapshots is null ? "The store does not list snapshots." : ""), false);
        }
        catch (EvidenceException unread)
        {
            return (new SnapshotListing(location, null, unread.Refusal.What), true);
        }
    }
}
