using Pruner.Sandbox.Aliyun;

namespace Pruner.Sandbox.Ecs;

/// <summary>What all operations work on, and the rules they share. Every operation runs whole under the cloud's lock.</summary>
internal sealed record EcsStore(EcsCloud Cloud, EcsBehaviour Behaviour, EcsAftermath Aftermath)
{
    public bool Owns(AliyunCredential caller, EcsImage image) =>
        image.OwnerAlias.Length == 0 && string.Equals(Cloud.OwnerOf(image.OwnerId), caller.AccountId, StringComparison.Ordinal);

    /// <summary>An image that the caller owns, or null: other people's images are not to be found for changes.</summary>
    public EcsImage? FindOwn(AliyunCall call, string imageId) =>
        Cloud.Find(call.Region, imageId) is { } image && Owns(call.Caller, image) ? image : null;

    public bool OwnsSnapshot(AliyunCall call, string snapshotId) =>
        Cloud.HasSnapshot(call.Region, snapshotId)
        && string.Equals(Cloud.OwnerOf(Details(call.Region, snapshotId)?.OwnerId ?? ""), call.Caller.AccountId, StringComparison.Ordinal);

    public EcsSnapshot? Details(string regionId, string snapshotId) =>
        Cloud.SnapshotDetails.TryGetValue((regionId, snapshotId), out var details) ? details : null;

    public IEnumerable<EcsImage> ImagesOf(string regionId, string snapshotId) => Cloud.Images.Where(image =>
        string.Equals(image.RegionId, regionId, StringComparison.Ordinal) && image.SnapshotIds.Contains(snapshotId));

    public static AliyunException ImageNotFound() => new(
        StatusCodes.Status404NotFound, "InvalidImageId.NotFound", "The specified ImageId does not exist.");

    public static AliyunException Forbidden(string code, string message) => new(StatusCodes.Status403Forbidden, code, message);

    /// <summary>The end of a dry run: every check passed, nothing was done.</summary>
    public static AliyunException DryRunPassed() => new(
        StatusCodes.Status400BadRequest, "DryRunOperation", "Request validation has been passed with DryRun flag set.");
}
