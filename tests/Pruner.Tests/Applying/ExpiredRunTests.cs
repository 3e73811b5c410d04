using Pruner.Core;
using Pruner.Core.Records;
using Pruner.Sandbox.Hosting;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Applying;

public sealed class ExpiredRunTests
{
    [Fact]
    public async Task An_expired_run_is_put_back_and_a_new_one_begun_although_another_region_cannot_be_read()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: true);
        // First all boot images are tagged, so that the interrupted run has nothing open anywhere else.
        Assert.Equal(ExitCode.Done, await stage.RunAsync("prune", "4.10", "--yes", "--min-age", "100y"));
        using var stop = new CancellationTokenSource();
        stage.On(request => SmallWorld.Is(request, "ModifyImageSharePermission", image, "IsPublic=false"), stop.Cancel);
        Assert.Equal(ExitCode.Interrupted, await stage.RunAsync(stop.Token, "prune", "4.10", "--yes"));
        Assert.False(image.IsPublic);
        var interrupted = stage.Plan.Digest;

        stage.Time.Move(TimeSpan.FromHours(25));
        var isPublished = false;
        stage.On(request => SmallWorld.Is(request, "ModifyImageSharePermission", image, "IsPublic=true"), () => isPublished = true);
        stage.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => request is { Service: "ecs", Location: "eu-central-1" })
        {
            Times = int.MaxValue,
            Status = 403,
            Body = """{"RequestId":"r","HostId":"h","Code":"Forbidden.RAM","Message":"User not authorized."}""",
        });
        Assert.Equal(ExitCode.Incomplete, await stage.RunAsync("prune", "4.10", "--yes"));

        Assert.True(isPublished);
        Assert.True(File.Exists(Path.Combine(stage.State, "history", interrupted + ".jsonl")));
        Assert.NotEqual(interrupted, stage.Plan.Digest);
        // The new plan saw it private, as the old run had left it: what changed since is spared, and the next run takes it.
        Assert.Equal(ArtifactOutcome.Spared, stage.OutcomeOf(image));
        Assert.Equal(ExitCode.Incomplete, await stage.RunAsync("prune", "4.10", "--yes"));
        Assert.False(stage.IsThere(image));
        Assert.Equal(ArtifactOutcome.Pruned, stage.OutcomeOf(image));
    }

    [Fact]
    public async Task A_plan_of_another_architecture_is_refused()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: false);
        Assert.Equal(ExitCode.Done, await stage.RunAsync("plan", "4.10"));

        Assert.Equal(ExitCode.Refused, await stage.RunAsync("apply", stage.PlanFile, "--digest", stage.Plan.Digest!, "--arch", "aarch64"));

        Assert.Contains("--arch x86_64", stage.Said, StringComparison.Ordinal);
        Assert.True(stage.IsThere(image));
        Assert.Empty(stage.Servers.Traffic.Changes);
    }
}
