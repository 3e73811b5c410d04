using Pruner.Aliyun.Calling;
using Pruner.Aliyun.Endpoints;
using Pruner.Core.Stores;

namespace Pruner.Aliyun.Operations;

/// <summary>ECS <c>UntagResources</c> for images. Never with <c>All</c>: tags that others set stay.</summary>
internal static class UntagResources
{
    /// <summary>Most ids of one call.</summary>
    public const int IdsPerCall = 50;

    /// <summary>Removes tags from images of one region.</summary>
    /// <param name="client">The client.</param>
    /// <param name="region">Where.</param>
    /// <param name="ids">1 to <see cref="IdsPerCall"/> images.</param>
    /// <param name="keys">1 to 20 keys.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static Task<StoreReply> ChangeAsync(
        AcsClient client, EcsRegion region, IReadOnlyList<string> ids, IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        AcsCall.CheckSize(ids, IdsPerCall);
        KeyValuePair<string, string>[] parameters =
        [
            new("RegionId", region.Id),
            new("ResourceType", "image"),
            .. ids.Select((id, index) => new KeyValuePair<string, string>($"ResourceId.{index + 1}", id)),
            .. keys.Order(StringComparer.Ordinal).Select((key, index) => new KeyValuePair<string, string>($"TagKey.{index + 1}", key)),
        ];
        return client.ChangeAsync(region.Call(nameof(UntagResources), parameters), cancellationToken);
    }
}
