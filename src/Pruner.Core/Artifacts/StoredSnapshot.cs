using System.Collections.Immutable;

namespace Pruner.Core.Artifacts;

/// <summary>One snapshot of the account as its store described it. What the answer does not say is unknown.</summary>
public sealed record StoredSnapshot
{
    /// <summary>The store's id of it, in its location.</summary>
    public required string Id { get; init; }

    /// <summary>Its name; empty when the store told none.</summary>
    public required string Name { get; init; }

    /// <summary>What is written about it; empty when nothing is.</summary>
    public required string Description { get; init; }

    /// <summary>When it was made; null when absent or unreadable.</summary>
    public required DateTimeOffset? CreatedAt { get; init; }

    /// <summary>GiB of the disk that it shows, of which it may store less; null when unknown.</summary>
    public required long? SizeGiB { get; init; }

    /// <summary>How far its making is.</summary>
    public required ArtifactState State { get; init; }

    /// <summary>Whether an image or a disk was made from it, by the store's own word.</summary>
    public required Usage Usage { get; init; }

    /// <summary>Whether it was taken of a disk.</summary>
    public required SnapshotSource Source { get; init; }

    /// <summary>Its tags; null when the store told none at all.</summary>
    public ImmutableSortedDictionary<string, string>? Tags { get; init; }
}

/// <summary>Whether a snapshot was taken of a disk.</summary>
public enum SnapshotSource
{
    /// <summary>Not told.</summary>
    Unknown,

    /// <summary>Of none that the store names: it came with an image that was imported or copied, as far as that can be told.</summary>
    NoDisk,

    /// <summary>Of a disk, as backups are.</summary>
    Disk,
}
