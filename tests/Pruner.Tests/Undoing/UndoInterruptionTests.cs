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
        isDown = false;
        // As a lost machine leaves it: without the last line's end.
        using (var file = new FileStream(stage.JournalPath, FileMode.Open))
        {
            file.SetLength(file.Length - 5);
        }

        Assert.True(await stage.UndoAsync("--yes") == ExitCode.Done, stage.World.Said);
        UndoStage.AssertAsBefore(image);
        var progress = Progress.Of(stage.Journal).Artifacts.Single(artifact => artifact.Id == image.ImageId);
        Assert.Equal(ArtifactOutcome.PutBack, progress.Ended);
        var begun = new[] { ChangeKind.Share, ChangeKind.Publish, ChangeKind.RestoreTags }.Where(progress.HasBegun).ToList();
        Assert.All(begun, kind => Assert.True(progress.IsDone(kind), kind.ToString()));
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
