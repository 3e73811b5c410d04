namespace Pruner.Sandbox.Ecs;

/// <summary>One image of the emulated cloud, as mutable state. Guarded by the lock of its <see cref="EcsCloud"/>.</summary>
public sealed class EcsImage
{
    /// <summary>The region it lives in.</summary>
    public required string RegionId { get; init; }

    /// <summary>Its id, <c>m-</c> and 20 letters or digits.</summary>
    public required string ImageId { get; init; }

    /// <summary>Its name.</summary>
    public required string ImageName { get; init; }

    /// <summary>Free text.</summary>
    public string Description { get; init; } = "";

    /// <summary>i386, x86_64 or arm64.</summary>
    public string Architecture { get; init; } = "x86_64";

    /// <summary>Creating, Waiting, Available, UnAvailable, CreateFailed or Deprecated.</summary>
    public string Status { get; set; } = "Available";

    /// <summary>True when instances use it.</summary>
    public bool InUse { get; set; }

    /// <summary>When it was made, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>True for a community image.</summary>
    public bool IsPublic { get; set; }

    /// <summary>False: the answer has no <c>IsPublic</c> at all, as in old samples.</summary>
    public bool TellsIsPublic { get; init; } = true;

    /// <summary>Accounts it is shared with.</summary>
    public IList<string> Accounts { get; init; } = [];

    /// <summary>Its tags.</summary>
    public IDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The snapshots its disks were made from.</summary>
    public IList<string> SnapshotIds { get; init; } = [];

    /// <summary>GiB.</summary>
    public int Size { get; init; } = 16;

    /// <summary>The owning account; empty means the caller's.</summary>
    public string OwnerId { get; init; } = "";

    /// <summary>Image family, or empty.</summary>
    public string ImageFamily { get; init; } = "";

    /// <summary>True when a disk is encrypted.</summary>
    public bool Encrypted { get; init; }

    /// <summary>False: a listing of own images leaves it out, asking by id finds it.</summary>
    public bool Listed { get; init; } = true;

    /// <summary><c>system</c> for a vendor's image, which everyone sees; empty for all others.</summary>
    public string OwnerAlias { get; init; } = "";

    /// <summary>True while it is copied to another region: deleting it is 403 <c>OperationDenied.ImageCopying</c>.</summary>
    public bool Copying { get; set; }

    internal EcsImage Copy() => new()
    {
        RegionId = RegionId,
        ImageId = ImageId,
        ImageName = ImageName,
        Description = Description,
        Architecture = Architecture,
        Status = Status,
        InUse = InUse,
        CreatedAt = CreatedAt,
        IsPublic = IsPublic,
        TellsIsPublic = TellsIsPublic,
        Accounts = [.. Accounts],
        Tags = new Dictionary<string, string>(Tags, StringComparer.Ordinal),
        SnapshotIds = [.. SnapshotIds],
        Size = Size,
        OwnerId = OwnerId,
        ImageFamily = ImageFamily,
        Encrypted = Encrypted,
        Listed = Listed,
        OwnerAlias = OwnerAlias,
        Copying = Copying,
    };
}
