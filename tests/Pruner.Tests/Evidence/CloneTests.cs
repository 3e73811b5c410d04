using Pruner.Core;
using Pruner.Core.History;
using Pruner.Core.Planning;
using Pruner.Sandbox.Hosting;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Evidence;

/// <summary>A local clone is a second way to the pins: alone it serves plans, beside GitHub's API it is compared.</summary>
public sealed class CloneTests
{
    [Fact]
    public async Task A_clone_alone_makes_a_plan_with_the_same_pins_that_cannot_be_applied()
    {
        await using var world = await SmallWorld.StartAsync();
        var clone = await world.CloneAsync();
        Assert.Equal(ExitCode.Done, await world.RunAsync("plan", "4.10"));
        var byApi = world.Plan;

        world.Servers.Traffic.Clear();
        world.IsGitHubUnnamed = true;
        Assert.True(await world.RunAsync("plan", "4.10", "--git-dir", clone) == ExitCode.Done, world.Said);
        var byClone = world.Plan;
        Assert.Equal(0, world.GitHubCalls);
        Assert.Equal((HistoryWay.Clone, "file"), (byClone.Certificates[0].Way, byClone.Certificates[0].Host));
        Assert.Equal(byApi.Certificates[0].Heads, byClone.Certificates[0].Heads);
        Assert.Equal(byApi.Certificates[0].Pins, byClone.Certificates[0].Pins);
        Assert.Equal((byApi.Certificates[0].Commits, byApi.Certificates[0].PinnedBuilds), (byClone.Certificates[0].Commits, byClone.Certificates[0].PinnedBuilds));

        // What only a pull request names is not protected by such a plan: the reason why it is never carried out.
        Assert.Contains(byApi.Verdicts, verdict => verdict.Reason == Reason.PinnedInPullRequest);
        Assert.DoesNotContain(byClone.Verdicts, verdict => verdict.Reason == Reason.PinnedInPullRequest);
        world.IsGitHubUnnamed = false;
        Assert.Equal(ExitCode.Refused, await world.RunAsync("apply", world.PlanFile, "--digest", byClone.Digest!));
        Assert.Contains("The plan was made from a local clone alone.", world.Said, StringComparison.Ordinal);
        Assert.Empty(world.Servers.Traffic.Changes);
    }

    [Fact]
    public async Task Both_ways_agree_and_their_plan_can_be_applied()
    {
        await using var world = await SmallWorld.StartAsync();
        var image = world.LeaveOne(isPublic: true);
        var clone = await world.CloneAsync();
        Assert.True(await world.RunAsync("plan", "4.10", "--git-dir", clone) == ExitCode.Done, world.Said);
        Assert.Equal(HistoryWay.Both, world.Plan.Certificates[0].Way);
        Assert.True(await world.RunAsync("apply", world.PlanFile, "--digest", world.Plan.Digest!) == ExitCode.Done, world.Said);
        Assert.False(world.IsThere(image));
    }

    [Fact]
    public async Task Two_ways_that_differ_are_refused()
    {
        await using var world = await SmallWorld.StartAsync();
        var clone = await world.CloneAsync();
        var isPushed = false;
        world.Servers.Traffic.Script(new Fault(FaultKind.Hold, request =>
        {
            if (request.Service == "github" && !isPushed)
            {
                isPushed = true;
                world.PushAsync("refs/heads/release-4.10", "Between the two readings").GetAwaiter().GetResult();
            }

            return false;
        }));
        Assert.Equal(ExitCode.Refused, await world.RunAsync("plan", "4.10", "--git-dir", clone));
        Assert.Contains("The clone and the API differ on refs/heads/release-4.10 of openshift/installer", world.Said, StringComparison.Ordinal);
        Assert.False(File.Exists(world.PlanFile));
    }

    [Fact]
    public async Task A_clone_that_lags_behind_is_refused()
    {
        await using var world = await SmallWorld.StartAsync();
        var clone = await world.CloneAsync();
        await world.PushAsync("refs/heads/release-4.10", "Not fetched");
        world.IsGitHubUnnamed = true;
        Assert.Equal(ExitCode.Refused, await world.RunAsync("plan", "4.10", "--git-dir", clone));
        Assert.Contains("refs/heads/release-4.10", world.Said, StringComparison.Ordinal);
        Assert.Equal(0, world.GitHubCalls);
    }

    [Fact]
    public async Task Explain_decides_anew_on_a_clone()
    {
        await using var world = await SmallWorld.StartAsync();
        var image = world.LeaveOne(isPublic: true);
        var clone = await world.CloneAsync();
        world.IsGitHubUnnamed = true;
        Assert.True(await world.RunAsync("explain", image.ImageId, "--git-dir", clone) == ExitCode.Done, world.Said);
        Assert.Contains($"{image.ImageId} in us-east-1: prune", world.Said, StringComparison.Ordinal);
        Assert.Equal(0, world.GitHubCalls);
    }

    [Theory]
    [InlineData("apply")]
    [InlineData("prune")]
    public async Task Commands_that_change_something_know_no_clone(string command)
    {
        await using var world = await SmallWorld.StartAsync();
        Assert.Equal(ExitCode.Setup, await world.RunAsync(command, "4.10", "--git-dir", "clone"));
        Assert.Contains("--git-dir", world.Said, StringComparison.Ordinal);
    }
}
