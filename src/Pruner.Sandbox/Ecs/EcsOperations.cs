using System.Text.Json.Nodes;
using Pruner.Sandbox.Aliyun;

namespace Pruner.Sandbox.Ecs;

/// <summary>Finds the operation of a call, after the rules that hold for all of them: the limits on calls, and the region.</summary>
internal sealed class EcsOperations(EcsStore store, TimeProvider time)
{
    private static readonly Dictionary<string, Func<AliyunCall, EcsStore, JsonObject>> Regional = new(StringComparer.Ordinal)
    {
        ["DescribeImages"] = EcsImageListing.Describe,
        ["DescribeImageSharePermission"] = EcsSharing.Describe,
        ["ModifyImageSharePermission"] = EcsSharing.Modify,
        ["TagResources"] = EcsTagging.Tag,
        ["UntagResources"] = EcsTagging.Untag,
        ["ListTagResources"] = EcsTagging.List,
        ["DeleteImage"] = EcsDeletion.DeleteImage,
        ["DescribeSnapshots"] = EcsSnapshotListing.Describe,
    };

    /// <summary>Carries out any operation but DescribeRegions.</summary>
    /// <exception cref="AliyunException">Whatever the service refuses.</exception>
    public JsonObject Operate(AliyunCall call)
    {
        CheckThrottle(call);
        lock (store.Cloud.Gate)
        {
            if (call.Action == "DeleteSnapshot")
            {
                // It has no RegionId: the endpoint decides, and one that an old SDK sends is not looked at.
                return call.Region.Length > 0 && !store.Cloud.IsOpen(call.Region)
                    ? throw RegionNotFound()
                    : EcsDeletion.DeleteSnapshot(call, store);
            }

            if (!Regional.TryGetValue(call.Action, out var operation))
            {
                throw new AliyunException(
                    StatusCodes.Status404NotFound, "InvalidAction.NotFound", "Specified api is not found, please check your url and method.");
            }

            var region = ReadRegion(call);
            var isCentral = call.Region.Length == 0;
            if (!store.Cloud.IsOpen(region) || (isCentral ? !store.Behaviour.CentralServesRegions : region != call.Region))
            {
                throw RegionNotFound();
            }

            return operation(call with { Region = region }, store);
        }
    }

    /// <exception cref="AliyunException">Too many calls in this window.</exception>
    public void CheckThrottle(AliyunCall call)
    {
        if (store.Behaviour.CountCall(call.Caller.AccountId, call.Region, call.Action, time.GetUtcNow()) is { } wait)
        {
            throw new AliyunException(StatusCodes.Status400BadRequest, "Throttling.User", "Request was denied due to user flow control.")
            {
                RetryAfterMilliseconds = wait,
            };
        }
    }

    private static AliyunException RegionNotFound() =>
        new(StatusCodes.Status404NotFound, "InvalidRegionId.NotFound", "The specified RegionId does not exist.");

    private static string ReadRegion(AliyunCall call)
    {
        if (call.Text("RegionId") is { } region)
        {
            return region;
        }

        throw call.Action is "TagResources" or "UntagResources" or "ListTagResources"
            ? new AliyunException(StatusCodes.Status404NotFound, "MissingParameter.RegionId", "The parameter - RegionId should not be null.")
            : AliyunException.MissingParameter("RegionId");
    }
}
