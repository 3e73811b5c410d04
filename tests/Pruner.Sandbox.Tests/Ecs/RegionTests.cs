using Pruner.Sandbox.Hosting;

namespace Pruner.Sandbox.Tests.Ecs;

public sealed class RegionTests
{
    [Fact]
    public async Task The_centre_names_the_endpoint_of_every_region_and_they_answer()
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"));
        var regions = await RegionsAsync(world);
        Assert.Equal(["us-east-1", "eu-west-1"], regions.Keys);
        Assert.Equal(3, new[] { new Uri(world.Emulator.CentralUrl).Authority }.Concat(regions.Values).Distinct().Count());
        var reply = await world.Client.SendV3Async($"http://{regions["us-east-1"]}", new AcsCall("DescribeImages", ("RegionId", "us-east-1")));
        Assert.Equal(["m-1"], reply.Ok().ImageIds);
    }

    [Fact]
    public async Task Another_region_than_the_endpoints_is_404_and_none_is_missing()
    {
        await using var world = await EcsWorld.StartAsync();
        (await world.Client.SendV3Async(world.Emulator.RegionUrl("us-east-1"), new AcsCall("DescribeImages", ("RegionId", "eu-west-1")))).Refused(404, "InvalidRegionId.NotFound");
        (await world.Client.SendV3Async(world.Emulator.RegionUrl("us-east-1"), new AcsCall("DescribeImages"))).Refused(400, "MissingParameter");
    }

    [Fact]
    public async Task The_centre_serves_the_regions_only_when_told_to()
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"));
        var call = new AcsCall("DescribeImages", ("RegionId", "us-east-1"));
        (await world.Client.SendV3Async(world.Emulator.CentralUrl, call)).Refused(404, "InvalidRegionId.NotFound");
        world.Behaviour.CentralServesRegions = true;
        Assert.Equal(["m-1"], (await world.Client.SendV3Async(world.Emulator.CentralUrl, call)).Ok().ImageIds);
        Assert.Equal("us-east-1", world.Traffic.Requests[^1].Location);
        (await world.Client.SendV3Async(world.Emulator.CentralUrl, new AcsCall("DescribeImages", ("RegionId", "mars-1")))).Refused(404, "InvalidRegionId.NotFound");
    }

    [Fact]
    public async Task A_closed_region_is_not_described_and_its_endpoint_refuses_even_snapshots()
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"));
        world.Emulator.CloseRegion("us-east-1");
        Assert.Equal(["eu-west-1"], (await RegionsAsync(world)).Keys);
        (await world.CallAsync("DescribeImages")).Refused(404, "InvalidRegionId.NotFound");
        (await world.CallAsync("DeleteSnapshot", ("SnapshotId", "s-m-1"))).Refused(404, "InvalidRegionId.NotFound");
        Assert.Single(world.Cloud.Snapshots["us-east-1"]);
        await world.Emulator.OpenRegionAsync("us-east-1", TestContext.Current.CancellationToken);
        Assert.Equal(["m-1"], (await world.CallAsync("DescribeImages")).Ok().ImageIds);
    }

    [Fact]
    public async Task A_region_added_while_running_gets_its_endpoint()
    {
        await using var world = await EcsWorld.StartAsync();
        world.Cloud.Regions.Add("ap-southeast-5");
        var endpoint = (await RegionsAsync(world))["ap-southeast-5"];
        Assert.Equal($"http://{endpoint}", world.Emulator.RegionUrl("ap-southeast-5"));
        Assert.Throws<ArgumentException>(() => world.Emulator.RegionUrl("mars-1"));
    }

    [Fact]
    public async Task No_region_at_all_and_unknown_languages_are_errors()
    {
        await using var world = await EcsWorld.StartAsync();
        var url = world.Emulator.CentralUrl;
        (await world.Client.SendV3Async(url, new AcsCall("DescribeRegions", ("AcceptLanguage", "tlh")))).Refused(404, "InvalidAcceptLanguage");
        (await world.Client.SendV3Async(url, new AcsCall("DescribeRegions", ("ResourceType", "house")))).Refused(404, "ResourceType.NotFound");
        world.Cloud.Regions.Clear();
        (await world.Client.SendV3Async(url, new AcsCall("DescribeRegions"))).Refused(403, "Unauthorized.EmptyRegion");
    }

    [Fact]
    public async Task A_region_that_is_down_cuts_its_connections_and_the_others_answer()
    {
        await using var world = await EcsWorld.StartAsync();
        world.Traffic.Script(new Fault(FaultKind.ResetBefore, request => request.Location == "us-east-1") { Times = int.MaxValue });
        await Assert.ThrowsAsync<HttpRequestException>(() => world.CallAsync("DescribeImages"));
        (await world.Client.SendV3Async(world.Emulator.RegionUrl("eu-west-1"), new AcsCall("DescribeImages", ("RegionId", "eu-west-1")))).Ok();
    }

    [Fact]
    public async Task A_lost_answer_leaves_the_deletion_done()
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"));
        world.Traffic.Script(new Fault(FaultKind.ReplyAfter, request => request.Operation == "DeleteImage"));
        Assert.Equal(500, (await world.CallAsync("DeleteImage", ("ImageId", "m-1"))).Status);
        Assert.Empty(world.Cloud.Images);
    }

    private static async Task<Dictionary<string, string>> RegionsAsync(EcsWorld world)
    {
        var reply = (await world.Client.SendV3Async(world.Emulator.CentralUrl, new AcsCall("DescribeRegions"))).Ok();
        return reply.Json["Regions"]!["Region"]!.AsArray().ToDictionary(region => (string)region!["RegionId"]!, region => (string)region!["RegionEndpoint"]!);
    }
}
