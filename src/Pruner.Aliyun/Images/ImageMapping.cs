using System.Collections.Immutable;
using System.Globalization;
using Pruner.Aliyun.Operations;
using Pruner.Core.Artifacts;

namespace Pruner.Aliyun.Images;

/// <summary>From the service's words to ours. What is absent or not understood becomes the unknown value, which keeps.</summary>
internal static class ImageMapping
{
    private static readonly string[] TimeForms = ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm'Z'"];

    /// <summary>An image as an artifact.</summary>
    /// <param name="image">As answered; its id was checked.</param>
    /// <param name="region">Where it was answered.</param>
    /// <param name="account">The caller's account, digits.</param>
    public static Artifact ToArtifact(ImageShape image, string region, string account) => new()
    {
        Id = new ArtifactId(AliyunImageStore.PlatformName, region, image.ImageId!),
        Name = image.ImageName ?? "",
        CreatedAt = TimeOf(image.CreationTime),
        Ownership = OwnershipOf(image, account),
        State = StateOf(image.Status),
        Visibility = Flag(image.IsPublic) switch { true => Visibility.Public, false => Visibility.Private, null => Visibility.Unknown },
        Sharing = Flag(image.IsSelfShared) switch { true => Sharing.Shared, false => Sharing.NotShared, null => Sharing.Unknown },
        Usage = image.Usage switch { "none" => Usage.Unused, "instance" => Usage.InUse, _ => Usage.Unknown },
        Family = image.ImageFamily switch { null => Membership.Unknown, "" => Membership.None, _ => Membership.Member },
        Encryption = EncryptionOf(image.DiskDeviceMappings?.DiskDeviceMapping),
        Tags = TagsOf(image.Tags?.Tag),
        Snapshots = SnapshotsOf(image.DiskDeviceMappings?.DiskDeviceMapping),
        SizeGiB = long.TryParse(image.Size, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null,
    };

    /// <summary>A time as the service writes it; null when it is absent or written otherwise.</summary>
    public static DateTimeOffset? TimeOf(string? text) => DateTimeOffset.TryParseExact(
        text, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    private static bool? Flag(string? text) => text?.ToUpperInvariant() switch { "TRUE" => true, "FALSE" => false, _ => null };

    // The owner's number decides; 0 is what some clients write for "not told".
    private static Ownership OwnershipOf(ImageShape image, string account) => image.ImageOwnerId?.Trim() switch
    {
        { Length: > 0 } owner when owner != "0" => string.Equals(owner, account, StringComparison.Ordinal) ? Ownership.Own : Ownership.Foreign,
        _ => image.ImageOwnerAlias switch
        {
            "self" => Ownership.Own,
            "system" or "others" or "marketplace" => Ownership.Foreign,
            _ => Ownership.Unknown,
        },
    };

    private static ArtifactState StateOf(string? status) => status switch
    {
        "Creating" or "Waiting" => ArtifactState.BeingMade,
        "Available" => ArtifactState.Available,
        "Deprecated" => ArtifactState.Deprecated,
        "UnAvailable" => ArtifactState.Unavailable,
        "CreateFailed" => ArtifactState.Failed,
        _ => ArtifactState.Unknown,
    };

    private static Encryption EncryptionOf(List<DiskShape?>? disks)
    {
        if (disks is null || disks.Contains(null))
        {
            return Encryption.Unknown;
        }

        // An absent flag is how the service says that a disk is plain; a word we do not know is not.
        var flags = disks.Select(disk => disk!.Encrypted is null ? false : Flag(disk.Encrypted)).ToList();
        return flags.Contains(true) ? Encryption.Encrypted : flags.Contains(null) ? Encryption.Unknown : Encryption.Plain;
    }

    private static ImmutableArray<string>? SnapshotsOf(List<DiskShape?>? disks)
    {
        // A disk that does not tell its snapshot makes the list incomplete; an empty text tells that there is none.
        if (disks is null || disks.Exists(disk => disk?.SnapshotId is null))
        {
            return null;
        }

        return [.. disks.Select(disk => disk!.SnapshotId!).Where(id => id.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>Tags; null when they are absent or not understood.</summary>
    public static ImmutableSortedDictionary<string, string>? TagsOf(List<TagShape?>? tags)
    {
        if (tags is null || tags.Exists(tag => tag?.TagKey is null))
        {
            return null;
        }

        var distinct = tags.Select(tag => KeyValuePair.Create(tag!.TagKey!, tag.TagValue ?? "")).Distinct().ToList();

        // A key with two values is not understood, so none of the tags is.
        return distinct.DistinctBy(tag => tag.Key).Count() == distinct.Count
            ? distinct.ToImmutableSortedDictionary(StringComparer.Ordinal)
            : null;
    }
}
