using Pruner.Core;
using Pruner.Core.Records;
using Pruner.Core.Reporting;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.Hosting;
using Pruner.Sandbox.Seed;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Reports;

public sealed class ReportCommandTests
{
    [Fact]
    public async Task What_is_there_is_counted_and_nothing_is_decided_or_changed()
    {
        await using var stage = await Stage.SetAsync();
        var called = await stage.CallAsync("report", "4.10", "4.11", "--quota", "500", "--format", "json");
        Assert.True(called.ExitCode == ExitCode.Done, called.Error);
        Assert.Equal(called.Out, stage.ReadState("report.json"));
        Assert.Equal(["report.json"], Directory.EnumerateFileSystemEntries(stage.State).Select(Path.GetFileName));
        stage.AssertUnchanged();

        var report = ReportOf(stage);
        var images = stage.Before.Images.Where(image => image.OwnerId.Length == 0 && image.OwnerAlias.Length == 0 && stage.Before.Regions.Contains(image.RegionId)).ToList();
        Assert.Equal((images.Count, images.Sum(image => (long)image.Size), 0), (report.Total.Images, report.Total.SizeGiB, report.Total.WithoutSize));
        Assert.Equal(
            images.CountBy(image => image.RegionId).Where(pair => pair.Value > 0).OrderBy(pair => pair.Key, StringComparer.Ordinal),
            report.Regions.Where(row => row.Images > 0).Select(row => KeyValuePair.Create(row.Name!, row.Images)));
        Assert.Equal(report.Total.Images, report.Architectures.Sum(row => row.Images));
        Assert.Equal(report.Total.Images, report.Ages.Sum(row => row.Images));
        Assert.Equal(report.Total.Images, report.Quota!.Locations.Sum(row => row.Used));
        Assert.Contains(report.WithoutStore, platform => platform is { Platform: "aws", Artifacts: > 0 });
        Assert.Contains($"Report written to {Path.Combine(stage.State, "report.json")}", called.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pinned_image_that_was_deleted_or_unpublished_is_found_with_its_witness()
    {
        await using var stage = await Stage.SetAsync();
        var before = await ReportAsync(stage);
        var pinned = stage.Servers.World.Expected.Where(expectation => expectation.Reason == SeedReason.Pinned).Select(expectation => expectation.ImageId).ToHashSet();
        EcsImage gone, hidden;
        lock (stage.Servers.Cloud.Gate)
        {
            var shown = stage.Servers.Cloud.Images.Where(image => pinned.Contains(image.ImageId) && image.IsPublic && stage.Before.Regions.Contains(image.RegionId)).ToList();
            (gone, hidden) = (shown[0], shown[1]);
            stage.Servers.Cloud.Images.Remove(gone);
            hidden.IsPublic = false;
        }

        var after = await ReportAsync(stage);
        Assert.Equal(gone.ImageId, Assert.Single(after.Pins.Missing.Except(before.Pins.Missing)).Id);
        var found = Assert.Single(after.Pins.Private.Except(before.Pins.Private));
        Assert.Equal((hidden.RegionId, hidden.ImageId, hidden.ImageName), (found.Location, found.Id, found.Name));
        Assert.Equal(40, found.Witness.Commit.Length);
    }

    [Fact]
    public async Task A_tag_that_contradicts_the_pins_is_found()
    {
        await using var stage = await Stage.SetAsync();
        var before = await ReportAsync(stage);
        var fates = stage.Servers.World.Expected.ToLookup(expectation => expectation.ImageId, expectation => expectation.Fate);
        EcsImage pinned, doomed;
        lock (stage.Servers.Cloud.Gate)
        {
            pinned = stage.Servers.Cloud.Images.First(image => fates[image.ImageId].Contains(SeedFate.Pinned) && !image.Tags.ContainsKey("bootimage"));
            doomed = stage.Servers.Cloud.Images.First(image => fates[image.ImageId].Contains(SeedFate.Pruned) && !image.Tags.ContainsKey("bootimage"));
            pinned.Tags["bootimage"] = "false";
            doomed.Tags["bootimage"] = "true";
        }

        var found = (await ReportAsync(stage)).Tags.Contradictions.Except(before.Tags.Contradictions).ToDictionary(contradiction => contradiction.Id);
        Assert.Equal(2, found.Count);
        Assert.Equal(TagKind.FalseThoughPinned, found[pinned.ImageId].Kind);
        Assert.Equal(TagKind.TrueThoughUnpinned, found[doomed.ImageId].Kind);
    }

    [Fact]
    public async Task A_snapshot_whose_image_was_deleted_is_found_and_others_are_not_taken_for_one()
    {
        await using var stage = await Stage.SetAsync();
        var before = await ReportAsync(stage);
        EcsImage gone;
        lock (stage.Servers.Cloud.Gate)
        {
            gone = stage.Servers.Cloud.Images.First(image => image.RegionId == "us-east-1" && image.OwnerId.Length == 0 && image.SnapshotIds.Count == 1
                && stage.Servers.Cloud.Images.Count(other => other.SnapshotIds.Contains(image.SnapshotIds[0])) == 1);
            stage.Servers.Cloud.Images.Remove(gone);
        }

        stage.Servers.Cloud.AddSnapshot("us-east-1", "s-backup", new EcsSnapshot { CreatedAt = gone.CreatedAt, SourceDiskId = "d-1" });
        stage.Servers.Cloud.AddSnapshot("us-east-1", "s-used", new EcsSnapshot { CreatedAt = gone.CreatedAt, UsedByDisk = true });
        stage.Servers.Cloud.AddSnapshot("us-east-1", "s-young", new EcsSnapshot { CreatedAt = gone.CreatedAt, Status = "progressing" });

        var after = await ReportAsync(stage);
        Assert.Equal(gone.SnapshotIds[0], Assert.Single(after.Snapshots.Loose.Except(before.Snapshots.Loose)).Id);
        Assert.Equal(
            (before.Snapshots.OfDisks + 1, before.Snapshots.InUse + 1, before.Snapshots.BeingMade + 1, before.Snapshots.Unclear),
            (after.Snapshots.OfDisks, after.Snapshots.InUse, after.Snapshots.BeingMade, after.Snapshots.Unclear));
    }

    [Fact]
    public async Task A_region_that_cannot_be_read_is_said_to_be_and_ends_with_4()
    {
        await using var stage = await Stage.SetAsync();
        Refuse(stage, "DescribeImages", "us-east-1");
        var called = await stage.CallAsync("report", "4.10", "--quota", "500");
        Assert.Equal(ExitCode.Incomplete, called.ExitCode);
        Assert.Contains("region us-east-1 was not read", called.Out, StringComparison.Ordinal);
        var report = ReportOf(stage);
        Assert.DoesNotContain(report.Regions, row => row.Name == "us-east-1");
        Assert.DoesNotContain(report.Quota!.Locations, row => row.Location == "us-east-1");
        Assert.DoesNotContain(report.Pins.Missing, image => image.Location == "us-east-1");
        Assert.Contains(report.Pins.NotLookedAt, unseen => unseen is { Location: "us-east-1", Images: > 0 });
    }

    [Fact]
    public async Task Snapshots_that_may_not_be_listed_leave_all_else_as_it_is_and_end_with_4()
    {
        await using var stage = await Stage.SetAsync();
        Refuse(stage, "DescribeSnapshots", "us-east-1");
        var called = await stage.CallAsync("report", "4.10", "--format", "markdown");
        Assert.Equal(ExitCode.Incomplete, called.ExitCode);
        var report = ReportOf(stage);
        Assert.Equal("us-east-1", Assert.Single(report.Snapshots.NotLookedAt).Location);
        Assert.True(report.Snapshots.Referenced > 0);
        Assert.Contains(report.Regions, row => row is { Name: "us-east-1", Images: > 0 });
        Assert.Contains("snapshots of us-east-1", called.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_chosen_region_is_reported_and_of_others_nothing_is_missing()
    {
        await using var stage = await Stage.SetAsync();
        var report = await ReportAsync(stage, "--region", "eu-central-1");
        Assert.Equal("eu-central-1", Assert.Single(report.Regions).Name);
        Assert.All(report.Pins.Missing, image => Assert.Equal("eu-central-1", image.Location));
        Assert.Contains(report.Pins.NotLookedAt, unseen => unseen.Location == "us-east-1");
    }

    [Fact]
    public async Task What_an_earlier_plan_read_is_not_read_again()
    {
        await using var world = await SmallWorld.StartAsync();
        Assert.Equal(ExitCode.Done, await world.RunAsync("plan", "4.10"));
        var first = world.GitHubCalls;
        Assert.Equal(ExitCode.Done, await world.RunAsync("report", "4.10"));
        Assert.InRange(world.GitHubCalls - first, 1, first - 1);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("many")]
    public async Task A_quota_that_is_none_is_refused(string quota)
    {
        await using var stage = await Stage.SetAsync();
        stage.AssertRefused(await stage.CallAsync("report", "4.10", $"--quota={quota}"), ExitCode.Setup, $"--quota is '{quota}', expected a whole number from 1");
    }

    [Fact]
    public async Task The_page_of_the_ledger_shows_the_report_that_lies_beside_it()
    {
        await using var stage = await Stage.SetAsync();
        await File.WriteAllBytesAsync(Path.Combine(Directory.CreateDirectory(stage.State).FullName, "ledger.json"), Document.Write(Books.Finished(20)), Stage.Token);
        var page = Path.Combine(stage.Servers.Folder, "ledger.html");
        Assert.Equal(ExitCode.Done, (await stage.CallAsync("ledger", "show", "--html", page)).ExitCode);
        Assert.DoesNotContain("What is there", await File.ReadAllTextAsync(page, Stage.Token), StringComparison.Ordinal);

        await ReportAsync(stage);
        Assert.Equal(ExitCode.Done, (await stage.CallAsync("ledger", "show", "--html", page)).ExitCode);
        Assert.Contains("What is there", await File.ReadAllTextAsync(page, Stage.Token), StringComparison.Ordinal);

        await File.WriteAllTextAsync(Path.Combine(stage.State, "report.json"), "{}", Stage.Token);
        stage.AssertRefused(await stage.CallAsync("ledger", "show", "--html", page), ExitCode.Refused, "report.json is not a report that can be used");
    }

    private static async Task<InventoryReport> ReportAsync(Stage stage, params string[] options)
    {
        var called = await stage.CallAsync(["report", "4.10", "4.11", .. options]);
        Assert.True(called.ExitCode == ExitCode.Done, called.Error);
        return ReportOf(stage);
    }

    private static InventoryReport ReportOf(Stage stage) => Document.ReadReport("report.json", File.ReadAllBytes(Path.Combine(stage.State, "report.json")));

    private static void Refuse(Stage stage, string operation, string region) =>
        stage.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => request.Operation == operation && request.Location == region)
        {
            Status = 403,
            Body = """{"RequestId":"r","Code":"Forbidden.RAM","Message":"m"}""",
            Times = int.MaxValue,
        });
}
