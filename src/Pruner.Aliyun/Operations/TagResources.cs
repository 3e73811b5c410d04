using Pruner.Aliyun.Calling;
using Pruner.Aliyun.Endpoints;
using Pruner.Core.Stores;

namespace Pruner.Aliyun.Operations;

/// <summary>ECS <c>TagResources</c> for images and snapshots. Sets and overwrites.</summary>
internal static class TagResources
{
    /// <summary>Most ids of one call.</summary>
    public const int IdsPerCall = 50;

    /// <summary>The word for images.</summary>
    public const string Images = "image";

    /// <summary>The word for snapshots.</summary>
    public const string Snapshots = "snapshot";

    /// <summary>Tags images or snapshots of one region.</summary>
    /// <param name="client">The client.</param>
    /// <param name="region">Where.</param>
    /// <param name="type"><see cref="Images"/> or <see cref="Snapshots"/>.</param>
    /// <param name="ids">1 to <see cref="IdsPerCall"/> of them.</param>
    /// <param name="tags">1 to 20 tags.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static Task<StoreReply> ChangeAsync(
        AcsClient client, EcsRegion region, string type, IReadOnlyList<string> ids, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        AcsCall.CheckSize(ids, IdsPerCall);
        var parameters = new List<KeyValuePair<string, string>> { new("RegionId", region.Id), new("ResourceType", type) };
        parameters.AddRange(ids.Select((id, index) => new KeyValuePair<string, string>($"ResourceId.{index + 1}", id)));
        foreach (var ((key, value), index) in tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select((tag, index) => (tag, index)))
        {
            parameters.Add(new($"Tag.{index + 1}.Key", key));
            parameters.Add(new($"Tag.{index + 1}.Value", value));
        }

        return client.ChangeAsync(region.Call(nameof(TagResources), parameters), cancellationToken);
    }
}
