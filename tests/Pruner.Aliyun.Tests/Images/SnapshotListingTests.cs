using Pruner.Core;
using Pruner.Core.Artifacts;
using Pruner.Core.Stores;
using Pruner.Sandbox.Ecs;
using static Pruner.Aliyun.Tests.AliyunWorld;

namespace Pruner.Aliyun.Tests.Images;

public sealed class SnapshotListingTests
{
    [Fact]
    public async Task Snapshots_are_listed_with_all_their_facts()
    {
        await using var world = await StartAsync(Image("m-a"));
        world.Cloud.AddSnapshot(East, "s-1", new EcsSnapshot { CreatedAt = Start.AddDays(-1), Name = "a name", Description = "a text", SourceDiskId = "d-1", Size = 40, UsedByDisk = true });
        world.Cloud.AddSnapshot(East, "s-2", new EcsSnapshot { CreatedAt = Start, Status = "progressing" });

        var snapshots = await ListAsync(world);

        Assert.Equal(
            [
                new StoredSnapshot { Id = "s-1", Name = "a name", Description = "a text", CreatedAt = Start.AddDays(-1), SizeGiB = 40, State = ArtifactState.Available, Usage = Usage.InUse, Source = SnapshotSource.Disk, Tags = snapshots[0].Tags },
                new StoredSnapshot { Id = "s-2", Name = "", Description = "", CreatedAt = Start, SizeGiB = 16, State = ArtifactState.BeingMade, Usage = Usage.Unused, Source = SnapshotSource.NoDisk, Tags = snapshots[1].Tags },
                new StoredSnapshot { Id = "s-m-a", Name = "for_rhcos-m-a", Description = "", CreatedAt = Start.AddDays(-200), SizeGiB = 16, State = ArtifactState.Available, Usage = Usage.InUse, Source = SnapshotSource.NoDisk, Tags = snapshots[2].Tags },
            ],
            snapshots);
        Assert.All(snapshots, snapshot => Assert.Empty(snapshot.Tags!));
    }

    [Fact]
    public async Task Snapshots_are_tagged_by_fifties_and_show_their_tags()
    {
        await using var world = await StartAsync(AliyunWorld.Images(51));
        string[] ids = [.. AliyunWorld.Images(51).Select(image => image.SnapshotIds[0])];

        Assert.Equal(StoreOutcome.Done, (await world.Store.TagSnapshotsAsync(East, ids, new Dictionary<string, string> { ["pruner-plan"] = "ab" }, Cancel)).Outcome);

        Assert.Equal(2, world.Calls("TagResources"));
        Assert.All(await world.Store.ListSnapshotsAsync(East, ids, Cancel), snapshot => Assert.Equal("ab", snapshot.Tags!["pruner-plan"]));
        Assert.All(world.Cloud.Images, image => Assert.Empty(image.Tags));
    }

    [Fact]
    public async Task Tagging_snapshots_that_are_not_there_is_not_done()
    {
        await using var world = await StartAsync(Image("m-a"));
        var tags = new Dictionary<string, string> { ["k"] = "v" };

        Assert.Equal(StoreOutcome.AlreadySo, (await world.Store.TagSnapshotsAsync(East, ["s-gone"], tags, Cancel)).Outcome);
        Assert.Equal(StoreOutcome.Unknown, (await world.Store.TagSnapshotsAsync(East, ["s-gone", "s-m-a"], tags, Cancel)).Outcome);
        Assert.Equal("aliyun ecs DeleteSnapshot --RegionId us-east-1 --SnapshotId s-m-arm", world.Store.CommandToDeleteSnapshot(Id("m-a"), "s-m-a;rm"));
    }

    [Theory]
    [InlineData("SourceDiskId")]
    [InlineData("Usage")]
    [InlineData("Status")]
    [InlineData("Tags")]
    public async Task What_an_answer_does_not_say_is_unknown(string member)
    {
        await using var world = await StartAsync(Image("m-a"));
        world.Alter("DescribeSnapshots", body => body.Replace($"\"{member}\":", "\"Other\":", StringComparison.Ordinal));

        var only = Assert.Single(await ListAsync(world));

        Assert.Equal(
            (member == "SourceDiskId", member == "Usage", member == "Status", member == "Tags"),
            (only.Source == SnapshotSource.Unknown, only.Usage == Usage.Unknown, only.State == ArtifactState.Unknown, only.Tags is null));
    }

    [Fact]
    public async Task All_pages_of_one_region_are_read()
    {
        await using var world = await StartAsync(AliyunWorld.Images(230));
        world.Cloud.AddSnapshot(West, "s-west", new EcsSnapshot { CreatedAt = Start });
        world.Cloud.AddSnapshot(East, "s-foreign", new EcsSnapshot { CreatedAt = Start, OwnerId = Stranger });

        var snapshots = await ListAsync(world);

        Assert.Equal(AliyunWorld.Images(230).Select(image => image.SnapshotIds[0]).Order(StringComparer.Ordinal), snapshots.Select(snapshot => snapshot.Id));
        Assert.Equal(3, world.Calls("DescribeSnapshots"));
    }

    [Fact]
    public async Task A_region_without_snapshots_has_none() => Assert.Empty(await ListAsync(await StartAsync()));

    [Theory]
    [InlineData("\"SnapshotId\":", "\"Id\":")]
    [InlineData("\"Snapshots\":", "\"Other\":")]
    public async Task A_list_that_is_not_whole_is_refused(string right, string wrong)
    {
        await using var world = await StartAsync(Image("m-a"));
        world.Alter("DescribeSnapshots", body => body.Replace(right, wrong, StringComparison.Ordinal));

        await Assert.ThrowsAsync<EvidenceException>(() => ListAsync(world));
    }

    [Fact]
    public async Task A_list_that_does_not_end_is_refused()
    {
        await using var world = await StartAsync(Image("m-a"));
        world.Alter("DescribeSnapshots", body => body.Replace("\"NextToken\":\"\"", "\"NextToken\":\"ZnJvbSAw\"", StringComparison.Ordinal)); // "from 0"

        var refused = await Assert.ThrowsAsync<EvidenceException>(() => ListAsync(world));

        Assert.Contains("does not end", refused.Refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_that_may_not_list_snapshots_are_told_what_they_lack()
    {
        await using var world = await StartAsync(Image("m-a"));
        world.Fail("DescribeSnapshots", "Forbidden.RAM", 403);

        var refused = await Assert.ThrowsAsync<EvidenceException>(() => ListAsync(world));

        Assert.Contains("Forbidden.RAM", refused.Refusal.What, StringComparison.Ordinal);
        AssertNoSecret(refused);
    }

    private static async Task<StoredSnapshot[]> ListAsync(AliyunWorld world)
    {
        var snapshots = await world.Store.ListOwnSnapshotsAsync(East, Cancel);
        return [.. Assert.NotNull(snapshots)];
    }
}
