using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pruner.Aliyun.Calling;
using Pruner.Aliyun.Endpoints;
using Pruner.Core.Stores;

namespace Pruner.Aliyun.Operations;

/// <summary>ECS <c>DescribeSnapshots</c> and <c>DeleteSnapshot</c>.</summary>
internal static class Snapshots
{
    /// <summary>Most ids of one call, and most rows of a page.</summary>
    public const int IdsPerCall = 100;

    /// <summary>One page of those of the given snapshots that exist.</summary>
    /// <param name="client">The client.</param>
    /// <param name="region">Where.</param>
    /// <param name="ids">1 to <see cref="IdsPerCall"/> snapshots.</param>
    /// <param name="nextToken">From the page before; null for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static Task<DescribeSnapshotsAnswer> PageAsync(
        AcsClient client, EcsRegion region, IReadOnlyList<string> ids, string? nextToken, CancellationToken cancellationToken)
    {
        AcsCall.CheckSize(ids, IdsPerCall);
        return AskAsync(client, region, [new("SnapshotIds", JsonSerializer.Serialize(ids, EcsJson.Default.IReadOnlyListString))], nextToken, cancellationToken);
    }

    /// <summary>One page of the account's own snapshots.</summary>
    /// <param name="client">The client.</param>
    /// <param name="region">Where.</param>
    /// <param name="nextToken">From the page before; null for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static Task<DescribeSnapshotsAnswer> OwnPageAsync(AcsClient client, EcsRegion region, string? nextToken, CancellationToken cancellationToken) =>
        AskAsync(client, region, [], nextToken, cancellationToken);

    /// <summary>Deletes one snapshot, never by force. There is no RegionId: the endpoint decides.</summary>
    public static Task<StoreReply> DeleteAsync(AcsClient client, EcsRegion region, DoomedSnapshot snapshot, CancellationToken cancellationToken) =>
        client.ChangeAsync(region.Call("DeleteSnapshot", [new("SnapshotId", snapshot.SnapshotId)]), cancellationToken);

    // MaxResults chooses paging by token; pages by number are deprecated.
    private static Task<DescribeSnapshotsAnswer> AskAsync(
        AcsClient client, EcsRegion region, KeyValuePair<string, string>[] filter, string? nextToken, CancellationToken cancellationToken) =>
        client.ReadAsync(
            region.Call("DescribeSnapshots",
            [
                new("RegionId", region.Id),
                .. filter,
                new("MaxResults", IdsPerCall.ToString(CultureInfo.InvariantCulture)),
                .. nextToken is null ? Array.Empty<KeyValuePair<string, string>>() : [new("NextToken", nextToken)],
            ]),
            EcsJson.Default.DescribeSnapshotsAnswer,
            cancellationToken);
}

/// <summary>The answer.</summary>
internal sealed class DescribeSnapshotsAnswer : AcsAnswer
{
    /// <summary>Leads to the next page; absent or empty on the last.</summary>
    public string? NextToken { get; init; }

    /// <summary>The list.</summary>
    public SnapshotList? Snapshots { get; init; }
}

/// <summary>A list, as the service wraps it.</summary>
internal sealed class SnapshotList
{
    /// <summary>The snapshots.</summary>
    public List<SnapshotShape?>? Snapshot { get; init; }
}

/// <summary>A snapshot. Absent members are null, which never means "no".</summary>
internal sealed class SnapshotShape
{
    /// <summary>Its id.</summary>
    public string? SnapshotId { get; init; }

    /// <summary>Its name.</summary>
    public string? SnapshotName { get; init; }

    /// <summary>Free text.</summary>
    public string? Description { get; init; }

    /// <summary>progressing, accomplished or failed.</summary>
    public string? Status { get; init; }

    /// <summary>image, disk, image_disk or none.</summary>
    public string? Usage { get; init; }

    /// <summary>The disk it was taken of.</summary>
    public string? SourceDiskId { get; init; }

    /// <summary>GiB of that disk; a text.</summary>
    [JsonConverter(typeof(LooseTextConverter))]
    public string? SourceDiskSize { get; init; }

    /// <summary>As in <c>2019-11-15T06:07:05Z</c>.</summary>
    public string? CreationTime { get; init; }

    /// <summary>Its tags.</summary>
    public TagList? Tags { get; init; }
}
