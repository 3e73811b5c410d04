using Pruner.Sandbox.Ecs;

namespace Pruner.Sandbox.Tests.Ecs;

public sealed class DeletionTests
{
    private static readonly (string, string) One = ("ImageId", "m-1");

    [Fact]
    public async Task A_deleted_image_is_gone_and_its_snapshots_stay()
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"), EcsWorld.Image("m-2"));
        (await world.CallAsync("DeleteImage", One, ("Force", "false"))).Ok();
        Assert.Equal(["m-2"], (await world.DescribeAsync("m-1,m-2")).ImageIds);
        Assert.Contains("s-m-1", world.Cloud.Snapshots["us-east-1"]);
    }

    [Theory]
    [InlineData("public", "ImageIsPublic")]
    [InlineData("shared", "ImageUseShared")]
    [InlineData("used", "ImageUsingByInstance")]
    [InlineData("Creating", "ImageIsCreating")]
    [InlineData("Waiting", "ImageIsCreating")]
    [InlineData("copying", "OperationDenied.ImageCopying")]
    public async Task What_stands_in_the_way_is_403_and_changes_nothing(string state, string code)
    {
        var image = EcsWorld.Image("m-1");
        (image.IsPublic, image.InUse, image.Copying) = (state == "public", state == "used", state == "copying");
        image.Status = state is "Creating" or "Waiting" ? state : "Available";
        if (state == "shared")
        {
            image.Accounts.Add("42");
        }

        await using var world = await EcsWorld.StartAsync(image);
        var before = world.Cloud.Describe();
        (await world.CallAsync("DeleteImage", One)).Refused(403, code);
        Assert.Equal(before, world.Cloud.Describe());

        // Force overrides instances and nothing else.
        var forced = await world.CallAsync("DeleteImage", One, ("Force", "True"));
        if (state == "used")
        {
            forced.Ok();
            Assert.Empty(world.Cloud.Images);
        }
        else
        {
            forced.Refused(403, code);
        }
    }

    [Theory]
    [InlineData("Deprecated")]
    [InlineData("UnAvailable")]
    [InlineData("CreateFailed")]
    public async Task Finished_images_can_be_deleted_in_any_state(string status)
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"));
        world.Cloud.Images[0].Status = status;
        (await world.CallAsync("DeleteImage", One)).Ok();
        Assert.Empty(world.Cloud.Images);
    }

    [Fact]
    public async Task A_missing_image_is_200_or_404()
    {
        await using var world = await EcsWorld.StartAsync(new EcsImage
        {
            RegionId = "us-east-1",
            ImageId = "m-f",
            ImageName = "n",
            CreatedAt = EcsWorld.Start,
            OwnerId = EcsWorld.Foreign,
        });
        (await world.CallAsync("DeleteImage", ("ImageId", "m-9"))).Ok();
        (await world.CallAsync("DeleteImage", ("ImageId", "m-f"))).Ok();
        world.Behaviour.MissingImageIsNotFound = true;
        (await world.CallAsync("DeleteImage", ("ImageId", "m-9"))).Refused(404, "InvalidImageId.NotFound");
        (await world.CallAsync("DeleteImage", ("ImageId", "m-f"))).Refused(404, "InvalidImageId.NotFound");
        (await world.CallAsync("DeleteImage")).Refused(400, "MissingParameter");
        Assert.Single(world.Cloud.Images);
    }

    [Fact]
    public async Task A_dry_run_deletes_nothing()
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"));
        (await world.CallAsync("DeleteImage", One, ("DryRun", "true"))).Refused(400, "DryRunOperation");
        Assert.Single(world.Cloud.Images);
    }

    [Fact]
    public async Task A_snapshot_is_held_by_every_image_that_names_it()
    {
        var second = new EcsImage { RegionId = "us-east-1", ImageId = "m-2", ImageName = "n", CreatedAt = EcsWorld.Start, SnapshotIds = ["s-m-1"] };
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"), second);
        (await DeleteSnapshotAsync(world, "s-m-1")).Refused(403, "SnapshotCreatedImage");
        (await world.CallAsync("DeleteImage", One)).Ok();
        (await DeleteSnapshotAsync(world, "s-m-1")).Refused(403, "SnapshotCreatedImage");
        (await world.CallAsync("DeleteImage", ("ImageId", "m-2"))).Ok();
        (await DeleteSnapshotAsync(world, "s-m-1")).Ok();
        Assert.Empty(world.Cloud.Snapshots["us-east-1"]);
    }

    [Fact]
    public async Task The_endpoint_decides_where_a_snapshot_is_deleted()
    {
        await using var world = await EcsWorld.StartAsync();
        world.Cloud.AddSnapshot("us-east-1", "s-1", new EcsSnapshot { CreatedAt = EcsWorld.Start });
        var call = new AcsCall("DeleteSnapshot", ("SnapshotId", "s-1"), ("RegionId", "us-east-1"));
        (await world.Client.SendV3Async(world.Emulator.RegionUrl("eu-west-1"), call)).Ok();
        Assert.Single(world.Cloud.Snapshots["us-east-1"]);
        world.Behaviour.MissingSnapshotIsNotFound = true;
        (await world.Client.SendV3Async(world.Emulator.RegionUrl("eu-west-1"), call)).Refused(404, "InvalidSnapshotId.NotFound");
        (await world.Client.SendV3Async(world.Emulator.CentralUrl, call)).Refused(404, "InvalidSnapshotId.NotFound");
        (await world.Client.SendV3Async(world.Emulator.RegionUrl("us-east-1"), new AcsCall("DeleteSnapshot", ("SnapshotId", "s-1")))).Ok();
        Assert.Empty(world.Cloud.Snapshots["us-east-1"]);
    }

    [Fact]
    public async Task A_snapshot_of_a_disk_wants_force_and_one_in_the_making_waits()
    {
        await using var world = await EcsWorld.StartAsync();
        var snapshot = new EcsSnapshot { CreatedAt = EcsWorld.Start, UsedByDisk = true, Status = "progressing" };
        world.Cloud.AddSnapshot("us-east-1", "s-1", snapshot);
        (await DeleteSnapshotAsync(world, "s-1")).Refused(400, "IncorrectDiskStatus.CreatingSnapshot");
        snapshot.Status = "accomplished";
        (await DeleteSnapshotAsync(world, "s-1")).Refused(403, "SnapshotCreatedDisk");
        (await world.CallAsync("DeleteSnapshot", ("SnapshotId", "s-1"), ("Force", "true"))).Ok();
    }

    [Fact]
    public async Task Other_peoples_snapshots_are_not_to_be_found()
    {
        await using var world = await EcsWorld.StartAsync();
        world.Cloud.AddSnapshot("us-east-1", "s-1", new EcsSnapshot { CreatedAt = EcsWorld.Start, OwnerId = EcsWorld.Foreign });
        (await DeleteSnapshotAsync(world, "s-1")).Ok();
        Assert.Single(world.Cloud.Snapshots["us-east-1"]);
    }

    [Fact]
    public async Task Every_deletion_can_be_counted_from_the_log_with_either_signature()
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"), EcsWorld.Image("m-2"));
        await world.CallAsync("DeleteImage", One);
        await world.Client.SendV1Async(
            world.Emulator.RegionUrl("us-east-1"), new AcsCall("DeleteImage", ("RegionId", "us-east-1"), ("ImageId", "m-2")) { AsForm = true });
        await world.DescribeAsync("m-1");
        Assert.Empty(world.Cloud.Images);
        var deletions = world.Traffic.Requests.Where(request => request is { Operation: "DeleteImage", Location: "us-east-1", IsChange: true, Status: 200 }).ToArray();
        Assert.Equal(2, deletions.Length);
        Assert.Contains("ImageId=m-1", deletions[0].Query, StringComparison.Ordinal);
        Assert.Contains("ImageId=m-2", deletions[1].Body, StringComparison.Ordinal);
        Assert.Equal(2, world.Traffic.Changes.Length);
    }

    private static Task<AcsReply> DeleteSnapshotAsync(EcsWorld world, string id) => world.CallAsync("DeleteSnapshot", ("SnapshotId", id));
}
