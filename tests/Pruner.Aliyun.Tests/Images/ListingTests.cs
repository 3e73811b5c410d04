using Pruner.Core;
using Pruner.Core.Artifacts;
using Pruner.Core.Inventories;
using Pruner.Sandbox.Hosting;
using static Pruner.Aliyun.Tests.AliyunWorld;

namespace Pruner.Aliyun.Tests.Images;

public sealed class ListingTests
{
    [Fact]
    public async Task All_regions_are_listed_with_all_six_states_and_all_pages()
    {
        string[] states = ["Creating", "Waiting", "Available", "UnAvailable", "CreateFailed", "Deprecated"];
        await using var world = await StartAsync(
            [.. AliyunWorld.Images(250), .. states.Select(state => Image($"m-{state}", West, image => image.Status = state))]);

        var inventory = await world.ListAsync();

        Assert.Equal(Account, inventory.Account);
        Assert.Equal(256, inventory.Artifacts.Length);
        Assert.Equal(inventory.Artifacts.Select(artifact => artifact.Id).Order(), inventory.Artifacts.Select(artifact => artifact.Id));
        Assert.Equal(
            [new(West, ListingStatus.Complete, 6, 0, ""), new LocationListing(East, ListingStatus.Complete, 250, 0, "")],
            inventory.Locations);
        Assert.Equal(inventory.Locations.ToHashSet(), world.Progress.All.ToHashSet());
        Assert.Equal(4, world.Calls("DescribeImages"));
        Assert.Empty(world.Traffic.Changes);
    }

    [Fact]
    public async Task An_account_without_images_is_listed_whole()
    {
        await using var world = await StartAsync();

        var inventory = await world.ListAsync();

        Assert.Empty(inventory.Artifacts);
        Assert.All(inventory.Locations, location => Assert.Equal((ListingStatus.Complete, 0), (location.Status, location.Listed)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rows_that_move_between_pages_are_swept_again(bool keepsTotal)
    {
        await using var world = await StartAsync(AliyunWorld.Images(150));
        world.Ecs.Behaviour.ShiftPages(East, times: 2, keepsTotal);

        var inventory = await world.ListAsync();

        Assert.Equal(150, inventory.Artifacts.Length);
        Assert.Equal(ListingStatus.Complete, StatusOf(inventory, East));
    }

    [Fact]
    public async Task Rows_that_never_rest_make_the_region_unreadable_and_no_other()
    {
        await using var world = await StartAsync([.. AliyunWorld.Images(150), Image("m-w", West)]);
        world.Ecs.Behaviour.ShiftPages(East, times: 1000, keepsTotal: true);

        var inventory = await world.ListAsync();

        Assert.Equal(ListingStatus.Unreadable, StatusOf(inventory, East));
        Assert.Equal(ListingStatus.Complete, StatusOf(inventory, West));
        Assert.Equal("m-w", Assert.Single(inventory.Artifacts).Id.Id);
        Assert.Equal(6, world.Traffic.Requests.Count(request => request.Operation == "DescribeImages" && request.Location == East));
    }

    [Fact]
    public async Task Pages_that_count_differently_make_the_region_unreadable_even_if_the_rows_add_up()
    {
        await using var world = await StartAsync(AliyunWorld.Images(150));
        world.Traffic.Script(new Fault(FaultKind.Alter, request => request.Query.Contains("PageNumber=2&", StringComparison.Ordinal))
        {
            Rewrite = body => body.Replace("\"TotalCount\":150", "\"TotalCount\":151", StringComparison.Ordinal),
            Times = int.MaxValue,
        });

        Assert.Equal(ListingStatus.Unreadable, StatusOf(await world.ListAsync(), East));
    }

    [Theory]
    [InlineData("\"TotalCount\":3", "\"TotalCount\":2")]
    [InlineData("\"TotalCount\":3", "\"TotalCount\":4")]
    [InlineData("\"TotalCount\":3", "\"TotalCount\":0")]
    [InlineData("\"TotalCount\":3", "\"TotalCount\":300")] // two pages more, both empty
    [InlineData("\"TotalCount\":3", "\"TotalCount\":2000000000")]
    [InlineData("\"TotalCount\":3", "\"TotalCount\":-1")]
    [InlineData("\"TotalCount\":3,", "")]
    [InlineData("\"TotalCount\":3", "\"TotalCount\":3,\"TotalCount\":3")]
    [InlineData("\"PageNumber\":1", "\"PageNumber\":2")]
    [InlineData("\"RegionId\":\"us-east-1\"", "\"RegionId\":\"eu-west-1\"")]
    [InlineData("\"ImageId\":\"m-0001\"", "\"ImageId\":\"m-0002\"")]
    [InlineData("\"ImageId\":\"m-0001\"", "\"ImageId\":\"\"")]
    [InlineData("\"ImageId\":\"m-0001\"", "\"ImageId\":\"m-0001,m-0002\"")]
    [InlineData("\"ImageId\":\"m-0001\"", "\"ImageId\":null")]
    [InlineData("\"ImageId\":\"m-0001\",", "")]
    [InlineData("\"Images\"", "\"Pictures\"")]
    [InlineData("\"Image\"", "\"Picture\"")]
    [InlineData("\"RequestId\"", "\"OtherId\"")]
    [InlineData("{\"PageNumber\"", "[{\"PageNumber\"")]
    public async Task An_answer_that_is_not_whole_makes_the_region_unreadable(string right, string wrong)
    {
        await using var world = await StartAsync([.. AliyunWorld.Images(3), Image("m-w", West)]);
        world.Alter("DescribeImages", body => body.Contains(right, StringComparison.Ordinal) ? body.Replace(right, wrong, StringComparison.Ordinal) : body, East);

        var inventory = await world.ListAsync();

        Assert.Equal(ListingStatus.Unreadable, StatusOf(inventory, East));
        Assert.NotEmpty(inventory.Locations.Single(location => location.Location == East).Note);
        Assert.Equal("m-w", Assert.Single(inventory.Artifacts).Id.Id);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Catalogued_images_that_the_sweep_does_not_show_are_found_by_id(bool sweepShowsSomething)
    {
        await using var world = await StartAsync(
        [
            Image("m-hidden"),
            Image("m-public", with: image => image.IsPublic = true),
            .. sweepShowsSomething ? new[] { Image("m-listed") } : [],
        ]);
        world.Ecs.Behaviour.ListingShowsOwnPublic = false;
        world.Cloud.Images.Remove(world.Held("m-hidden"));
        world.Cloud.Add(Unlisted("m-hidden"));

        var inventory = await world.ListAsync([Id("m-hidden"), Id("m-public"), Id("m-gone"), Id("m-elsewhere", West), new ArtifactId("aws", East, "ami-0123")]);

        Assert.Equal(sweepShowsSomething ? ["m-hidden", "m-listed", "m-public"] : ["m-hidden", "m-public"], inventory.Artifacts.Select(artifact => artifact.Id.Id));
        Assert.All(inventory.Artifacts, artifact => Assert.Equal(Ownership.Own, artifact.Ownership));
        Assert.Equal(new LocationListing(East, ListingStatus.Complete, sweepShowsSomething ? 1 : 0, 2, ""), inventory.Locations.Single(location => location.Location == East));
    }

    [Fact]
    public async Task Ids_are_asked_for_in_lists_once_a_list_is_proven_to_be_understood()
    {
        await using var world = await StartAsync([Image("m-listed"), .. Enumerable.Range(0, 150).Select(n => Unlisted($"m-{n:D3}"))]);

        var inventory = await world.ListAsync([.. Enumerable.Range(0, 300).Select(n => Id($"m-{n:D3}"))], East);

        Assert.Equal(151, inventory.Artifacts.Length);
        // One sweep, and 300 ids in lists of 99 with the listed image as witness.
        Assert.Equal(1 + 4, world.Calls("DescribeImages"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public async Task When_only_the_first_ids_of_a_list_are_honoured_the_others_are_asked_one_by_one(int limit)
    {
        await using var world = await StartAsync([Image("m-zzz"), .. Enumerable.Range(0, 120).Select(n => Unlisted($"m-{n:D3}"))]);
        world.Ecs.Behaviour.ImageIdLimit = limit;

        var inventory = await world.ListAsync([.. Enumerable.Range(0, 120).Select(n => Id($"m-{n:D3}"))], East);

        Assert.Equal(121, inventory.Artifacts.Length);
    }

    [Fact]
    public async Task What_cannot_be_an_image_id_is_not_asked_for()
    {
        await using var world = await StartAsync(Image("m-listed"), Unlisted("m-a"), Unlisted("m-b"));

        var inventory = await world.ListAsync([Id("m-a,m-b"), Id(""), Id("m-a b"), Id("m-a\n")]);

        Assert.Equal("m-listed", Assert.Single(inventory.Artifacts).Id.Id);
    }

    [Fact]
    public async Task Foreign_images_found_by_id_are_foreign()
    {
        await using var world = await StartAsync(
            Image("m-own"),
            Foreign("m-community", image => image.IsPublic = true),
            Foreign("m-shared", image => image.Accounts.Add(Account)));

        var inventory = await world.ListAsync([Id("m-community"), Id("m-shared")]);

        Assert.Equal(
            [("m-community", Ownership.Foreign), ("m-own", Ownership.Own), ("m-shared", Ownership.Foreign)],
            inventory.Artifacts.Select(artifact => (artifact.Id.Id, artifact.Ownership)));
    }

    [Fact]
    public async Task Regions_that_are_catalogued_but_not_listed_are_closed_when_known_to_be_and_else_unreadable()
    {
        await using var world = await StartAsync(Image("m-a"));

        var inventory = await world.ListAsync([Id("m-1", "ap-south-1"), Id("m-2", "ap-southeast-2"), Id("m-3", "cn-beijing")]);

        Assert.Equal(
            [
                ("ap-south-1", ListingStatus.Closed),
                ("ap-southeast-2", ListingStatus.Closed),
                ("cn-beijing", ListingStatus.Unreadable),
                (West, ListingStatus.Complete),
                (East, ListingStatus.Complete),
            ],
            inventory.Locations.Select(location => (location.Location, location.Status)));
        Assert.Equal(5, world.Progress.All.Count);
    }

    [Fact]
    public async Task A_known_closed_region_that_is_listed_is_read_like_any_other()
    {
        await using var world = await StartAsync(Image("m-a", "ap-south-1"));
        await world.Ecs.OpenRegionAsync("ap-south-1", Cancel);

        Assert.Equal(ListingStatus.Complete, StatusOf(await world.ListAsync(), "ap-south-1"));
    }

    [Fact]
    public async Task Only_chosen_regions_are_asked()
    {
        await using var world = await StartAsync(Image("m-e"), Image("m-w", West));

        var inventory = await world.ListAsync([Id("m-1", "ap-south-1"), Id("m-2", "cn-beijing")], East);

        Assert.Equal("m-e", Assert.Single(inventory.Artifacts).Id.Id);
        Assert.Equal(
            [ListingStatus.NotChosen, ListingStatus.NotChosen, ListingStatus.NotChosen, ListingStatus.Complete],
            inventory.Locations.Select(location => location.Status));
        Assert.DoesNotContain(world.Traffic.Requests, request => request.Operation == "DescribeImages" && request.Location == West);
    }

    [Fact]
    public async Task A_chosen_region_that_nobody_knows_is_refused_and_the_known_ones_are_named()
    {
        await using var world = await StartAsync();

        var refused = await Assert.ThrowsAsync<SetupException>(() => world.ListAsync([Id("m-1", "ap-south-1")], East, "us-esat-1"));

        Assert.Contains("us-esat-1", refused.Refusal.What, StringComparison.Ordinal);
        Assert.Contains($"ap-south-1, {West}, {East}", refused.Refusal.Remedy, StringComparison.Ordinal);
        Assert.Equal(0, world.Calls("DescribeImages"));
    }

    [Theory]
    [InlineData("Forbidden.RAM", 403)]
    [InlineData("InternalError", 500)]
    [InlineData("ServiceUnavailable", 503)]
    [InlineData("Throttling.User", 400)]
    [InlineData("InvalidRegionId.NotFound", 404)]
    [InlineData("", 404)]
    public async Task A_region_that_answers_with_an_error_is_unreadable_and_the_others_go_on(string code, int status)
    {
        await using var world = await StartAsync(Image("m-e"), Image("m-w", West));
        world.Fail("DescribeImages", code, status, West);

        var inventory = await world.ListAsync();

        Assert.Equal("m-e", Assert.Single(inventory.Artifacts).Id.Id);
        var west = inventory.Locations.Single(location => location.Location == West);
        Assert.Equal(ListingStatus.Unreadable, west.Status);
        Assert.Contains(code, west.Note, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, west.Note, StringComparison.Ordinal);
        Assert.DoesNotContain(KeyId, west.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FaultKind.ResetBefore)]
    [InlineData(FaultKind.ResetAfter)]
    [InlineData(FaultKind.Truncate)]
    public async Task A_region_whose_answers_get_lost_is_unreadable_after_the_retries(FaultKind kind)
    {
        await using var world = await StartAsync(Image("m-e"), Image("m-w", West));
        world.Strike(kind, "DescribeImages", int.MaxValue, West);

        var inventory = await world.ListAsync();

        Assert.Equal(ListingStatus.Unreadable, StatusOf(inventory, West));
        Assert.Equal("m-e", Assert.Single(inventory.Artifacts).Id.Id);
    }

    [Fact]
    public async Task A_region_that_cannot_be_reached_is_unreadable()
    {
        await using var world = await StartAsync(Image("m-e"), Image("m-w", West));
        // Port 1 of loopback: nobody listens there.
        var address = new Uri(world.Ecs.RegionUrl(West)).Authority;
        world.Alter("DescribeRegions", body => body.Replace(address, "127.0.0.1:1", StringComparison.Ordinal));

        var inventory = await world.ListAsync();

        Assert.Equal(ListingStatus.Unreadable, StatusOf(inventory, West));
        Assert.Equal(ListingStatus.Complete, StatusOf(inventory, East));
    }

    [Theory]
    [InlineData(FaultKind.ResetBefore, 3)]
    [InlineData(FaultKind.ResetAfter, 3)]
    [InlineData(FaultKind.Truncate, 3)]
    public async Task Lost_answers_of_reads_are_asked_for_again(FaultKind kind, int times)
    {
        await using var world = await StartAsync(Image("m-e"));
        world.Strike(kind, "DescribeImages", times, East);

        Assert.Equal(ListingStatus.Complete, StatusOf(await world.ListAsync(), East));
    }

    [Theory]
    [InlineData("InternalError", 500, null)]
    [InlineData("UnknownError", 400, null)]
    [InlineData("Throttling", 400, null)]
    [InlineData("Throttling.Api", 503, "20")]
    [InlineData("SomethingNew", 400, "20")]
    [InlineData("LastTokenProcessing", 403, null)]
    [InlineData("SignatureNonceUsed", 400, null)]
    public async Task Passing_errors_of_reads_are_waited_out(string code, int status, string? retryAfterMs)
    {
        await using var world = await StartAsync(Image("m-e"));
        world.Fail("DescribeImages", code, status, East, times: 2, retryAfterMs);

        Assert.Equal(ListingStatus.Complete, StatusOf(await world.ListAsync(), East));
        Assert.Equal(3, world.Traffic.Requests.Count(request => request.Operation == "DescribeImages" && request.Location == East));
    }

    [Theory]
    [InlineData("\"RegionId\":\"eu-west-1\"", "\"RegionId\":\"evil.example.org/\"")]
    [InlineData("\"RegionId\":\"eu-west-1\"", "\"RegionId\":\"us-east-1\"")]
    [InlineData("\"RegionId\":\"eu-west-1\"", "\"RegionId\":null")]
    [InlineData("\"Region\":[", "\"Region\":[null,")]
    [InlineData("\"Region\"", "\"Place\"")]
    [InlineData("\"Regions\"", "\"Places\"")]
    public async Task A_list_of_regions_that_is_not_whole_is_refused(string right, string wrong)
    {
        await using var world = await StartAsync();
        world.Alter("DescribeRegions", body => body.Replace(right, wrong, StringComparison.Ordinal));

        await Assert.ThrowsAsync<EvidenceException>(() => world.ListAsync());
    }

    [Fact]
    public async Task A_region_without_an_endpoint_that_may_be_used_is_unreadable()
    {
        await using var world = await StartAsync(Image("m-e"), Image("m-w", West));
        var address = new Uri(world.Ecs.RegionUrl(West)).Authority;
        world.Alter("DescribeRegions", body => body.Replace(address, "user@evil.example.org", StringComparison.Ordinal));

        var inventory = await world.ListAsync();

        Assert.Equal(ListingStatus.Unreadable, StatusOf(inventory, West));
        Assert.Equal(ListingStatus.Complete, StatusOf(inventory, East));
    }

    [Fact]
    public async Task A_cancelled_listing_ends()
    {
        await using var world = await StartAsync(Image("m-e"));
        using var cancel = new CancellationTokenSource();
        var never = new TaskCompletionSource();
        world.Traffic.Script(new Fault(FaultKind.Hold, request =>
        {
            if (request.Operation != "DescribeImages")
            {
                return false;
            }

            cancel.CancelAfter(TimeSpan.FromMilliseconds(1));
            return true;
        })
        { Gate = never.Task, Times = int.MaxValue });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Store.ListAsync([], [], world.Progress, cancel.Token));
        never.SetResult();
    }

    private static Sandbox.Ecs.EcsImage Unlisted(string id) => new()
    {
        RegionId = East,
        ImageId = id,
        ImageName = id,
        CreatedAt = Start.AddDays(-200),
        Listed = false,
    };

    private static Sandbox.Ecs.EcsImage Foreign(string id, Action<Sandbox.Ecs.EcsImage> with)
    {
        var image = new Sandbox.Ecs.EcsImage { RegionId = East, ImageId = id, ImageName = id, CreatedAt = Start.AddDays(-200), OwnerId = Stranger };
        with(image);
        return image;
    }

    private static ListingStatus StatusOf(Inventory inventory, string location) =>
        inventory.Locations.Single(listing => listing.Location == location).Status;
}
