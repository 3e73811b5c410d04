using System.Collections.Immutable;

namespace Pruner.Sandbox.Seed;

/// <summary>How an image of the seed differs from an ordinary one: private, unused, unshared, ours, listed and in its build's catalog.</summary>
internal sealed record ImageTraits
{
    public static ImageTraits None { get; } = new();

    /// <summary>Its id; null makes one up.</summary>
    public string? ImageId { get; init; }

    /// <summary>Its name; null is <c>rhcos-</c> and the build id.</summary>
    public string? Name { get; init; }

    /// <summary>When it was made; null is an hour after the build.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    public string Status { get; init; } = "Available";

    public bool IsInUse { get; init; }

    public bool IsPublic { get; init; }

    public bool TellsIsPublic { get; init; } = true;

    /// <summary>With how many accounts it is shared.</summary>
    public int Accounts { get; init; }

    public ImmutableArray<(string Key, string Value)> Tags { get; init; } = [];

    /// <summary>Its snapshots; none makes one up.</summary>
    public ImmutableArray<string> Snapshots { get; init; } = [];

    public bool IsForeign { get; init; }

    public string Family { get; init; } = "";

    public bool IsEncrypted { get; init; }

    public bool IsListed { get; init; } = true;

    /// <summary>False: the build's meta.json does not name it.</summary>
    public bool IsCatalogued { get; init; } = true;
}
