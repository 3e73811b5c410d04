using Pruner.Aliyun.Calling;
using Pruner.Aliyun.Endpoints;
using Pruner.Core.Stores;

namespace Pruner.Aliyun.Operations;

/// <summary>ECS <c>DeleteImage</c>. The documents say that a missing image is ignored: an OK alone does not prove that it was there.</summary>
internal static class DeleteImage
{
    /// <summary>Deletes one image, never by force. The image's snapshots stay.</summary>
    public static Task<StoreReply> ChangeAsync(AcsClient client, EcsRegion region, Doomed doomed, CancellationToken cancellationToken) => client.ChangeAsync(
        region.Call(nameof(DeleteImage), [new("RegionId", region.Id), new("ImageId", doomed.Id.Id), new("Force", "false")]),
        cancellationToken);
}
