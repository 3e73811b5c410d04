using Pruner.Core;
using Pruner.Core.Records;
using Pruner.Sandbox.Hosting;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Applying;

public sealed class AbsenceTests
{
    [Fact]
    public async Task One_empty_answer_after_a_lost_deletion_does_not_make_an_image_gone()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: false);
        stage.Servers.Traffic.Script(new Fault(FaultKind.ResetBefore, request => SmallWorld.Is(request, "DeleteImage", image)) { Times = int.MaxValue });
        var looks = 0;
        stage.Servers.Traffic.Script(new Fault(FaultKind.Alter, request =>
            SmallWorld.Is(request, "DescribeImages", image)
            && stage.Servers.Traffic.Requests.Any(earlier => SmallWorld.Is(earlier, "DeleteImage", image))
            && ++looks == 2)
        {
            Rewrite = _ => """{"RequestId":"r","RegionId":"us-east-1","PageNumber":1,"PageSize":100,"TotalCount":0,"Images":{"Image":[]}}""",
        });

        await stage.RunAsync("prune", "4.10", "--yes");

        Assert.True(looks >= 2);
        Assert.True(stage.IsThere(image));
        Assert.DoesNotContain(stage.OutcomeOf(image), new[] { ArtifactOutcome.Pruned, ArtifactOutcome.PrunedSnapshotsLeft });
        Assert.DoesNotContain(stage.Servers.Traffic.Changes, request => request.Operation == "DeleteSnapshot");
    }

    [Fact]
    public async Task An_image_that_another_deletes_before_we_ask_is_not_called_pruned_and_its_snapshots_stay()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: false);
        var isTagged = false;
        stage.On(request => SmallWorld.Is(request, "TagResources", image), () => isTagged = true);
        stage.On(request => isTagged && SmallWorld.Is(request, "DescribeImages", image), () => stage.Servers.Cloud.Images.Remove(image));

        await stage.RunAsync("prune", "4.10", "--yes");

        Assert.True(isTagged);
        Assert.DoesNotContain(stage.OutcomeOf(image), new[] { ArtifactOutcome.Pruned, ArtifactOutcome.PrunedSnapshotsLeft });
        Assert.True(stage.HasSnapshot(image.RegionId, image.SnapshotIds[0]));
    }

    [Fact]
    public async Task A_deletion_that_is_answered_OK_is_not_believed_while_the_image_is_shown()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: false);
        stage.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => SmallWorld.Is(request, "DeleteImage", image)) { Status = 200, Body = """{"RequestId":"r"}""", Times = int.MaxValue });

        Assert.Equal(ExitCode.Incomplete, await stage.RunAsync("prune", "4.10", "--yes"));

        Assert.True(stage.IsThere(image));
        Assert.Equal(ArtifactOutcome.PutBack, stage.OutcomeOf(image));
        Assert.True(stage.HasSnapshot(image.RegionId, image.SnapshotIds[0]));
    }
}
