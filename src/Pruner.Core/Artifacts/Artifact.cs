using System.Collections.Immutable;

namespace Pruner.Core.Artifacts;

/// <summary>One artifact as its store described it. Every fact has an unknown value, and unknown always keeps.</summary>
public sealed record Artifact
{
    /// <summary>Where it is and what it is called there.</summary>
    public required ArtifactId Id { get; init; }

    /// <summary>Its name; empty when the store told none.</summary>
    public required string Name { get; init; }

    /// <summary>When the store made it; null when absent or unreadable.</summary>
    public required DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Whether it belongs to the caller's account.</summary>
    public required Ownership Ownership { get; init; }

    /// <summary>How far its making is.</summary>
    public required ArtifactState State { get; init; }

    /// <summary>Who can see it.</summary>
    public required Visibility Visibility { get; init; }

    /// <summary>Whether single accounts were given access.</summary>
    public required Sharing Sharing { get; init; }

    /// <summary>The accounts it is shared with, sorted; null when not asked. Asked only for shared artifacts that may go.</summary>
    public ImmutableArray<string>? Accounts { get; init; }

    /// <summary>Whether something runs from it. Covers what the store itself checks: on Aliyun, instances only.</summary>
    public required Usage Usage { get; init; }

    /// <summary>Whether it is a member of a family (a moving alias), which a deletion could break.</summary>
    public required Membership Family { get; init; }

    /// <summary>Whether any of its disks is encrypted.</summary>
    public required Encryption Encryption { get; init; }

    /// <summary>Tags; null when the store told none at all.</summary>
    public required ImmutableSortedDictionary<string, string>? Tags { get; init; }

    /// <summary>Ids of the snapshots its disks rest on, sorted; they outlive the artifact and cost money. Null when unknown.</summary>
    public required ImmutableArray<string>? Snapshots { get; init; }

    /// <summary>Size in GiB; null when unknown.</summary>
    public required long? SizeGiB { get; init; }

    /// <summary>
    /// Tells these contents from others under the same id: an etag, a generation, a file's length and dates. Null where the store never gives an
    /// id to another image.
    /// </summary>
    public string? Fingerprint { get; init; }
}

/// <summary>Whose an artifact is.</summary>
public enum Ownership
{
    /// <summary>Not told.</summary>
    Unknown,

    /// <summary>The caller's account.</summary>
    Own,

    /// <summary>Somebody else's.</summary>
    Foreign,
}

/// <summary>How far an artifact's making is.</summary>
public enum ArtifactState
{
    /// <summary>Not told, or a word we do not know.</summary>
    Unknown,

    /// <summary>Being made, copied or imported.</summary>
    BeingMade,

    /// <summary>Ready.</summary>
    Available,

    /// <summary>Marked deprecated by its owner.</summary>
    Deprecated,

    /// <summary>Not usable.</summary>
    Unavailable,

    /// <summary>Its making failed.</summary>
    Failed,
}

/// <summary>Who can see an artifact.</summary>
public enum Visibility
{
    /// <summary>Not told.</summary>
    Unknown,

    /// <summary>The owner and the accounts it is shared with.</summary>
    Private,

    /// <summary>Everybody.</summary>
    Public,
}

/// <summary>Whether single accounts were given access.</summary>
public enum Sharing
{
    /// <summary>Not told.</summary>
    Unknown,

    /// <summary>With nobody.</summary>
    NotShared,

    /// <summary>With at least one account.</summary>
    Shared,
}

/// <summary>Whether something runs from an artifact.</summary>
public enum Usage
{
    /// <summary>Not told.</summary>
    Unknown,

    /// <summary>Nothing that the store checks.</summary>
    Unused,

    /// <summary>At least one user.</summary>
    InUse,
}

/// <summary>Whether an artifact belongs to a family.</summary>
public enum Membership
{
    /// <summary>Not told.</summary>
    Unknown,

    /// <summary>It stands alone.</summary>
    None,

    /// <summary>It is in a family.</summary>
    Member,
}

/// <summary>Whether an artifact's disks are encrypted.</summary>
public enum Encryption
{
    /// <summary>Not told.</summary>
    Unknown,

    /// <summary>No disk is.</summary>
    Plain,

    /// <summary>At least one disk is.</summary>
    Encrypted,
}
