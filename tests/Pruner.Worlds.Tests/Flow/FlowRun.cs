using System.Collections.Immutable;
using Pruner.Core;
using Pruner.Worlds.Tests.Faults;
using Pruner.Worlds.Tests.Made;
using Pruner.Worlds.Tests.Simulated;

namespace Pruner.Worlds.Tests.Flow;

/// <summary>
/// One world from end to end: run under its faults, stopped or not, then in peace until it is done, then once more. What must hold is looked at after each.
/// </summary>
internal sealed class FlowRun
{
    private const int MostRunsInPeace = 12;
    private const int MostRunsInTrouble = 3;
    private const int MostCalls = 120;

    private readonly FlowWorld _world;
    private readonly Watchman _watchman;
    private readonly Chance _chance;
    private readonly List<string> _stages = [];
    private readonly List<string> _wrong = [];

    private FlowRun(FlowWorld world, int seed) => (_world, _watchman, _chance) = (world, new Watchman(world), new Chance(seed));

    /// <summary>Runs the world of a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="folder">A folder of its own.</param>
    /// <param name="only">Only these faults; null for all that the seed gives.</param>
    public static FlowResult Run(int seed, string folder, IReadOnlySet<string>? only = null)
    {
        var faults = new FaultSchedule(seed, only);
        using var world = FlowWorld.Start(WorldMaker.Make(seed), seed, faults, folder);
        var run = new FlowRun(world, seed);
        run.InTrouble();
        run.InPeace();
        run.Again();
        ImmutableArray<string> stages = [.. run._stages, .. world.Requests.Where(request => request.IsChange).Select(request => $"request {request.Number} {request.Operation} {request.Location} {request.Query}: {request.Status}")];
        return new FlowResult([.. run._wrong], faults.Struck, stages, world.Made.Doomed.Count, world.Said);
    }

    private string[] Command => ["prune", .. _world.Made.Chosen, "--yes"];

    private void InTrouble()
    {
        _world.Faults.IsOn = true;
        if (_chance.Is(0.1, "clocks") && _world.Faults.Strikes("clocks apart"))
        {
            _world.Skew(Minutes("cloud clock"), Minutes("other clock"));
        }

        var runs = 1 + _chance.Below(MostRunsInTrouble, "runs in trouble");
        var surpriseIn = 1 + _chance.Below(MostRunsInTrouble, "run of the surprise");
        for (var n = 1; n <= runs && _wrong.Count == 0; n++)
        {
            _world.MovePages();
            RunOnce("in trouble", StopOf(n), n == surpriseIn ? 1 + _chance.Below(MostCalls, "call of the surprise") : null);
            Meanwhile(n);
        }

        // What did not come in the middle of a run comes between two.
        _world.Surprise();

        _world.CalmDown();
    }

    private void InPeace()
    {
        ExitCode? ended = null;
        for (var n = 1; n <= MostRunsInPeace && _wrong.Count == 0; n++)
        {
            ended = RunOnce("in peace", StopPoint.None);
            // One that only finished another knows nothing newer than that did.
            if (ended == ExitCode.Done && !_world.Said.Contains("Run again to plan anew", StringComparison.Ordinal) && !_watchman.Unfinished().Any())
            {
                _wrong.AddRange(_watchman.Unrestored());
                return;
            }

            _world.Pass(_world.Made.Grace is null ? TimeSpan.Zero : TimeSpan.FromDays(1));
        }

        if (_wrong.Count == 0)
        {
            _wrong.AddRange(_watchman.Unfinished().Prepend($"not done after {MostRunsInPeace} runs in peace: {ended}"));
        }
    }

    private void Again()
    {
        if (_wrong.Count > 0)
        {
            return;
        }

        var before = _world.Requests.Length;
        var ended = RunOnce("again", StopPoint.None);
        _wrong.AddRange(_world.Requests.Skip(before).Where(request => request.IsChange).Select(request => $"the repetition asked for {request.Operation} {request.Query}"));
        if (ended != ExitCode.Done || _world.Run(StopPoint.None, "ledger", "verify") != ExitCode.Done)
        {
            _wrong.Add($"the repetition ended with {ended}, or its ledger does not agree with its journal");
        }
    }

    /// <summary>What happens between two runs of a world with a grace: days pass, and people have hands.</summary>
    private void Meanwhile(int run)
    {
        if (_world.Made.Grace is null)
        {
            return;
        }

        _world.Pass(TimeSpan.FromHours(_chance.Below(100, $"time after {run}")));
        if (_chance.Is(0.3, $"hand after {run}") && _world.Faults.Strikes($"mark taken off after run {run}"))
        {
            _world.TakeMarkOff();
        }
    }

    private ExitCode? RunOnce(string stage, StopPoint stop, int? surpriseAtCall = null)
    {
        var ended = _world.Run(stop, surpriseAtCall, Command);
        _stages.Add($"{stage}: {ended?.ToString() ?? "killed"}");
        _wrong.AddRange(_watchman.WrongChanges().Concat(Judge(ended)));
        return ended;
    }

    /// <summary>What an ending promises and the world does not hold.</summary>
    private IEnumerable<string> Judge(ExitCode? ended)
    {
        if (ended == ExitCode.Defect)
        {
            yield return "a defect of pruner";
        }

        // A run that was refused or killed wrote no ledger of its own.
        if (ended is ExitCode.Done or ExitCode.Incomplete && _world.TryReadLedger() is { } ledger)
        {
            foreach (var lie in _watchman.Lies(ledger))
            {
                yield return lie;
            }

            if (ended == ExitCode.Done && ledger.Totals is not { Failed: 0, Unknown: 0 })
            {
                yield return "it ended as done, and the ledger knows better";
            }
        }
    }

    private TimeSpan Minutes(string what) =>
        TimeSpan.FromMinutes(_chance.Is(0.3, "much " + what) ? _chance.Below(2880, what) - 1440 : _chance.Below(9, what) - 4);

    private StopPoint StopOf(int run)
    {
        // Of eight kinds four are none: as many runs go through.
        var kind = (StopKind)_chance.Below(8, $"stop {run}");
        if (kind > StopKind.DiskFull || (kind != StopKind.DiskFull && !_world.Faults.Strikes($"{kind} in run {run}")))
        {
            return StopPoint.None;
        }

        return kind != StopKind.DiskFull && (kind == StopKind.Interrupt || _chance.Is(0.7, $"stop at call {run}"))
            ? new StopPoint(kind, 1 + _chance.Below(MostCalls, $"call {run}"), 0, 0)
            : new StopPoint(kind, 0, 1 + _chance.Below(25, $"write {run}"), _chance.Of($"part {run}"));
    }
}

/// <summary>What became of one world.</summary>
/// <param name="Wrong">What must not be; empty when all is well.</param>
/// <param name="Struck">The faults that struck.</param>
/// <param name="Stages">How each run ended, and every changing call.</param>
/// <param name="Doomed">Images that had to go.</param>
/// <param name="Said">What the last run said.</param>
internal sealed record FlowResult(ImmutableArray<string> Wrong, ImmutableArray<string> Struck, ImmutableArray<string> Stages, int Doomed, string Said);
