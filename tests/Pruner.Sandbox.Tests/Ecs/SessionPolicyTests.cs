using Pruner.Sandbox.Aliyun;

namespace Pruner.Sandbox.Tests.Ecs;

/// <summary>A session with a policy can do what the policy allows, and nothing besides.</summary>
public sealed class SessionPolicyTests
{
    private const string Own = $"acs:ecs:us-east-1:{EcsWorld.Own}";

    [Fact]
    public async Task A_session_may_do_to_an_image_what_its_policy_names_and_to_no_other()
    {
        await using var world = await StartAsync(Policy("""["ecs:TagResources","ecs:DeleteImage"]""", $"""["{Own}:image/m-1"]"""));

        (await CallAsync(world, "TagResources", [("ResourceType", "image"), ("ResourceId.1", "m-1"), ("Tag.1.Key", "a")])).Ok();
        await RefusedAsync(world, "TagResources", ("ResourceType", "image"), ("ResourceId.1", "m-1"), ("ResourceId.2", "m-2"), ("Tag.1.Key", "a"));
        await RefusedAsync(world, "TagResources", ("ResourceType", "snapshot"), ("ResourceId.1", "m-1"), ("Tag.1.Key", "a"));
        await RefusedAsync(world, "UntagResources", ("ResourceType", "image"), ("ResourceId.1", "m-1"), ("TagKey.1", "a"));
        await RefusedAsync(world, "ModifyImageSharePermission", ("ImageId", "m-1"), ("IsPublic", "true"));
        await RefusedAsync(world, "DeleteImage", ("ImageId", "m-2"));
        await RefusedAsync(world, "DeleteImage"); // which the service would call incomplete, had it come so far
        await RefusedAsync(world, "DeleteSnapshot", ("SnapshotId", "s-m-1"));
        Assert.Equal(["m-1", "m-2"], world.Cloud.Images.Select(image => image.ImageId));
        (await CallAsync(world, "DeleteImage", [("ImageId", "m-1")])).Ok();
        Assert.Equal(["m-2"], world.Cloud.Images.Select(image => image.ImageId));
    }

    [Fact]
    public async Task It_holds_for_reads_too()
    {
        await using var world = await StartAsync(Policy("\"ecs:Describe*\"", $"\"{Own}:image/m-1\""));

        (await CallAsync(world, "DescribeImages", [("ImageId", "m-1")])).Ok();
        (await CallAsync(world, "DescribeImageSharePermission", [("ImageId", "m-1")])).Ok();
        await RefusedAsync(world, "DescribeImages", ("ImageId", "m-1,m-2"));
        await RefusedAsync(world, "DescribeImages");
        await RefusedAsync(world, "DescribeSnapshots");
        await RefusedAsync(world, "DescribeRegions");
        await RefusedAsync(world, "ListTagResources", ("ResourceType", "image"), ("ResourceId.1", "m-1"));
    }

    [Theory]
    [InlineData("acs:ecs:eu-west-1:1000000000000001:image/m-1", false)]
    [InlineData("acs:ecs:us-east-1:1999999999999999:image/m-1", false)]
    [InlineData("acs:ecs:us-east-1:1000000000000001:snapshot/m-1", false)]
    [InlineData("acs:ecs:us-east-1:1000000000000001:image/M-1", false)]
    [InlineData("acs:ecs:us-east-1:1000000000000001:image/m-11", false)]
    [InlineData("acs:ecs:us-east-1:1000000000000001:image/m-1", true)]
    [InlineData("acs:ecs:*:*:image/*", true)]
    [InlineData("*", true)]
    public async Task Region_account_kind_and_id_all_count(string resource, bool isAllowed)
    {
        await using var world = await StartAsync(Policy("\"ecs:DeleteImage\"", $"\"{resource}\""));

        var reply = await CallAsync(world, "DeleteImage", [("ImageId", "m-1")]);

        Assert.Equal((isAllowed ? 200 : 403, isAllowed ? 1 : 2), (reply.Status, world.Cloud.Images.Count));
    }

    [Fact]
    public async Task What_is_denied_is_not_allowed_whatever_else_allows_it()
    {
        await using var world = await StartAsync(
            $$"""{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"ecs:DeleteImage","Resource":"{{Own}}:image/m-1"}]}""");

        await RefusedAsync(world, "DeleteImage", ("ImageId", "m-1"));
        (await CallAsync(world, "DeleteImage", [("ImageId", "m-2")])).Ok();
    }

    [Fact]
    public async Task The_role_bounds_the_session_as_the_policy_does()
    {
        await using var world = await StartAsync(Policy("\"*\"", "\"*\""), denied: "DeleteImage");

        (await CallAsync(world, "DeleteImage", [("ImageId", "m-1")])).Refused(403, "Forbidden.RAM");
    }

    private static string Policy(string actions, string resources) =>
        $$"""{"Version":"1","Statement":[{"Effect":"Allow","Action":{{actions}},"Resource":{{resources}}}]}""";

    private static async Task<EcsWorld> StartAsync(string policy, params string[] denied)
    {
        var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"), EcsWorld.Image("m-2"));
        world.Accounts.Put(new AliyunCredential("STS.a", "sa", EcsWorld.Own)
        {
            SecurityToken = "token-a",
            IdentityType = "AssumedRoleUser",
            SessionPolicy = RamPolicy.TryRead(policy)!,
            DeniedActions = new HashSet<string>(denied),
        });
        return world;
    }

    private static Task<AcsReply> CallAsync(EcsWorld world, string action, (string Name, string Value)[] parameters) => world.Client.SendV3Async(
        world.Emulator.RegionUrl("us-east-1"),
        new AcsCall(action, [("RegionId", "us-east-1"), .. parameters]) { Key = "STS.a", Secret = "sa", Token = "token-a" });

    private static async Task RefusedAsync(EcsWorld world, string action, params (string Name, string Value)[] parameters)
    {
        var reply = await CallAsync(world, action, parameters);

        reply.Refused(403, "Forbidden.RAM");
        Assert.Equal(($"ecs:{action}", "SessionPolicy"), ((string?)reply.Json["AccessDeniedDetail"]!["AuthAction"], (string?)reply.Json["AccessDeniedDetail"]!["PolicyType"]));
    }
}
