namespace Pruner.Sandbox.Tests.Ecs;

public sealed class TaggingTests
{
    private static readonly (string, string) Images = ("ResourceType", "image");

    [Fact]
    public async Task Tags_are_put_overwritten_and_kept_besides()
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"), EcsWorld.Image("m-2"));
        world.Cloud.Images[0].Tags["created-by"] = "mantle";
        world.Cloud.Images[1].Tags["bootimage"] = "true";
        (await TagAsync(world, ["m-1", "m-2"], ("bootimage", "false"), ("empty", ""))).Ok();
        Assert.Contains("tags=[bootimage=false created-by=mantle empty=]", world.Cloud.Describe(), StringComparison.Ordinal);
        var before = world.Cloud.Describe();
        (await TagAsync(world, ["m-1", "m-2"], ("bootimage", "false"), ("empty", ""))).Ok();
        Assert.Equal(before, world.Cloud.Describe());
    }

    [Fact]
    public async Task Fifty_ids_and_twenty_tags_are_the_limit()
    {
        var ids = Enumerable.Range(1, 51).Select(n => $"m-{n}").ToArray();
        await using var world = await EcsWorld.StartAsync([.. ids.Select(id => EcsWorld.Image(id))]);
        (await TagAsync(world, ids, ("k", "v"))).Refused(400, "NumberExceed.ResourceIds");
        Assert.All(world.Cloud.Images, image => Assert.Empty(image.Tags));
        (await TagAsync(world, ids[..50], ("k", "v"))).Ok();
        Assert.Equal(50, world.Cloud.Images.Count(image => image.Tags.ContainsKey("k")));
        (await TagAsync(world, ["m-1"], [.. Enumerable.Range(1, 21).Select(n => ($"t{n}", ""))])).Refused(400, "NumberExceed.Tags");
        (await TagAsync(world, ["m-51"], [.. Enumerable.Range(1, 20).Select(n => ($"t{n}", ""))])).Ok();
        (await TagAsync(world, ["m-51"], ("t21", ""))).Refused(403, "QuotaExceed.Tags");
        (await TagAsync(world, ["m-51"], ("t20", "new"))).Ok();
    }

    [Theory]
    [InlineData("", "InvalidTagKey.Malformed")]
    [InlineData("aliyun-x", "InvalidTagKey.Malformed")]
    [InlineData("acs:x", "InvalidTagKey.Malformed")]
    [InlineData("see http://x", "InvalidTagKey.Malformed")]
    [InlineData("https://x", "InvalidTagKey.Malformed")]
    public async Task A_key_has_rules(string key, string code)
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"));
        (await TagAsync(world, ["m-1"], (key, "v"))).Refused(400, code);
        Assert.Empty(world.Cloud.Images[0].Tags);
    }

    [Fact]
    public async Task Keys_and_values_have_128_characters_at_most_and_keys_come_once()
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"));
        (await TagAsync(world, ["m-1"], (new string('k', 129), ""))).Refused(400, "InvalidTagKey.Malformed");
        (await TagAsync(world, ["m-1"], ("k", new string('v', 129)))).Refused(400, "InvalidTagValue.Malformed");
        (await TagAsync(world, ["m-1"], ("k", "1"), ("k", "2"))).Refused(400, "Duplicate.TagKey");
        (await TagAsync(world, ["m-1"], (new string('k', 128), new string('v', 128)))).Ok();
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 2)]
    public async Task One_unknown_id_fails_the_batch_and_the_others_are_tagged_or_not(bool partly, int tagged)
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"), EcsWorld.Image("m-2"));
        world.Behaviour.BadTagBatchTagsTheOthers = partly;
        (await TagAsync(world, ["m-1", "m-9", "m-2"], ("k", "v"))).Refused(404, "InvalidResourceId.NotFound");
        Assert.Equal(tagged, world.Cloud.Images.Count(image => image.Tags.ContainsKey("k")));
    }

    [Fact]
    public async Task What_is_missing_is_named()
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"));
        (await world.CallAsync("TagResources", ("ResourceId.1", "m-1"), ("Tag.1.Key", "k"))).Refused(404, "MissingParameter.ResourceType");
        (await world.CallAsync("TagResources", Images, ("ResourceId.1", "m-1"))).Refused(404, "MissingParameter.Tags");
        (await world.CallAsync("TagResources", Images, ("Tag.1.Key", "k"))).Refused(404, "MissingParameter.ResourceIds");
        (await world.CallAsync("TagResources", ("ResourceType", "cloud"), ("ResourceId.1", "m-1"), ("Tag.1.Key", "k"))).Refused(404, "InvalidResourceType.NotFound");
        (await world.CallAsync("TagResources", ("ResourceType", "instance"), ("ResourceId.1", "m-1"), ("Tag.1.Key", "k"))).Refused(404, "InvalidResourceId.NotFound");
        var url = world.Emulator.RegionUrl("us-east-1");
        (await world.Client.SendV3Async(url, new AcsCall("TagResources", Images))).Refused(404, "MissingParameter.RegionId");
    }

    [Fact]
    public async Task Untagging_removes_the_named_keys_or_all()
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"));
        (await TagAsync(world, ["m-1"], ("a", "1"), ("b", "2"), ("c", "3"))).Ok();
        (await world.CallAsync("UntagResources", Images, ("ResourceId.1", "m-1"), ("TagKey.1", "b"), ("TagKey.2", "other"))).Ok();
        Assert.Equal(["a", "c"], world.Cloud.Images[0].Tags.Keys.Order(StringComparer.Ordinal));
        (await world.CallAsync("UntagResources", Images, ("ResourceId.1", "m-1"))).Refused(404, "MissingParameter.Tags");
        (await world.CallAsync("UntagResources", Images, ("ResourceId.1", "m-9"), ("All", "true"))).Refused(404, "InvalidResourceId.NotFound");
        (await world.CallAsync("UntagResources", Images, ("ResourceId.1", "m-1"), ("All", "True"))).Ok();
        Assert.Empty(world.Cloud.Images[0].Tags);
    }

    [Fact]
    public async Task Listing_filters_by_id_and_by_tag()
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"), EcsWorld.Image("m-2"));
        (await TagAsync(world, ["m-1", "m-2"], ("bootimage", "false"))).Ok();
        (await TagAsync(world, ["m-2"], ("bootimage", "true"), ("other", "x"))).Ok();
        Assert.Equal(["m-1 bootimage=false"], Rows(await world.CallAsync("ListTagResources", Images, ("ResourceId.1", "m-1"), ("ResourceId.2", "m-9"))));
        Assert.Equal(["m-2 bootimage=true"], Rows(await world.CallAsync("ListTagResources", Images, ("Tag.1.Key", "bootimage"), ("Tag.1.Value", "true"))));
        Assert.Equal(["m-1 bootimage=false", "m-2 bootimage=true"], Rows(await world.CallAsync("ListTagResources", Images, ("Tag.1.Key", "bootimage"))));
        (await world.CallAsync("ListTagResources", Images)).Refused(404, "MissingParameter.ResourceIds");
    }

    [Fact]
    public async Task Listing_goes_on_with_the_next_token()
    {
        var ids = Enumerable.Range(1, 120).Select(n => $"m-{n:D3}").ToArray();
        await using var world = await EcsWorld.StartAsync([.. ids.Select(id => EcsWorld.Image(id))]);
        foreach (var image in world.Cloud.Images)
        {
            image.Tags["k"] = "v";
        }

        var seen = new List<string>();
        var token = "";
        for (var page = 0; page < 3; page++)
        {
            var reply = (await world.CallAsync("ListTagResources", Images, ("Tag.1.Key", "k"), ("NextToken", token))).Ok();
            seen.AddRange(Rows(reply));
            token = (string)reply.Json["NextToken"]!;
            Assert.Equal(page == 2, token.Length == 0);
        }

        Assert.Equal(ids.Select(id => $"{id} k=v"), seen);
        (await world.CallAsync("ListTagResources", Images, ("Tag.1.Key", "k"), ("NextToken", "made up"))).Refused(400, "InvalidParameter");
    }

    [Fact]
    public async Task Snapshots_can_be_tagged_too()
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"));
        (await world.CallAsync("TagResources", ("ResourceType", "snapshot"), ("ResourceId.1", "s-m-1"), ("Tag.1.Key", "k"), ("Tag.1.Value", "v"))).Ok();
        Assert.Equal(["s-m-1 k=v"], Rows(await world.CallAsync("ListTagResources", ("ResourceType", "snapshot"), ("Tag.1.Key", "k"))));
        (await world.CallAsync("TagResources", ("ResourceType", "snapshot"), ("ResourceId.1", "s-9"), ("Tag.1.Key", "k"))).Refused(404, "InvalidResourceId.NotFound");
    }

    private static Task<AcsReply> TagAsync(EcsWorld world, string[] ids, params (string Key, string Value)[] tags) => world.CallAsync(
        "TagResources",
        [
            Images,
            .. ids.Select((id, index) => ($"ResourceId.{index + 1}", id)),
            .. tags.SelectMany((tag, index) => new[] { ($"Tag.{index + 1}.Key", tag.Key), ($"Tag.{index + 1}.Value", tag.Value) }),
        ]);

    private static List<string> Rows(AcsReply reply) =>
        [.. reply.Ok().Json["TagResources"]!["TagResource"]!.AsArray().Select(row => $"{row!["ResourceId"]} {row["TagKey"]}={row["TagValue"]}")];
}
