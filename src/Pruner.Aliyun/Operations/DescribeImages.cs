using System.Globalization;
using System.Text.Json.Serialization;
using Pruner.Aliyun.Calling;
using Pruner.Aliyun.Endpoints;

namespace Pruner.Aliyun.Operations;

/// <summary>ECS <c>DescribeImages</c>. All six states are always asked for: the default is Available only.</summary>
internal static class DescribeImages
{
    /// <summary>Most rows of a page.</summary>
    public const int PageSize = 100;

    private const string AllStates = "Creating,Waiting,Available,UnAvailable,CreateFailed,Deprecated";

    /// <summary>One page of the account's own images.</summary>
    /// <param name="client">The client.</param>
    /// <param name="region">Where.</param>
    /// <param name="page">From 1.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static Task<DescribeImagesAnswer> OwnPageAsync(AcsClient client, EcsRegion region, int page, CancellationToken cancellationToken) =>
        AskAsync(client, region, [new("ImageOwnerAlias", "self")], page, cancellationToken);

    /// <summary>
    /// Images by id, whoever owns them. An unknown id is no error, it is just not in the answer. That several ids may stand in
    /// one call is documented in an older page only: the caller checks that the list was understood.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="region">Where.</param>
    /// <param name="ids">1 to <see cref="PageSize"/> ids.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static Task<DescribeImagesAnswer> ByIdAsync(AcsClient client, EcsRegion region, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        AcsCall.CheckSize(ids, PageSize);
        return AskAsync(client, region, [new("ImageId", string.Join(',', ids))], page: 1, cancellationToken);
    }

    private static Task<DescribeImagesAnswer> AskAsync(
        AcsClient client, EcsRegion region, KeyValuePair<string, string>[] filter, int page, CancellationToken cancellationToken) =>
        client.ReadAsync(
            region.Call(nameof(DescribeImages),
            [
                new("RegionId", region.Id),
                .. filter,
                new("Status", AllStates),
                new("PageNumber", page.ToString(CultureInfo.InvariantCulture)),
                new("PageSize", PageSize.ToString(CultureInfo.InvariantCulture)),
            ]),
            EcsJson.Default.DescribeImagesAnswer,
            cancellationToken);
}

/// <summary>The answer.</summary>
internal sealed class DescribeImagesAnswer : AcsAnswer
{
    /// <summary>The region asked.</summary>
    public string? RegionId { get; init; }

    /// <summary>The page asked.</summary>
    public int? PageNumber { get; init; }

    /// <summary>Rows on all pages.</summary>
    public int? TotalCount { get; init; }

    /// <summary>The list.</summary>
    public ImageList? Images { get; init; }
}

/// <summary>A list, as the service wraps it.</summary>
internal sealed class ImageList
{
    /// <summary>The images.</summary>
    public List<ImageShape?>? Image { get; init; }
}

/// <summary>An image. Absent members are null, which never means "no".</summary>
internal sealed class ImageShape
{
    /// <summary>Its id.</summary>
    public string? ImageId { get; init; }

    /// <summary>Its name.</summary>
    public string? ImageName { get; init; }

    /// <summary>Its family; the empty text when it is in none.</summary>
    public string? ImageFamily { get; init; }

    /// <summary>system, self, others or marketplace.</summary>
    public string? ImageOwnerAlias { get; init; }

    /// <summary>The owner's account, a number.</summary>
    [JsonConverter(typeof(LooseTextConverter))]
    public string? ImageOwnerId { get; init; }

    /// <summary>GiB.</summary>
    [JsonConverter(typeof(LooseTextConverter))]
    public string? Size { get; init; }

    /// <summary>Creating, Waiting, Available, UnAvailable, CreateFailed or Deprecated.</summary>
    public string? Status { get; init; }

    /// <summary>instance or none.</summary>
    public string? Usage { get; init; }

    /// <summary>As in <c>2019-11-15T06:07:05Z</c>.</summary>
    public string? CreationTime { get; init; }

    /// <summary>Whether it is a community image.</summary>
    [JsonConverter(typeof(LooseTextConverter))]
    public string? IsPublic { get; init; }

    /// <summary>Whether it is shared with accounts; a text.</summary>
    [JsonConverter(typeof(LooseTextConverter))]
    public string? IsSelfShared { get; init; }

    /// <summary>Its disks.</summary>
    public DiskList? DiskDeviceMappings { get; init; }

    /// <summary>Its tags.</summary>
    public TagList? Tags { get; init; }
}

/// <summary>A list, as the service wraps it.</summary>
internal sealed class DiskList
{
    /// <summary>The disks.</summary>
    public List<DiskShape?>? DiskDeviceMapping { get; init; }
}

/// <summary>A disk of an image.</summary>
internal sealed class DiskShape
{
    /// <summary>The snapshot it rests on.</summary>
    public string? SnapshotId { get; init; }

    /// <summary>Whether it is encrypted; usually absent when it is not.</summary>
    [JsonConverter(typeof(LooseTextConverter))]
    public string? Encrypted { get; init; }
}

/// <summary>A list, as the service wraps it.</summary>
internal sealed class TagList
{
    /// <summary>The tags.</summary>
    public List<TagShape?>? Tag { get; init; }
}

/// <summary>A tag.</summary>
internal sealed class TagShape
{
    /// <summary>Its key.</summary>
    public string? TagKey { get; init; }

    /// <summary>Its value; may be empty.</summary>
    public string? TagValue { get; init; }
}
