using System.Text.Json.Nodes;
using Pruner.Core;
using Pruner.Core.Records;
using Pruner.Sandbox.Hosting;
using Pruner.Sandbox.Seed;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Undoing;

/// <summary>An undo that is stopped in the middle, and undone again.</summary>
public sealed class UndoInterruptionTests
{
    [Theory]
    [InlineData("AddAccount", false)]
    [InlineData("AddAccount", true)]
    [InlineData("IsPublic=true", false)]
    [InlineData("IsPublic=true", true)]
    [InlineData("UntagResources", false)]
    [InlineData("UntagResources", true)]
    public async Task Stopped_at_any_change_before_or_after_it_is_carried_out_it_comes_to_the_same_end(string at, bool isCarriedOut)
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        await stage.FailAsync(image);
        using var stop = new CancellationTokenSource();
        var isDown = true;
        stage.World.Servers.Traffic.Script(new Fault(isCarriedOut ? FaultKind.ResetAfter : FaultKind.ResetBefore, request =>
        {
            var isThere = isDown && (request.Operation == at || request.Query.Contains(at, StringComparison.Ordinal));
            if (isThere)
            {
                stop.Cancel();
            }

            return isThere;
        })
        { Times = int.MaxValue });

        Assert.Equal(ExitCode.Interrupted, await stage.World.RunAsync(stop.Token, "ledger", "undo", "--yes"));
        Assert.Equal(JournalEvent.Interrupted, stage.Journal[^1].Event);
        Assert.Contains("\n0 images were put back; 1 not as before, ", stage.World.Out, StringComparison.Ordinal);
        isDown = false;
        // As a lost machine leaves it: without the last line's end.
        using (var file = new FileStream(stage.JournalPath, FileMode.Open))
        {
            file.SetLength(file.Length - 5);
        }

        Assert.True(await stage.UndoAsync("--yes") == ExitCode.Done, stage.World.Said);
        UndoStage.AssertAsBefore(image);
        Assert.Equal([JournalEvent.Opened, JournalEvent.Resumed], stage.Journal.Select(line => line.Event).Where(happened => happened is JournalEvent.Opened or JournalEvent.Resumed));
        var progress = Progress.Of(stage.Journal).Artifacts.Single(artifact => artifact.Id == image.ImageId);
        Assert.Equal(ArtifactOutcome.PutBack, progress.Ended);
        var begun = new[] { ChangeKind.Share, ChangeKind.Publish, ChangeKind.RestoreTags }.Where(progress.HasBegun).ToList();
        Assert.All(begun, kind => Assert.True(progress.IsDone(kind), kind.ToString()));
    }

    [Fact]
    public async Task What_was_put_back_before_an_undo_ended_in_a_message_is_told()
    {
        await using var stage = await UndoStage.StartAsync();
        var images = stage.World.Leave(1, "us-east-1", isPublic: true, andElsewhere: "eu-central-1");
        foreach (var image in images)
        {
            image.Tags.Clear();
            stage.RefuseToDelete(image);
        }

        Assert.True(await stage.World.RunAsync("prune", "4.10", "--yes") == ExitCode.Incomplete, stage.World.Said);
        var (first, second) = (images.Single(image => image.RegionId == "eu-central-1"), images.Single(image => image.RegionId == "us-east-1"));
        stage.World.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => first.Tags.Count == 0 && SmallWorld.Is(request, "DescribeImages", second))
        {
            Status = 404,
            Body = """{"RequestId":"r","Code":"InvalidAccessKeyId.NotFound","Message":"Specified access key is not found."}""",
            Times = int.MaxValue,
        });

        Assert.Equal(ExitCode.Setup, await stage.UndoAsync("--yes", "--format", "json"));

        var report = JsonNode.Parse(stage.World.Out)!;
        Assert.Equal((1, 1), ((int)report["restored"]!, (int)report["notRestored"]!));
        var said = report["images"]!.AsArray().ToDictionary(image => (string)image!["id"]!, image => image!.AsObject());
        Assert.Equal(("restored", "unknown"), ((string?)said[first.ImageId]["outcome"], (string?)said[second.ImageId]["outcome"]));
        Assert.Contains("the undo ended before it was dealt with", UndoStage.Notes(said[second.ImageId]), StringComparison.Ordinal);
        Assert.Empty(first.Tags);
    }

    [Fact]
    public async Task With_a_role_the_cloud_allows_what_is_put_back_and_no_deletion()
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        await stage.FailAsync(image);
        var servers = stage.World.Servers;

        var ended = await stage.World.RunAsync(
            host => host with { Environment = servers.RunnerEnvironment.GetValueOrDefault },
            Stage.Token,
            "ledger", "undo", "--yes", "--role-arn", servers.RoleArn, "--oidc-provider-arn", servers.OidcProviderArn);

        Assert.True(ended == ExitCode.Done, stage.World.Said);
        UndoStage.AssertAsBefore(image);
        var session = Assert.Single(servers.Roles.Issued, keys => keys.SessionPolicy is not null).SessionPolicy!;
        var resource = $"acs:ecs:us-east-1:{SeedWorld.AccountId}:image/{image.ImageId}";
        Assert.Equal((true, true, false), (session.Allows("ecs:ModifyImageSharePermission", resource), session.Allows("ecs:UntagResources", resource), session.Allows("ecs:DeleteImage", resource)));
    }
}
