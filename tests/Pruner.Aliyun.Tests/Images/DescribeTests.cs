using Pruner.Core;
using Pruner.Core.Artifacts;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.Hosting;
using static Pruner.Aliyun.Tests.AliyunWorld;

namespace Pruner.Aliyun.Tests.Images;

public sealed class DescribeTests
{
    [Fact]
    public async Task An_image_is_described_with_all_its_facts()
    {
        await using var world = await StartAsync(new EcsImage
        {
            RegionId = East,
            ImageId = "m-0xi06kgurgv3h2n2in1b",
            ImageName = "rhcos-410.84.202201251210-0",
            CreatedAt = new DateTimeOffset(2022, 1, 25, 12, 30, 5, TimeSpan.Zero),
            Accounts = [Stranger],
            Tags = new Dictionary<string, string> { ["created-by"] = "mantle", ["bootimage"] = "" },
            SnapshotIds = ["s-2", "s-1", "s-2"],
            Size = 16,
        });

        var image = await world.DescribeOneAsync("m-0xi06kgurgv3h2n2in1b");

        Assert.Equal(new ArtifactId("aliyun", East, "m-0xi06kgurgv3h2n2in1b"), image.Id);
        Assert.Equal("rhcos-410.84.202201251210-0", image.Name);
        Assert.Equal(new DateTimeOffset(2022, 1, 25, 12, 30, 5, TimeSpan.Zero), image.CreatedAt);
        Assert.Equal(
            (Ownership.Own, ArtifactState.Available, Visibility.Private, Sharing.Shared, Usage.Unused, Membership.None, Encryption.Plain),
            (image.Ownership, image.State, image.Visibility, image.Sharing, image.Usage, image.Family, image.Encryption));
        Assert.Equal([new("bootimage", ""), new("created-by", "mantle")], image.Tags!);
        Assert.Equal(["s-1", "s-2"], image.Snapshots!.Value);
        Assert.Equal(16, image.SizeGiB);
    }

    [Fact]
    public async Task What_is_not_there_is_not_in_the_answer()
    {
        await using var world = await StartAsync(Image("m-a"), Image("m-b"), Image("m-w", West));

        Assert.Equal(["m-a", "m-b"], (await world.Store.DescribeAsync(East, ["m-b", "m-gone", "m-a", "m-w", "m-a"], Cancel)).Select(image => image.Id.Id));
        Assert.Empty(await world.Store.DescribeAsync(East, ["m-gone"], Cancel));
        Assert.Empty(await world.Store.DescribeAsync(East, [], Cancel));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Many_ids_are_described_whatever_length_of_list_is_honoured(int limit)
    {
        await using var world = await StartAsync(AliyunWorld.Images(230));
        world.Ecs.Behaviour.ImageIdLimit = limit;

        var described = await world.Store.DescribeAsync(East, [.. AliyunWorld.Images(230).Select(image => image.ImageId)], Cancel);

        Assert.Equal(230, described.Length);
        if (limit == 100)
        {
            Assert.Equal(3, world.Calls("DescribeImages"));
        }
    }

    [Fact]
    public async Task A_deletion_that_is_not_visible_yet_is_shown_until_it_is()
    {
        await using var world = await StartAsync(Image("m-a"));
        world.Ecs.Behaviour.DeletionDelayDescribes = 2;
        await world.Store.DeleteAsync(await world.DoomAsync("m-a"), Cancel);

        Assert.Single(await world.Store.DescribeAsync(East, ["m-a"], Cancel));
        Assert.Single(await world.Store.DescribeAsync(East, ["m-a"], Cancel));
        Assert.Empty(await world.Store.DescribeAsync(East, ["m-a"], Cancel));
    }

    [Theory]
    [InlineData("\"ImageId\":\"m-a\"", "\"ImageId\":\"m-other\"")] // not asked for
    [InlineData("\"TotalCount\":1", "\"TotalCount\":2")]
    [InlineData("\"TotalCount\":1", "\"TotalCount\":0")]
    [InlineData("\"RegionId\":\"us-east-1\"", "\"RegionId\":\"eu-west-1\"")]
    public async Task An_answer_that_is_not_whole_is_refused(string right, string wrong)
    {
        await using var world = await StartAsync(Image("m-a"));
        world.Alter("DescribeImages", body => body.Replace(right, wrong, StringComparison.Ordinal));

        await Assert.ThrowsAsync<EvidenceException>(() => world.Store.DescribeAsync(East, ["m-a"], Cancel));
    }

    [Fact]
    public async Task A_good_status_with_an_error_in_the_body_is_an_error()
    {
        await using var world = await StartAsync(Image("m-a"));
        world.Fail("DescribeImages", "SomethingNew", 200);

        var refused = await Assert.ThrowsAsync<EvidenceException>(() => world.Store.DescribeAsync(East, ["m-a"], Cancel));

        Assert.Contains("SomethingNew", refused.Refusal.What, StringComparison.Ordinal);
        AssertNoSecret(refused);
    }

    [Fact]
    public async Task A_region_that_is_not_listed_cannot_be_described()
    {
        await using var world = await StartAsync();

        await Assert.ThrowsAsync<EvidenceException>(() => world.Store.DescribeAsync("cn-beijing", ["m-a"], Cancel));
    }

    [Fact]
    public async Task What_is_no_image_id_is_not_shown_and_does_not_spoil_the_list()
    {
        await using var world = await StartAsync(Image("m-a"), Image("m-b"));

        var shown = await world.Store.DescribeAsync(East, ["m-a,m-b", "m-b", ""], Cancel);

        Assert.Equal(["m-b"], shown.Select(image => image.Id.Id));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(250)]
    public async Task All_accounts_of_an_image_are_listed(int count)
    {
        await using var world = await StartAsync(Image("m-a", with: image =>
        {
            foreach (var n in Enumerable.Range(0, count))
            {
                image.Accounts.Add($"{2000000000000000 + n}");
            }
        }));

        Assert.Equal(world.Held("m-a").Accounts, await world.Store.ListSharesAsync(Id("m-a"), Cancel));
    }

    [Fact]
    public async Task The_group_of_everybody_is_no_account()
    {
        await using var world = await StartAsync(Image("m-a", with: image => image.IsPublic = true));

        Assert.Empty(await world.Store.ListSharesAsync(Id("m-a"), Cancel));
        world.Alter("DescribeImageSharePermission", body => body.Replace("\"TotalCount\":0", "\"TotalCount\":1", StringComparison.Ordinal));
        Assert.Empty(await world.Store.ListSharesAsync(Id("m-a"), Cancel));
    }

    [Theory]
    [InlineData("\"TotalCount\":1", "\"TotalCount\":2")]
    [InlineData("\"TotalCount\":1,", "")]
    [InlineData("\"AliyunId\":\"1999999999999999\"", "\"AliyunId\":\"someone\"")]
    [InlineData("\"ImageId\":\"m-a\"", "\"ImageId\":\"m-b\"")]
    public async Task A_list_of_accounts_that_is_not_whole_is_refused(string right, string wrong)
    {
        await using var world = await StartAsync(Image("m-a", with: image => image.Accounts.Add(Stranger)));
        world.Alter("DescribeImageSharePermission", body => body.Replace(right, wrong, StringComparison.Ordinal));

        await Assert.ThrowsAsync<EvidenceException>(() => world.Store.ListSharesAsync(Id("m-a"), Cancel));
    }

    [Fact]
    public async Task The_accounts_of_an_image_that_is_gone_cannot_be_listed()
    {
        await using var world = await StartAsync();

        var refused = await Assert.ThrowsAsync<EvidenceException>(() => world.Store.ListSharesAsync(Id("m-gone"), Cancel));

        Assert.Contains("InvalidImageId.NotFound", refused.Refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Those_snapshots_that_exist_are_listed()
    {
        await using var world = await StartAsync(AliyunWorld.Images(230));
        string[] ids = [.. AliyunWorld.Images(230).Select(image => image.SnapshotIds[0]), "s-gone"];

        Assert.Equal(ids[..^1], (await world.Store.ListSnapshotsAsync(East, ids, Cancel)).Select(snapshot => snapshot.Id));
        Assert.Equal(3, world.Calls("DescribeSnapshots"));
        Assert.Empty(await world.Store.ListSnapshotsAsync(West, ids, Cancel));
        Assert.Empty(await world.Store.ListSnapshotsAsync(East, [], Cancel));
    }

    [Theory]
    [InlineData("\"SnapshotId\":\"s-m-a\"", "\"SnapshotId\":\"s-other\"")]
    [InlineData("\"NextToken\":\"\"", "\"NextToken\":\"again\"")]
    [InlineData("\"Snapshots\"", "\"Other\"")]
    public async Task A_list_of_snapshots_that_is_not_whole_is_refused(string right, string wrong)
    {
        await using var world = await StartAsync(Image("m-a"));
        world.Alter("DescribeSnapshots", body => body.Contains(right, StringComparison.Ordinal)
            ? body.Replace(right, wrong, StringComparison.Ordinal)
            : throw new InvalidOperationException(body));

        await Assert.ThrowsAsync<EvidenceException>(() => world.Store.ListSnapshotsAsync(East, ["s-m-a"], Cancel));
    }

    [Theory]
    [InlineData("DescribeImages")]
    [InlineData("DescribeSnapshots")]
    [InlineData("DescribeImageSharePermission")]
    public async Task A_read_that_is_forbidden_is_refused_with_the_cure(string action)
    {
        await using var world = await StartAsync(Image("m-a"));
        world.Accounts.Put(new Sandbox.Aliyun.AliyunCredential(KeyId, Secret, Account) { DeniedActions = new HashSet<string> { action } });

        var refused = await Assert.ThrowsAsync<EvidenceException>(() => action switch
        {
            "DescribeImages" => world.Store.DescribeAsync(East, ["m-a"], Cancel),
            "DescribeSnapshots" => world.Store.ListSnapshotsAsync(East, ["s-m-a"], Cancel),
            _ => (Task)world.Store.ListSharesAsync(Id("m-a"), Cancel),
        });

        Assert.Contains("Forbidden.RAM", refused.Refusal.What, StringComparison.Ordinal);
        Assert.Contains("RAM policy", refused.Refusal.Remedy, StringComparison.Ordinal);
        AssertNoSecret(refused);
    }

    [Fact]
    public async Task Reads_whose_answers_get_lost_are_repeated()
    {
        await using var world = await StartAsync(Image("m-a"));
        world.Strike(FaultKind.ResetAfter, "DescribeSnapshots");
        world.Strike(FaultKind.Truncate, "DescribeImageSharePermission");

        Assert.Single(await world.Store.ListSnapshotsAsync(East, ["s-m-a"], Cancel));
        Assert.Empty(await world.Store.ListSharesAsync(Id("m-a"), Cancel));
    }
}
