using System.Text.Json;
using System.Text.Json.Nodes;
using Pruner.Sandbox.Ecs;

namespace Pruner.Sandbox.Tests.Ecs;

public sealed class DescribeImagesTests
{
    [Fact]
    public async Task A_row_has_the_documented_fields_in_their_odd_types()
    {
        var image = new EcsImage
        {
            RegionId = "us-east-1",
            ImageId = "m-1",
            ImageName = "rhcos-1",
            CreatedAt = EcsWorld.Start,
            Size = 60,
            SnapshotIds = ["s-1", "s-2"],
            Accounts = ["42"],
            Tags = new Dictionary<string, string> { ["created-by"] = "mantle", ["a"] = "" },
        };
        await using var world = await EcsWorld.StartAsync(image);
        var row = (await world.DescribeAsync("m-1")).Ok().Rows.Single();
        Assert.Equal(("m-1", "rhcos-1", "self", "none"), ((string?)row["ImageId"], (string?)row["ImageName"], (string?)row["ImageOwnerAlias"], (string?)row["Usage"]));
        Assert.Equal(long.Parse(EcsWorld.Own), (long)row["ImageOwnerId"]!);
        Assert.Equal("2026-01-02T03:04:05Z", (string?)row["CreationTime"]);
        Assert.Equal((JsonValueKind.String, "True"), (row["IsSelfShared"]!.GetValueKind(), (string?)row["IsSelfShared"]));
        Assert.Equal((JsonValueKind.Number, 60), (row["Size"]!.GetValueKind(), (int)row["Size"]!));
        Assert.Equal(JsonValueKind.False, row["IsPublic"]!.GetValueKind());
        var disks = row["DiskDeviceMappings"]!["DiskDeviceMapping"]!.AsArray();
        Assert.Equal(["s-1", "s-2"], disks.Select(disk => (string?)disk!["SnapshotId"]));
        Assert.Equal(["system", "data"], disks.Select(disk => (string?)disk!["Type"]));
        Assert.Equal((JsonValueKind.String, "60"), (disks[0]!["Size"]!.GetValueKind(), (string?)disks[0]!["Size"]));
        Assert.Equal("""{"Tag":[{"TagKey":"a","TagValue":""},{"TagKey":"created-by","TagValue":"mantle"}]}""", row["Tags"]!.ToJsonString());
    }

    [Fact]
    public async Task IsPublic_can_be_absent_as_in_old_samples()
    {
        await using var world = await EcsWorld.StartAsync(new EcsImage
        {
            RegionId = "us-east-1",
            ImageId = "m-1",
            ImageName = "n",
            CreatedAt = EcsWorld.Start,
            TellsIsPublic = false,
        });
        Assert.False((await world.DescribeAsync("m-1")).Rows.Single().AsObject().ContainsKey("IsPublic"));
    }

    [Fact]
    public async Task Only_available_images_are_shown_unless_the_status_says_otherwise()
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"), EcsWorld.Image("m-2", age: 1));
        world.Cloud.Images[1].Status = "Deprecated";
        Assert.Equal(["m-1"], (await world.CallAsync("DescribeImages")).ImageIds);
        Assert.Equal(["m-2"], (await world.CallAsync("DescribeImages", ("Status", "Deprecated,Waiting"))).ImageIds);
        Assert.Equal(["m-1", "m-2"], (await world.CallAsync("DescribeImages", ("Status", "ALL"))).ImageIds);
        (await world.CallAsync("DescribeImages", ("Status", "ALL,Available"))).Refused(400, "InvalidParamter");
    }

    [Fact]
    public async Task A_page_has_ten_rows_by_default_and_a_hundred_at_most_newest_first()
    {
        await using var world = await EcsWorld.StartAsync([.. Enumerable.Range(1, 105).Select(n => EcsWorld.Image($"m-{n:D3}", age: n))]);
        var first = (await world.CallAsync("DescribeImages")).Ok();
        Assert.Equal((105, 10, 1), (first.Total, (int)first.Json["PageSize"]!, (int)first.Json["PageNumber"]!));
        Assert.Equal(Enumerable.Range(1, 10).Select(n => $"m-{n:D3}"), first.ImageIds);
        var large = (await world.CallAsync("DescribeImages", ("PageSize", "1000"))).Ok();
        Assert.Equal((100, 100), (large.Rows.Count, (int)large.Json["PageSize"]!));
        Assert.Equal(["m-101", "m-102", "m-103", "m-104", "m-105"], (await world.CallAsync("DescribeImages", ("PageSize", "100"), ("PageNumber", "2"))).ImageIds);
        var beyond = (await world.CallAsync("DescribeImages", ("PageSize", "100"), ("PageNumber", "3"))).Ok();
        Assert.Equal((0, 105), (beyond.Rows.Count, beyond.Total));
    }

    [Theory]
    [InlineData("PageNumber", "0")]
    [InlineData("PageNumber", "x")]
    [InlineData("PageSize", "-1")]
    [InlineData("IsPublic", "maybe")]
    [InlineData("Tag.0.Key", "a")]
    public async Task A_malformed_parameter_is_refused(string name, string value)
    {
        await using var world = await EcsWorld.StartAsync();
        (await world.CallAsync("DescribeImages", (name, value))).Refused(400, "InvalidParameter");
    }

    [Fact]
    public async Task Ids_come_in_a_comma_list_and_an_unknown_one_is_no_error()
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"), EcsWorld.Image("m-2", age: 1), EcsWorld.Image("m-3", age: 2));
        Assert.Equal(["m-1", "m-3"], (await world.DescribeAsync("m-3,m-1,m-9")).ImageIds);
        Assert.Equal(0, (await world.DescribeAsync("m-9")).Ok().Total);
        world.Behaviour.ImageIdLimit = 1;
        Assert.Equal(["m-3"], (await world.DescribeAsync("m-3,m-1")).ImageIds);
    }

    [Fact]
    public async Task An_image_lives_in_its_region_only()
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"));
        var other = await world.Client.SendV3Async(
            world.Emulator.RegionUrl("eu-west-1"), new AcsCall("DescribeImages", ("RegionId", "eu-west-1"), ("ImageId", "m-1")));
        Assert.Equal(0, other.Ok().Total);
    }

    [Fact]
    public async Task An_image_left_out_of_the_listing_is_found_by_its_id()
    {
        await using var world = await EcsWorld.StartAsync(new EcsImage
        {
            RegionId = "us-east-1",
            ImageId = "m-1",
            ImageName = "n",
            CreatedAt = EcsWorld.Start,
            Listed = false,
        });
        Assert.Equal(0, (await world.CallAsync("DescribeImages", ("ImageOwnerAlias", "self"))).Total);
        Assert.Equal(["m-1"], (await world.DescribeAsync("m-1")).ImageIds);
    }

    [Fact]
    public async Task Own_public_images_are_listed_or_not_and_always_found_by_id()
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"));
        world.Cloud.Images[0].IsPublic = true;
        Assert.Equal(["m-1"], (await world.CallAsync("DescribeImages", ("ImageOwnerAlias", "self"))).ImageIds);
        world.Behaviour.ListingShowsOwnPublic = false;
        Assert.Empty((await world.CallAsync("DescribeImages", ("ImageOwnerAlias", "self"))).ImageIds);
        var row = (await world.DescribeAsync("m-1")).Rows.Single();
        Assert.True((bool)row["IsPublic"]!);
    }

    [Theory]
    [InlineData(false, false, "", "")]
    [InlineData(true, false, "", "")]
    [InlineData(false, true, "", "m-f")]
    [InlineData(false, true, "others", "m-f")]
    [InlineData(false, true, "self", "")]
    [InlineData(true, false, "others", "")]
    public async Task Other_peoples_images_are_listed_only_when_shared(bool isPublic, bool isShared, string alias, string expected)
    {
        await using var world = await EcsWorld.StartAsync(ForeignImage(isPublic, isShared));
        var reply = await world.CallAsync("DescribeImages", ("ImageOwnerAlias", alias));
        Assert.Equal(expected.Length == 0 ? [] : [expected], reply.Ok().ImageIds);
    }

    [Theory]
    [InlineData(false, false, "", "")]
    [InlineData(true, false, "", "m-f")]
    [InlineData(false, true, "", "m-f")]
    [InlineData(true, false, "self", "")]
    public async Task Other_peoples_images_are_found_by_id_when_public_or_shared(bool isPublic, bool isShared, string alias, string expected)
    {
        await using var world = await EcsWorld.StartAsync(ForeignImage(isPublic, isShared));
        var reply = (await world.CallAsync("DescribeImages", ("ImageId", "m-f"), ("ImageOwnerAlias", alias))).Ok();
        Assert.Equal(expected.Length == 0 ? [] : [expected], reply.ImageIds);
        if (expected.Length > 0)
        {
            Assert.Equal(("others", long.Parse(EcsWorld.Foreign)), ((string?)reply.Rows[0]["ImageOwnerAlias"], (long)reply.Rows[0]["ImageOwnerId"]!));
        }
    }

    [Fact]
    public async Task Community_images_are_listed_with_IsPublic_which_wants_the_alias_others()
    {
        await using var world = await EcsWorld.StartAsync(ForeignImage(isPublic: true, isShared: false));
        Assert.Equal(["m-f"], (await world.CallAsync("DescribeImages", ("ImageOwnerAlias", "others"), ("IsPublic", "True"))).ImageIds);
        (await world.CallAsync("DescribeImages", ("ImageOwnerAlias", "self"), ("IsPublic", "true"))).Refused(400, "InvalidImageOwnerAlias.PublicImageUnsupported");
        (await world.CallAsync("DescribeImages", ("ImageOwnerAlias", "mine"))).Refused(400, "InvalidImageOwnerAlias.ValueNotSupported");
    }

    [Fact]
    public async Task System_images_are_everyones()
    {
        await using var world = await EcsWorld.StartAsync(new EcsImage
        {
            RegionId = "us-east-1",
            ImageId = "centos",
            ImageName = "n",
            CreatedAt = EcsWorld.Start,
            OwnerAlias = "system",
            OwnerId = "7",
        });
        Assert.Equal(["centos"], (await world.CallAsync("DescribeImages")).ImageIds);
        Assert.Equal(["centos"], (await world.CallAsync("DescribeImages", ("ImageOwnerAlias", "system"))).ImageIds);
        Assert.Empty((await world.CallAsync("DescribeImages", ("ImageOwnerAlias", "self"))).ImageIds);
    }

    [Theory]
    [InlineData("ImageName", "HCOS-m-1", "m-1")]
    [InlineData("ImageName", "rhcos", "m-1,m-2")]
    [InlineData("Usage", "instance", "m-2")]
    [InlineData("Usage", "none", "m-1")]
    [InlineData("SnapshotId", "s-m-2", "m-2")]
    [InlineData("Architecture", "arm64", "")]
    [InlineData("OSType", "windows", "")]
    [InlineData("ImageFamily", "f", "")]
    [InlineData("Tag.1.Key", "k", "m-2")]
    public async Task Filters_filter(string name, string value, string expected)
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"), EcsWorld.Image("m-2", age: 1));
        world.Cloud.Images[1].InUse = true;
        world.Cloud.Images[1].Tags["k"] = "v";
        Assert.Equal(expected, string.Join(',', (await world.CallAsync("DescribeImages", (name, value))).Ok().ImageIds));
    }

    [Fact]
    public async Task Tag_filters_compare_values_and_all_must_hold()
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"));
        world.Cloud.Images[0].Tags["k"] = "v";
        Assert.Equal(1, (await world.CallAsync("DescribeImages", ("Tag.1.Key", "k"), ("Tag.1.Value", "v"))).Total);
        Assert.Equal(0, (await world.CallAsync("DescribeImages", ("Tag.1.Key", "k"), ("Tag.1.Value", "w"))).Total);
        Assert.Equal(0, (await world.CallAsync("DescribeImages", ("Tag.1.Key", "k"), ("Tag.2.Key", "other"))).Total);
        (await world.CallAsync("DescribeImages", ("Tag.1.Value", "v"))).Refused(400, "InvalidTag.Mismatch");
        (await world.CallAsync("DescribeImages", [.. Enumerable.Range(1, 21).Select(n => ($"Tag.{n}.Key", $"k{n}"))])).Refused(400, "InvalidTagCount");
    }

    [Fact]
    public async Task Creation_time_filters_have_both_ends_and_their_own_errors()
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"), EcsWorld.Image("m-2", age: 10));
        Assert.Equal(["m-1"], (await world.CallAsync("DescribeImages", ("Filter.1.Key", "CreationStartTime"), ("Filter.1.Value", "2026-01-01T00:00Z"))).ImageIds);
        Assert.Equal(["m-2"], (await world.CallAsync("DescribeImages", ("Filter.1.Key", "CreationEndTime"), ("Filter.1.Value", "2026-01-01T00:00Z"))).ImageIds);
        (await world.CallAsync("DescribeImages", ("Filter.1.Key", "CreationStartTime"), ("Filter.1.Value", "yesterday"))).Refused(404, "InvalidFilterValue");
        (await world.CallAsync("DescribeImages", ("Filter.1.Key", "Colour"), ("Filter.1.Value", "red"))).Refused(404, "InvalidFilterKey.NotFound");
    }

    [Theory]
    [InlineData("Usage", "InvalidUsage")]
    [InlineData("OSType", "InvalidOSType")]
    [InlineData("Architecture", "InvalidArchitecture")]
    public async Task A_value_outside_the_list_is_404(string name, string code)
    {
        await using var world = await EcsWorld.StartAsync();
        (await world.CallAsync("DescribeImages", (name, "other"))).Refused(404, code);
    }

    [Fact]
    public async Task A_dry_run_ends_with_its_own_error()
    {
        await using var world = await EcsWorld.StartAsync();
        (await world.CallAsync("DescribeImages", ("DryRun", "true"))).Refused(400, "DryRunOperation");
    }

    [Fact]
    public async Task Another_account_sees_the_same_images_as_other_peoples()
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"), EcsWorld.Image("m-2", age: 1));
        world.Accounts.Put(new Aliyun.AliyunCredential("other", "secret", EcsWorld.Foreign));
        world.Cloud.Images[0].Accounts.Add(EcsWorld.Foreign);
        world.Cloud.Images[0].Tags["k"] = "v";
        var reply = (await world.Client.SendV3Async(
            world.Emulator.RegionUrl("us-east-1"), new AcsCall("DescribeImages", ("RegionId", "us-east-1")) { Key = "other", Secret = "secret" })).Ok();
        JsonNode row = Assert.Single(reply.Rows);
        Assert.Equal(("m-1", "others"), ((string?)row["ImageId"], (string?)row["ImageOwnerAlias"]));
        Assert.Empty(row["Tags"]!["Tag"]!.AsArray());
    }

    private static EcsImage ForeignImage(bool isPublic, bool isShared) => new()
    {
        RegionId = "us-east-1",
        ImageId = "m-f",
        ImageName = "n",
        CreatedAt = EcsWorld.Start,
        OwnerId = EcsWorld.Foreign,
        IsPublic = isPublic,
        Accounts = isShared ? [EcsWorld.Own] : [],
    };
}
