using System.Collections.Immutable;
using Pruner.Core;
using Pruner.Worlds.Tests.Faults;
using Pruner.Worlds.Tests.Made;
using Pruner.Worlds.Tests.Simulated;

namespace Pruner.Worlds.Tests.Flow;

/// <summary>
/// One world from end to end: run under its faults, stopped or not, then in peace until it is done, then once more. What must hold is looked at after each.
/// </summary>
internal static class FlowRun
{
    private const int MostRunsInPeace = 6;

    /// <summary>Runs the world of a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="folder">A folder of its own.</param>
    /// <param name="only">Only these faults; null for all that the seed gives.</param>
    public static FlowResult Run(int seed, string folder, IReadOnlySet<string>? only = null)
    {
        var faults = new FaultSchedule(seed, only);
        using var world = FlowWorld.Start(WorldMaker.Make(seed), seed, faults, folder);
        var watchman = new Watchman(world);
        var chance = new Chance(seed);
        var stages = new List<string>();
        FlowResult Result(IEnumerable<string> wrong) => new(seed, [.. wrong], faults.Struck, [.. stages, .. world.Requests.Where(request => request.IsChange).Select(request => $"request {request.Number} {request.Operation} {request.Location} {request.Query}: {request.Status}")], world.Made.Doomed.Count, world.Said);

        faults.IsOn = true;
        if (chance.Is(0.1, "clocks") && faults.Strikes("clocks apart"))
        {
            world.Skew(Minutes("cloud clock"), Minutes("other clock"));
        }

        for (var n = 1; n <= 1 + chance.Below(3, "runs in trouble"); n++)
        {
            var ended = world.Run(StopOf(n), Command());
            stages.Add($"in trouble: {ended?.ToString() ?? "killed"}");
            var wrong = watchman.WrongChanges().Concat(Judge(ended, world, watchman)).ToList();
            if (wrong.Count > 0)
            {
                return Result(wrong);
            }
        }

        world.CalmDown();
        ExitCode? last = null;
        for (var n = 1; n <= MostRunsInPeace && !(last == ExitCode.Done && !watchman.Unfinished().Any()); n++)
        {
            last = world.Run(StopPoint.None, Command());
            stages.Add($"in peace: {last}");
            var wrong = watchman.WrongChanges().Concat(Judge(last, world, watchman)).ToList();
            if (wrong.Count > 0)
            {
                return Result(wrong);
            }
        }

        var unfinished = watchman.Unfinished().ToList();
        if (last != ExitCode.Done || unfinished.Count > 0)
        {
            return Result(unfinished.Prepend($"not done after {MostRunsInPeace} runs in peace: {last}"));
        }

        var changes = world.Requests.Length;
        var repeated = world.Run(StopPoint.None, Command());
        return Result(watchman.WrongChanges()
            .Concat(repeated == ExitCode.Done ? [] : [$"the repetition ended with {repeated}"])
            .Concat(world.Requests.Skip(changes).Where(request => request.IsChange).Select(request => $"the repetition asked for {request.Operation} {request.Query}"))
            .Concat(world.Run(StopPoint.None, "ledger", "verify") == ExitCode.Done ? [] : ["the ledger does not agree with its journal"]));

        string[] Command() => ["prune", .. world.Made.Chosen, "--yes"];
        TimeSpan Minutes(string what) => TimeSpan.FromMinutes(chance.Is(0.3, "much " + what) ? chance.Below(2880, what) - 1440 : chance.Below(9, what) - 4);
        StopPoint StopOf(int run)
        {
            var kind = (StopKind)chance.Below(8, $"stop {run}");
            if (kind > StopKind.DiskFull || (kind != StopKind.DiskFull && !faults.Strikes($"{kind} in run {run}")))
            {
                return StopPoint.None;
            }

            var atCall = kind != StopKind.DiskFull && chance.Is(0.7, $"stop at call {run}");
            return new StopPoint(
                atCall || kind == StopKind.DiskFull ? kind : StopKind.KillBefore,
                atCall ? 1 + chance.Below(120, $"call {run}") : 0,
                atCall ? 0 : 1 + chance.Below(25, $"write {run}"),
                chance.Of($"part {run}"));
        }
    }

    /// <summary>What an ending promises and the world does not hold.</summary>
    private static IEnumerable<string> Judge(ExitCode? ended, FlowWorld world, Watchman watchman)
    {
        if (ended == ExitCode.Defect)
        {
            yield return "a defect of pruner";
        }

        // A run that was refused or killed wrote no ledger of its own.
        if (ended is ExitCode.Done or ExitCode.Incomplete && world.TryReadLedger() is { } ledger)
        {
            foreach (var lie in watchman.Lies(ledger))
            {
                yield return lie;
            }

            if (ended == ExitCode.Done && ledger.Totals is not { Failed: 0, Unknown: 0 })
            {
                yield return "it ended as done, and the ledger knows better";
            }
        }
    }
}

/// <summary>What became of one world.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Wrong">What must not be; empty when all is well.</param>
/// <param name="Struck">The faults that struck.</param>
/// <param name="Stages">How each run ended.</param>
/// <param name="Doomed">Images that had to go.</param>
/// <param name="Said">What the last run said.</param>
internal sealed record FlowResult(
    int Seed, ImmutableArray<string> Wrong, ImmutableArray<string> Struck, ImmutableArray<string> Stages, int Doomed, string Said);
