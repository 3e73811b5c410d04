namespace Pruner.Sandbox.Ecs;

/// <summary>What is known of a snapshot beyond its id, as mutable state. Guarded by the lock of its <see cref="EcsCloud"/>.</summary>
public sealed class EcsSnapshot
{
    /// <summary>When it was made, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Free text.</summary>
    public string Description { get; init; } = "";

    /// <summary>The disk it was taken of; empty for one that came with an imported or copied image.</summary>
    public string SourceDiskId { get; init; } = "";

    /// <summary>GiB of the disk it was made from.</summary>
    public int Size { get; init; } = 16;

    /// <summary>progressing, accomplished or failed.</summary>
    public string Status { get; set; } = "accomplished";

    /// <summary>True when it created a disk: deleting it is 403 <c>SnapshotCreatedDisk</c> unless forced.</summary>
    public bool UsedByDisk { get; set; }

    /// <summary>True when it is encrypted.</summary>
    public bool Encrypted { get; init; }

    /// <summary>The owning account; empty means the cloud's own.</summary>
    public string OwnerId { get; init; } = "";

    /// <summary>Its tags.</summary>
    public IDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    internal EcsSnapshot Copy() => new()
    {
        CreatedAt = CreatedAt,
        Name = Name,
        Description = Description,
        SourceDiskId = SourceDiskId,
        Size = Size,
        Status = Status,
        UsedByDisk = UsedByDisk,
        Encrypted = Encrypted,
        OwnerId = OwnerId,
        Tags = new Dictionary<string, string>(Tags, StringComparer.Ordinal),
    };
}
