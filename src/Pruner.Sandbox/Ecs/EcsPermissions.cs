using Pruner.Sandbox.Aliyun;

namespace Pruner.Sandbox.Ecs;

/// <summary>Holds callers to the policy of their session: every action on every resource that a call touches. Source of the resources: the RAM table of the ECS document.</summary>
internal static class EcsPermissions
{
    /// <exception cref="AliyunException">The session does not allow the call.</exception>
    public static void Check(AliyunCall call)
    {
        var action = $"ecs:{call.Action}";
        if (call.Caller.SessionPolicy is { } policy && ResourcesOf(call).FirstOrDefault(resource => !policy.Allows(action, resource)) is not null)
        {
            throw AliyunGateway.NotAuthorised(call.Caller, action, "SessionPolicy");
        }
    }

    private static IEnumerable<string> ResourcesOf(AliyunCall call)
    {
        var region = call.Region.Length > 0 ? call.Region : call.Text("RegionId") ?? "*";
        return Things(call).DefaultIfEmpty("*").Select(thing => $"acs:ecs:{region}:{call.Caller.AccountId}:{thing}");
    }

    private static IEnumerable<string> Things(AliyunCall call) => call.Action switch
    {
        "DescribeImages" => (call.Text("ImageId") ?? "*").Split(',').Select(id => $"image/{id}"),
        "DescribeImageSharePermission" or "ModifyImageSharePermission" or "DeleteImage" => [$"image/{call.Text("ImageId") ?? "*"}"],
        "DescribeSnapshots" => ["snapshot/*"],
        "DeleteSnapshot" => [$"snapshot/{call.Text("SnapshotId") ?? "*"}"],
        "TagResources" or "UntagResources" or "ListTagResources" => call.List("ResourceId").DefaultIfEmpty("*").Select(id => $"{call.Text("ResourceType") ?? "*"}/{id}"),
        _ => [],
    };
}
