using Pruner.Sandbox.Ecs;

namespace Pruner.Sandbox.Tests.Ecs;

public sealed class DescribeSnapshotsTests
{
    [Fact]
    public async Task Snapshots_are_found_by_their_ids_and_say_what_uses_them()
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"), EcsWorld.Image("m-2"));
        await world.CallAsync("DeleteImage", ("ImageId", "m-2"));
        var rows = Rows(await world.CallAsync("DescribeSnapshots", ("SnapshotIds", """["s-m-1","s-m-2","s-9"]""")));
        Assert.Equal([("s-m-1", "image"), ("s-m-2", "none")], rows);
        Assert.Equal([("s-m-2", "none")], Rows(await world.CallAsync("DescribeSnapshots", ("Usage", "none"))));
        Assert.Empty(Rows(await world.CallAsync("DescribeSnapshots", ("SnapshotIds", """["s-9"]"""))));
    }

    [Fact]
    public async Task A_snapshot_tells_where_it_came_from()
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"));
        world.Cloud.AddSnapshot("us-east-1", "s-disk", new EcsSnapshot { CreatedAt = EcsWorld.Start, SourceDiskId = "d-1", Description = "a backup" });
        var rows = (await world.CallAsync("DescribeSnapshots")).Ok().Json["Snapshots"]!["Snapshot"]!.AsArray();
        Assert.Equal([("s-disk", "d-1", "a backup"), ("s-m-1", "", "")], rows.Select(row => ((string)row!["SnapshotId"]!, (string)row["SourceDiskId"]!, (string)row["Description"]!)));
    }

    [Fact]
    public async Task Other_peoples_snapshots_and_those_of_other_regions_are_not_shown()
    {
        await using var world = await EcsWorld.StartAsync();
        world.Cloud.AddSnapshot("us-east-1", "s-f", new EcsSnapshot { CreatedAt = EcsWorld.Start, OwnerId = EcsWorld.Foreign });
        world.Cloud.AddSnapshot("eu-west-1", "s-2", new EcsSnapshot { CreatedAt = EcsWorld.Start });
        world.Cloud.AddSnapshot("us-east-1", "s-1", new EcsSnapshot { CreatedAt = EcsWorld.Start });
        Assert.Equal([("s-1", "none")], Rows(await world.CallAsync("DescribeSnapshots")));
    }

    [Fact]
    public async Task Pages_go_by_token()
    {
        await using var world = await WorldAsync(25);
        var seen = new List<string>();
        var token = "";
        for (var page = 0; page < 3; page++)
        {
            var reply = (await world.CallAsync("DescribeSnapshots", ("MaxResults", "10"), ("NextToken", token))).Ok();
            seen.AddRange(Rows(reply).Select(row => row.Id));
            Assert.Null(reply.Json["TotalCount"]);
            token = (string)reply.Json["NextToken"]!;
        }

        Assert.Equal("", token);
        Assert.Equal(Enumerable.Range(1, 25).Select(n => $"s-{n:D3}"), seen);
    }

    [Fact]
    public async Task Pages_still_go_by_number_ten_by_default_and_a_hundred_at_most()
    {
        await using var world = await WorldAsync(101);
        var first = (await world.CallAsync("DescribeSnapshots")).Ok();
        Assert.Equal((10, 101), (Rows(first).Count, first.Total));
        Assert.Equal(("s-101", "none"), Assert.Single(Rows(await world.CallAsync("DescribeSnapshots", ("PageSize", "500"), ("PageNumber", "2")))));
        Assert.Equal(100, Rows(await world.CallAsync("DescribeSnapshots", ("MaxResults", "500"))).Count);
    }

    [Fact]
    public async Task Ids_are_a_json_array_of_a_hundred_at_most()
    {
        await using var world = await EcsWorld.StartAsync();
        (await world.CallAsync("DescribeSnapshots", ("SnapshotIds", "s-1"))).Refused(400, "InvalidParameter");
        (await world.CallAsync("DescribeSnapshots", ("SnapshotIds", "{}"))).Refused(400, "InvalidParameter");
        (await world.CallAsync("DescribeSnapshots", ("SnapshotIds", Ids(101)))).Refused(400, "InvalidParameter");
        (await world.CallAsync("DescribeSnapshots", ("SnapshotIds", Ids(100)))).Ok();
        (await world.CallAsync("DescribeSnapshots", ("Usage", "other"))).Refused(404, "InvalidUsage");
    }

    private static string Ids(int count) => $"[{string.Join(',', Enumerable.Range(1, count).Select(n => $"\"s-{n}\""))}]";

    private static List<(string Id, string Usage)> Rows(AcsReply reply) =>
        [.. reply.Ok().Json["Snapshots"]!["Snapshot"]!.AsArray().Select(row => ((string)row!["SnapshotId"]!, (string)row["Usage"]!))];

    private static async Task<EcsWorld> WorldAsync(int count)
    {
        var world = await EcsWorld.StartAsync();
        foreach (var n in Enumerable.Range(1, count))
        {
            world.Cloud.AddSnapshot("us-east-1", $"s-{n:D3}", new EcsSnapshot { CreatedAt = EcsWorld.Start });
        }

        return world;
    }
}
