using System.Text.Json.Nodes;
using Pruner.Sandbox.Aliyun;

namespace Pruner.Sandbox.Ecs;

/// <summary>DeleteImage and DeleteSnapshot.</summary>
internal static class EcsDeletion
{
    public static JsonObject DeleteImage(AliyunCall call, EcsStore store)
    {
        var image = store.FindOwn(call, call.Need("ImageId"));
        var force = call.Flag("Force") ?? false;
        if (image is null)
        {
            return store.Behaviour.MissingImageIsNotFound ? throw EcsStore.ImageNotFound() : [];
        }

        if (Refusal(image, force, store) is { } refusal)
        {
            throw refusal;
        }

        if (call.Flag("DryRun") == true)
        {
            throw EcsStore.DryRunPassed();
        }

        // The snapshots stay, and keep on costing: deleting them is the caller's business.
        store.Cloud.Images.Remove(image);
        store.Aftermath.Deleted(image, store.Behaviour.DeletionDelayDescribes, store.Behaviour.SnapshotReleaseAttempts);
        return [];
    }

    public static JsonObject DeleteSnapshot(AliyunCall call, EcsStore store)
    {
        var id = call.Need("SnapshotId");
        var force = call.Flag("Force") ?? false;
        if (!store.OwnsSnapshot(call, id))
        {
            return store.Behaviour.MissingSnapshotIsNotFound
                ? throw new AliyunException(StatusCodes.Status404NotFound, "InvalidSnapshotId.NotFound", "The specified SnapshotId does not exist.")
                : [];
        }

        var details = store.Details(call.Region, id);
        if (details?.Status == "progressing")
        {
            throw new AliyunException(
                StatusCodes.Status400BadRequest, "IncorrectDiskStatus.CreatingSnapshot", "The specified snapshot is being created.");
        }

        if (store.ImagesOf(call.Region, id).Any() || store.Aftermath.Holds(call.Region, id))
        {
            throw EcsStore.Forbidden("SnapshotCreatedImage", "The snapshot has been used to create images.");
        }

        if (details?.UsedByDisk == true && !force)
        {
            throw EcsStore.Forbidden("SnapshotCreatedDisk", "The snapshot has been used to create disks.");
        }

        store.Cloud.Snapshots[call.Region].Remove(id);
        store.Cloud.SnapshotDetails.Remove((call.Region, id));
        return [];
    }

    private static AliyunException? Refusal(EcsImage image, bool force, EcsStore store)
    {
        if (image.Status is "Creating" or "Waiting")
        {
            return EcsStore.Forbidden("ImageIsCreating", "The specified image is being created.");
        }

        if (image.Copying)
        {
            return EcsStore.Forbidden("OperationDenied.ImageCopying", "The specified image is being copied.");
        }

        if (image.IsPublic || (store.Behaviour.PublicDelayBlocksDelete && store.Aftermath.ShownPublic(image)))
        {
            return EcsStore.Forbidden("ImageIsPublic", "You can not delete public image, please modify it to private.");
        }

        if (image.Accounts.Count > 0)
        {
            return EcsStore.Forbidden("ImageUseShared", "The specified image has been shared with other users.");
        }

        return image.InUse && !force
            ? EcsStore.Forbidden("ImageUsingByInstance", "The specified image is being used by instances.")
            : null;
    }
}
