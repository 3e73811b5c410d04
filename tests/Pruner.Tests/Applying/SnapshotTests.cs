using System.Text.Json.Nodes;
using Pruner.Core;
using Pruner.Core.Records;
using Pruner.Sandbox.Hosting;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Applying;

public sealed class SnapshotTests
{
    [Fact]
    public async Task A_snapshot_whose_deletion_was_answered_OK_but_that_is_still_shown_is_left_and_reported()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: false);
        var snapshot = image.SnapshotIds[0];
        stage.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => request.Operation == "DeleteSnapshot") { Status = 200, Body = """{"RequestId":"r"}""" });

        Assert.Equal(ExitCode.Incomplete, await stage.RunAsync("prune", "4.10", "--yes"));

        Assert.False(stage.IsThere(image));
        Assert.True(stage.HasSnapshot("us-east-1", snapshot));
        Assert.Equal(ArtifactOutcome.PrunedSnapshotsLeft, stage.OutcomeOf(image));
        Assert.Contains(snapshot, stage.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_snapshot_that_is_gone_is_looked_for_once()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: false);

        Assert.Equal(ExitCode.Done, await stage.RunAsync("prune", "4.10", "--yes"));

        Assert.False(stage.HasSnapshot("us-east-1", image.SnapshotIds[0]));
        Assert.Single(stage.Servers.Traffic.Requests, request => request.Operation == "DescribeSnapshots");
    }

    [Theory]
    [InlineData("DeleteImage", false)]
    [InlineData("DeleteSnapshot", true)]
    public async Task A_snapshot_that_is_not_shown_after_an_interruption_counts_as_deleted_only_if_that_was_asked_for(string operation, bool isDeleted)
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: false);
        using var stop = new CancellationTokenSource();
        stage.Servers.Traffic.Script(new Fault(FaultKind.ResetAfter, request => Happens(request.Operation == operation, stop.Cancel)));
        Assert.Equal(ExitCode.Interrupted, await stage.RunAsync(stop.Token, "prune", "4.10", "--yes"));
        Assert.False(stage.IsThere(image));
        stage.Servers.Traffic.Script(new Fault(FaultKind.Alter, request => request.Operation == "DescribeSnapshots") { Rewrite = WithoutRows });

        Assert.Equal(isDeleted ? ExitCode.Done : ExitCode.Incomplete, await stage.RunAsync("prune", "4.10", "--yes"));

        Assert.Equal(!isDeleted, stage.HasSnapshot("us-east-1", image.SnapshotIds[0]));
        var entry = stage.Ledger.Entries.Single(entry => entry.Id == image.ImageId);
        Assert.Equal(isDeleted ? ArtifactOutcome.Pruned : ArtifactOutcome.PrunedSnapshotsLeft, entry.Outcome);
        Assert.Equal(isDeleted, entry.SnapshotsDeleted is not null);
        Assert.Equal(!isDeleted, entry.Note?.Contains("not shown, and nobody asked for its deletion", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_snapshot_that_cannot_be_tagged_does_not_keep_those_of_other_images_from_it()
    {
        await using var stage = await SmallWorld.StartAsync();
        var images = stage.Leave(2, "us-east-1", isPublic: false);
        var (refused, other) = (images[0].SnapshotIds[0], images[1].SnapshotIds[0]);
        stage.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => IsTagging(request, refused))
        {
            Status = 403,
            Body = """{"RequestId":"r","Code":"QuotaExceed.TagsPerResource","Message":"No."}""",
            Times = int.MaxValue,
        });

        Assert.True(await stage.RunAsync("prune", "4.10", "--yes") == ExitCode.Done, stage.Said);

        Assert.Single(stage.Servers.Traffic.Requests, request => IsTagging(request, other) && request.Status == 200);
        Assert.All(images, image => Assert.False(stage.IsThere(image)));
    }

    [Fact]
    public async Task A_snapshot_that_an_image_rests_on_which_the_plan_does_not_name_is_not_tagged()
    {
        await using var stage = await SmallWorld.StartAsync();
        var images = stage.Leave(2, "us-east-1", isPublic: false);
        var (shared, own) = (images[0].SnapshotIds[0], images[1].SnapshotIds[0]);
        images[1].SnapshotIds.Add(shared);
        stage.Servers.Cloud.Images.Remove(images[1]);
        Assert.True(await stage.RunAsync("plan", "4.10") == ExitCode.Done, stage.Said);
        stage.Servers.Cloud.Images.Add(images[1]);

        Assert.True(await stage.RunAsync("apply", stage.PlanFile, "--digest", stage.Plan.Digest!) == ExitCode.Done, stage.Said);

        Assert.Equal((false, true), (stage.IsThere(images[0]), stage.IsThere(images[1])));
        Assert.True(stage.HasSnapshot("us-east-1", shared) && stage.HasSnapshot("us-east-1", own));
        Assert.DoesNotContain(stage.Servers.Traffic.Changes, request => IsTagging(request, shared));
    }

    private static bool IsTagging(RecordedRequest request, string snapshot) =>
        request.Operation == "TagResources" && request.Query.Contains(snapshot, StringComparison.Ordinal);

    private static string WithoutRows(string body)
    {
        var answer = JsonNode.Parse(body)!;
        answer["Snapshots"]!["Snapshot"] = new JsonArray();
        return answer.ToJsonString();
    }

    private static bool Happens(bool when, Action then)
    {
        if (when)
        {
            then();
        }

        return when;
    }
}
