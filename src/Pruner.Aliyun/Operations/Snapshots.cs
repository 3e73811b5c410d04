using System.Globalization;
using System.Text.Json;
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
        var parameters = new List<KeyValuePair<string, string>>
        {
            new("RegionId", region.Id),
            new("SnapshotIds", JsonSerializer.Serialize(ids, EcsJson.Default.IReadOnlyListString)),
            new("MaxResults", IdsPerCall.ToString(CultureInfo.InvariantCulture)),
        };
        if (nextToken is not null)
        {
            parameters.Add(new("NextToken", nextToken));
        }

        return client.ReadAsync(region.Call("DescribeSnapshots", parameters), EcsJson.Default.DescribeSnapshotsAnswer, cancellationToken);
    }

    /// <summary>Deletes one snapshot, never by force. There is no RegionId: the endpoint decides.</summary>
    public static Task<StoreReply> DeleteAsync(AcsClient client, EcsRegion region, DoomedSnapshot snapshot, CancellationToken cancellationToken) =>
        client.ChangeAsync(region.Call("DeleteSnapshot", [new("SnapshotId", snapshot.SnapshotId)]), cancellationToken);
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

/// <summary>A snapshot.</summary>
internal sealed class SnapshotShape
{
    /// <summary>Its id.</summary>
    public string? SnapshotId { get; init; }
}
