using System.Globalization;
using System.Text.Json;
using Pruner.Container.Tests.Infrastructure;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.Hosting;

namespace Pruner.Container.Tests.Image;

/// <summary>The image, run as the runner runs it.</summary>
public sealed class RunnerTests
{
    [Fact]
    public async Task A_plan_and_a_dry_run_change_nothing_and_leave_their_files_in_the_workspace()
    {
        await using var host = await RunnerHost.StartAsync();
        var planned = await host.RunAsync(["plan", "4.10", .. host.Services]);
        Assert.True(planned.ExitCode == 0, planned.Error);
        Assert.Matches("[0-9a-f]{64}\\s*$", planned.Out);
        Assert.True(File.Exists(Path.Combine(host.Workspace, "pruner-state", "plan.json")));

        var rehearsed = await host.RunAsync(["prune", "4.10", "--dry-run", .. host.Services]);
        Assert.True(rehearsed.ExitCode == 0, rehearsed.Error);
        Assert.True(File.Exists(Path.Combine(host.Workspace, "pruner-state", "ledger-dry-run.json")));
        Assert.Empty(host.Servers.Traffic.Changes);
    }

    [Fact]
    public async Task An_approved_plan_is_applied_by_the_next_container()
    {
        await using var host = await RunnerHost.StartAsync();
        var planned = await host.RunAsync(["plan", "4.10", .. host.Services]);
        var digest = planned.Out.TrimEnd().Split([' ', '\n'])[^1];
        var applied = await host.RunAsync(["apply", "pruner-state/plan.json", "--digest", digest, .. host.Services]);
        Assert.True(applied.ExitCode == 0, applied.Error);
        Assert.Empty(host.Faults());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stopped_in_the_middle_it_ends_in_time_and_the_next_run_finishes(bool isAnswered)
    {
        await using var host = await RunnerHost.StartAsync();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var deletions = 0;
        host.Servers.Traffic.Script(new Fault(FaultKind.Hold, request =>
        {
            if (request.Operation != "DeleteImage" || Interlocked.Increment(ref deletions) != 20)
            {
                return false;
            }

            reached.SetResult();
            return true;
        })
        { Gate = answer.Task });

        var name = host.NewName();
        var running = host.RunNamedAsync(name, [], ["prune", "4.10", "--yes", .. host.Services]);
        await Task.WhenAny(reached.Task, running);
        Assert.False(running.IsCompleted, running.IsCompleted ? (await running).Error : "");

        // SIGTERM, and SIGKILL ten seconds later: an end with 137 would mean that it was killed.
        var stopping = RunnerHost.DockerAsync("stop", "--time", "10", name);
        if (isAnswered)
        {
            answer.SetResult();
        }

        var stopped = await running;
        await stopping;
        Assert.True(stopped.ExitCode == 143, $"It ended with {stopped.ExitCode.ToString(CultureInfo.InvariantCulture)}: {stopped.Error}");
        Assert.Contains("Run the same command again to go on where it stopped.", stopped.Error, StringComparison.Ordinal);
        Assert.EndsWith("}\n", File.ReadAllText(Path.Combine(host.Workspace, "pruner-state", "journal.jsonl")), StringComparison.Ordinal);
        answer.TrySetResult();

        var finished = await host.RunAsync(["prune", "4.10", "--yes", .. host.Services]);
        Assert.True(finished.ExitCode == 0, finished.Error);
        Assert.Empty(host.Faults());
        Assert.Equal(0, (await host.RunAsync("ledger", "verify")).ExitCode);
    }

    [Fact]
    public async Task A_plan_of_fourteen_thousand_images_fits_into_a_small_container()
    {
        await using var host = await RunnerHost.StartAsync();
        for (var number = host.Servers.Cloud.Images.Count; number < 14_000; number++)
        {
            var id = number.ToString("x8", CultureInfo.InvariantCulture);
            host.Servers.Cloud.Add(new EcsImage
            {
                RegionId = host.Servers.Cloud.Images[number % 800].RegionId,
                ImageId = $"m-many{id}",
                ImageName = $"many-{id}",
                CreatedAt = DateTimeOffset.UnixEpoch.AddYears(50),
                OwnerId = host.Servers.Cloud.AccountId,
                SnapshotIds = [],
            });
        }

        var planned = await host.RunNamedAsync(host.NewName(), ["--memory", "256m", "--memory-swap", "256m"], ["plan", "4.10", .. host.Services]);
        Assert.True(planned.ExitCode == 0, planned.Error);
        using var plan = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(host.Workspace, "pruner-state", "plan.json")));
        Assert.InRange(plan.RootElement.GetProperty("verdicts").GetArrayLength(), 13_900, 14_000);
    }
}
