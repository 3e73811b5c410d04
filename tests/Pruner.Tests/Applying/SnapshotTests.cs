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
}
