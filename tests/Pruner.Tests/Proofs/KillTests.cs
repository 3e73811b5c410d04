using System.Diagnostics;
using System.Text.Json;
using Pruner.Core;
using Pruner.Sandbox.Hosting;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Proofs;

/// <summary>The real program, killed in the middle of a prune and started again.</summary>
public sealed class KillTests
{
    public static TheoryData<int, bool> Moments()
    {
        // Twenty moments from the first change to the last, by turns with the change at hand made and not made.
        var moments = new TheoryData<int, bool>();
        for (var i = 0; i < 20; i++)
        {
            moments.Add(1 + (i * 46), i % 2 == 0);
        }

        return moments;
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task A_killed_prune_is_finished_by_the_next_and_no_image_is_deleted_twice(int changeAtWhichItDies, bool isChangeMade)
    {
        await using var stage = await Stage.SetAsync();
        Process? victim = null;
        var changes = 0;
        var isKilled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var isStarted = new ManualResetEventSlim();
        stage.Servers.Traffic.Script(new Fault(isChangeMade ? FaultKind.ResetAfter : FaultKind.ResetBefore, request =>
        {
            if (!request.IsChange || Interlocked.Increment(ref changes) != changeAtWhichItDies)
            {
                return false;
            }

            // SIGKILL while this very request is on the wire.
            isStarted.Wait(Stage.Token);
            victim!.Kill();
            isKilled.SetResult();
            return true;
        }));
        using (victim = stage.Start("prune", "4.10", "--yes"))
        {
            isStarted.Set();
            await Task.WhenAny(isKilled.Task, victim.WaitForExitAsync(Stage.Token));
            await victim.WaitForExitAsync(Stage.Token);
            Assert.True(isKilled.Task.IsCompleted, $"The prune made only {changes} changes.");
            Assert.NotEqual(0, victim.ExitCode);
        }

        var resumed = await stage.CallAsync("prune", "4.10", "--yes");
        Assert.True(resumed.ExitCode == ExitCode.Done, resumed.Error);
        Assert.Empty(stage.Faults());
        var twice = stage.Servers.Traffic.Requests
            .Where(request => request is { Operation: "DeleteImage", Status: 200 })
            .GroupBy(request => request.Query)
            .Where(group => group.Count() > 1);
        Assert.Empty(twice);
        Assert.Equal(ExitCode.Done, (await stage.CallAsync("ledger", "verify")).ExitCode);
        using var ledger = JsonDocument.Parse(stage.ReadState("ledger.json"));
        Assert.Equal(0, ledger.RootElement.GetProperty("totals").GetProperty("unknown").GetInt32());
        Assert.Equal(0, ledger.RootElement.GetProperty("totals").GetProperty("failed").GetInt32());
    }
}
