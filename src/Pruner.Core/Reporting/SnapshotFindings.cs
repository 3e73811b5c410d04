using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Builds;
using Pruner.Core.Inventories;

namespace Pruner.Core.Reporting;

/// <summary>
/// The account's snapshots in the regions that were listed completely. That the image of one is gone cannot be known, only supposed: no image of this
/// account rests on it, the store says that nothing was made from it, and it looks like an image's.
/// </summary>
/// <param name="Referenced">Images of the account rest on them.</param>
/// <param name="InUse">No image of the account rests on them, yet the store says that an image or a disk was made from them.</param>
/// <param name="OfDisks">Unused, and taken of a disk, as backups are.</param>
/// <param name="BeingMade">Not ready yet.</param>
/// <param name="Unclear">A fact that tells is absent, of the snapshot or of an image of its region.</param>
/// <param name="Loose">Those whose image seems to be gone, by region and id.</param>
/// <param name="NotLookedAt">Regions whose images were listed completely and whose snapshots were not read.</param>
public sealed record SnapshotFindings(
    int Referenced, int InUse, int OfDisks, int BeingMade, int Unclear, ImmutableArray<LooseSnapshot> Loose, ImmutableArray<UnreadSnapshots> NotLookedAt)
{
    private enum Kind
    {
        Referenced,
        InUse,
        OfDisk,
        BeingMade,
        Unclear,
        Loose,
    }

    /// <summary>Compares snapshots with an inventory.</summary>
    internal static SnapshotFindings Of(Inventory inventory, ImmutableArray<SnapshotListing> listings)
    {
        var images = inventory.Artifacts.ToLookup(artifact => artifact.Id.Location, StringComparer.Ordinal);
        var complete = inventory.Locations.Where(listing => listing.Status == ListingStatus.Complete).Select(listing => listing.Location).ToHashSet(StringComparer.Ordinal);
        var looked = listings.Where(listing => complete.Contains(listing.Location)).OrderBy(listing => listing.Location, StringComparer.Ordinal).ToList();
        var sorted = looked.SelectMany(listing => Sort(listing, images[listing.Location])).ToLookup(pair => pair.Kind);
        return new SnapshotFindings(
            sorted[Kind.Referenced].Count(),
            sorted[Kind.InUse].Count(),
            sorted[Kind.OfDisk].Count(),
            sorted[Kind.BeingMade].Count(),
            sorted[Kind.Unclear].Count(),
            [.. sorted[Kind.Loose].Select(pair => LooseSnapshot.Of(pair.Location, pair.Snapshot))],
            [.. looked.Where(listing => listing.Snapshots is null).Select(listing => new UnreadSnapshots(listing.Location, listing.Note))]);
    }

    private static IEnumerable<(Kind Kind, string Location, StoredSnapshot Snapshot)> Sort(SnapshotListing listing, IEnumerable<Artifact> images)
    {
        var known = images.Select(image => image.Snapshots).ToList();
        var referenced = known.SelectMany(snapshots => snapshots ?? []).ToHashSet(StringComparer.Ordinal);
        var isAllKnown = known.TrueForAll(snapshots => snapshots is not null);
        return (listing.Snapshots ?? [])
            .OrderBy(snapshot => snapshot.Id, StringComparer.Ordinal)
            .Select(snapshot => (KindOf(snapshot, referenced.Contains(snapshot.Id), isAllKnown), listing.Location, snapshot));
    }

    private static Kind KindOf(StoredSnapshot snapshot, bool isReferenced, bool isAllKnown) => snapshot switch
    {
        _ when isReferenced => Kind.Referenced,
        { Usage: Usage.InUse } => Kind.InUse,
        { State: ArtifactState.BeingMade } => Kind.BeingMade,
        { Usage: Usage.Unknown } or { State: ArtifactState.Unknown } => Kind.Unclear,
        { Source: SnapshotSource.Disk } => Kind.OfDisk,
        _ => isAllKnown && LooseSnapshot.SignOf(snapshot) is not null ? Kind.Loose : Kind.Unclear,
    };
}

/// <summary>A snapshot that no image of the account rests on, that nothing was made from, and that looks like an image's.</summary>
public sealed record LooseSnapshot
{
    /// <summary>Region.</summary>
    public required string Location { get; init; }

    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>Its name; empty when the store told none.</summary>
    public required string Name { get; init; }

    /// <summary>When it was made; absent when not known.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>GiB of the disk that it shows, of which it may store less; absent when not known.</summary>
    public long? SizeGiB { get; init; }

    /// <summary>Why it is taken for an image's.</summary>
    public required SnapshotSign Sign { get; init; }

    internal static LooseSnapshot Of(string location, StoredSnapshot snapshot) => new()
    {
        Location = location,
        Id = snapshot.Id,
        Name = snapshot.Name,
        Created = snapshot.CreatedAt,
        SizeGiB = snapshot.SizeGiB,
        Sign = SignOf(snapshot)!.Value,
    };

    /// <summary>What makes it look like an image's; null when nothing does.</summary>
    internal static SnapshotSign? SignOf(StoredSnapshot snapshot) =>
        !BuildId.FindIn($"{snapshot.Name} {snapshot.Description}").IsEmpty ? SnapshotSign.NamesBuild
        : snapshot.Source == SnapshotSource.NoDisk ? SnapshotSign.NoSourceDisk
        : null;
}

/// <summary>Why a snapshot is taken for an image's.</summary>
public enum SnapshotSign
{
    /// <summary>The store names no disk that it was taken of.</summary>
    NoSourceDisk,

    /// <summary>Its name or description holds the id of a build.</summary>
    NamesBuild,
}

/// <summary>A region whose snapshots were not read.</summary>
/// <param name="Location">The region.</param>
/// <param name="Note">Why.</param>
public sealed record UnreadSnapshots(string Location, string Note);
