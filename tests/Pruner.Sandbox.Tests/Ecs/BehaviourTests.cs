using Pruner.Sandbox.Ecs;

namespace Pruner.Sandbox.Tests.Ecs;

public sealed class BehaviourTests
{
    private static readonly (string, string) One = ("ImageId", "m-1");

    [Fact]
    public async Task Throttling_ends_with_the_window_and_says_when()
    {
        await using var world = await EcsWorld.StartAsync();
        world.Behaviour.Throttle(new EcsThrottle("us-east-1", "DescribeImages", Calls: 2, TimeSpan.FromMinutes(1)));
        (await world.CallAsync("DescribeImages")).Ok();
        (await world.CallAsync("DescribeImages")).Ok();
        var throttled = await world.CallAsync("DescribeImages");
        throttled.Refused(400, "Throttling.User");
        Assert.Equal("55000", throttled.Headers["x-acs-retry-after"]);
        (await world.CallAsync("DescribeSnapshots")).Ok();
        (await world.Client.SendV3Async(world.Emulator.RegionUrl("eu-west-1"), new AcsCall("DescribeImages", ("RegionId", "eu-west-1")))).Ok();
        world.Time.Advance(TimeSpan.FromSeconds(54));
        (await world.CallAsync("DescribeImages")).Refused(400, "Throttling.User");
        world.Time.Advance(TimeSpan.FromSeconds(1));
        (await world.CallAsync("DescribeImages")).Ok();
    }

    [Fact]
    public async Task A_throttled_deletion_deletes_nothing_and_limits_can_be_lifted()
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"));
        world.Behaviour.Throttle(new EcsThrottle("", "", Calls: 0, TimeSpan.FromSeconds(1)));
        (await world.CallAsync("DeleteImage", One)).Refused(400, "Throttling.User");
        Assert.Single(world.Cloud.Images);
        world.Behaviour.StopThrottling();
        (await world.CallAsync("DeleteImage", One)).Ok();
    }

    [Fact]
    public async Task Each_account_region_and_action_is_counted_apart()
    {
        await using var world = await EcsWorld.StartAsync();
        world.Accounts.Put(new Aliyun.AliyunCredential("other", "secret", EcsWorld.Foreign));
        world.Accounts.Put(new Aliyun.AliyunCredential("second", "secret", EcsWorld.Own));
        world.Behaviour.Throttle(new EcsThrottle("", "", Calls: 1, TimeSpan.FromMinutes(1)));
        var call = new AcsCall("DescribeImages", ("RegionId", "us-east-1")) { Secret = "secret" };
        (await world.CallAsync("DescribeImages")).Ok();
        (await world.CallAsync("DescribeSnapshots")).Ok();
        (await world.Client.SendV3Async(world.Emulator.RegionUrl("us-east-1"), call with { Key = "other" })).Ok();
        (await world.Client.SendV3Async(world.Emulator.RegionUrl("us-east-1"), call with { Key = "second" })).Refused(400, "Throttling.User");
    }

    [Fact]
    public async Task The_old_visibility_is_shown_for_a_while()
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"));
        world.Cloud.Images[0].IsPublic = true;
        world.Behaviour.PublicDelayDescribes = 2;
        (await world.CallAsync("ModifyImageSharePermission", One, ("IsPublic", "false"))).Ok();
        Assert.True(await ShownPublicAsync(world));
        Assert.True(await ShownPublicAsync(world));
        Assert.False(await ShownPublicAsync(world));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task While_the_old_visibility_is_shown_a_delete_may_believe_it(bool blocks)
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"));
        world.Cloud.Images[0].IsPublic = true;
        (world.Behaviour.PublicDelayDescribes, world.Behaviour.PublicDelayBlocksDelete) = (1, blocks);
        (await world.CallAsync("ModifyImageSharePermission", One, ("IsPublic", "false"))).Ok();
        if (blocks)
        {
            (await world.CallAsync("DeleteImage", One)).Refused(403, "ImageIsPublic");
            Assert.True(await ShownPublicAsync(world));
        }

        (await world.CallAsync("DeleteImage", One)).Ok();
    }

    [Fact]
    public async Task A_deleted_image_is_shown_for_a_while_and_is_gone_for_everything_else()
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"));
        (world.Behaviour.DeletionDelayDescribes, world.Behaviour.MissingImageIsNotFound) = (2, true);
        (await world.CallAsync("DeleteImage", One)).Ok();
        Assert.Equal(["m-1"], (await world.DescribeAsync("m-1")).ImageIds);
        (await world.CallAsync("DeleteImage", One)).Refused(404, "InvalidImageId.NotFound");
        Assert.Equal(["m-1"], (await world.CallAsync("DescribeImages")).ImageIds);
        Assert.Empty((await world.DescribeAsync("m-1")).ImageIds);
    }

    [Fact]
    public async Task Old_tags_are_shown_and_filtered_by_for_a_while()
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"));
        world.Cloud.Images[0].Tags["bootimage"] = "true";
        world.Behaviour.TagDelayDescribes = 2;
        (await world.CallAsync("TagResources", ("ResourceType", "image"), ("ResourceId.1", "m-1"), ("Tag.1.Key", "bootimage"), ("Tag.1.Value", "false"))).Ok();
        Assert.Equal("false", world.Cloud.Images[0].Tags["bootimage"]);
        Assert.Equal("true", (string?)(await world.DescribeAsync("m-1")).Rows[0]["Tags"]!["Tag"]![0]!["TagValue"]);
        Assert.Equal(0, (await world.CallAsync("DescribeImages", ("Tag.1.Key", "bootimage"), ("Tag.1.Value", "false"))).Total);
        Assert.Equal(1, (await world.CallAsync("DescribeImages", ("Tag.1.Key", "bootimage"), ("Tag.1.Value", "false"))).Total);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_page_shift_hides_the_row_that_moved_up(bool keepsTotal)
    {
        await using var world = await EcsWorld.StartAsync([.. Enumerable.Range(1, 25).Select(n => EcsWorld.Image($"m-{n:D2}", age: n))]);
        world.Behaviour.ShiftPages("us-east-1", times: 1, keepsTotal);
        var first = await world.CallAsync("DescribeImages");
        var second = await world.CallAsync("DescribeImages", ("PageNumber", "2"));
        Assert.Equal((25, keepsTotal ? 25 : 24), (first.Total, second.Total));
        Assert.Equal("m-12", second.ImageIds[0]);
        Assert.Equal(25, (await world.CallAsync("DescribeImages", ("PageNumber", "2"))).Total);
        Assert.Equal("m-11", (await world.CallAsync("DescribeImages", ("PageNumber", "2"))).ImageIds[0]);
    }

    [Fact]
    public async Task A_snapshot_may_be_held_for_some_attempts_after_its_image_is_gone()
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"));
        world.Behaviour.SnapshotReleaseAttempts = 2;
        (await world.CallAsync("DeleteImage", One)).Ok();
        (await world.CallAsync("DeleteSnapshot", ("SnapshotId", "s-m-1"))).Refused(403, "SnapshotCreatedImage");
        (await world.CallAsync("DeleteSnapshot", ("SnapshotId", "s-m-1"))).Refused(403, "SnapshotCreatedImage");
        (await world.CallAsync("DeleteSnapshot", ("SnapshotId", "s-m-1"))).Ok();
    }

    private static async Task<bool> ShownPublicAsync(EcsWorld world) => (bool)(await world.DescribeAsync("m-1")).Rows[0]["IsPublic"]!;
}
