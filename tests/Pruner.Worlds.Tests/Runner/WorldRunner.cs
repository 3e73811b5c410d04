using System.Globalization;
using Pruner.Worlds.Tests.Decisions;
using Pruner.Worlds.Tests.Flow;

namespace Pruner.Worlds.Tests.Runner;

/// <summary>Runs many worlds from the command line: <c>worlds --level flow --seed 1 --runs 1000 --threads 2</c>.</summary>
internal static class WorldRunner
{
    private const int MostShrinkingRuns = 60;

    /// <summary>Runs them, and tells how it went.</summary>
    /// <returns>0 when nothing was wrong, 1 when something was, 2 when the arguments are not understood.</returns>
    public static int Run(string[] arguments)
    {
        if (RunnerOptions.TryParse(arguments) is not { } options)
        {
            Console.Error.WriteLine("worlds [--level decision|flow|crash] [--seed N] [--runs N] [--threads N] [--verbose]");
            return 2;
        }

        if (options.Level == "crash")
        {
            return Enum.GetValues<CrashScene>().Max(scene => RunCrashes(options, scene));
        }

        return Judge(options, options.Level == "flow" ? FlowVerdict : DecisionWorlds.Run);
    }

    // One world; the runs are all its crash points, then samples of two crashes.
    private static int RunCrashes(RunnerOptions options, CrashScene scene)
    {
        var crashes = new CrashPoints(options.Seed, scene);
        var points = crashes.Points;
        Console.WriteLine(
            $"{scene}: {points.Length} crash points: {crashes.Calls} calls, before and after each, and {crashes.Writes} writes of records, at three places of each");
        var deaths = 0;
        var ended = Judge(options with { Seed = 0, Runs = points.Length + options.Runs }, n =>
        {
            var verdict = crashes.Run(n < points.Length ? [points[n]] : crashes.Two(n));
            Interlocked.Add(ref deaths, verdict.Struck.Length);
            return verdict;
        });
        Console.WriteLine($"{scene}: {deaths} deaths");
        return ended;
    }

    private static int Judge(RunnerOptions options, Func<int, WorldVerdict> run)
    {
        var tally = new Tally(options.Runs, TimeProvider.System);
        Crowd.Run(options.Seed, options.Runs, options.Threads, seed =>
        {
            var verdict = Try(run, seed);
            if (options.IsVerbose || verdict.Wrong.Length > 0)
            {
                tally.Say(verdict.ToString());
            }

            tally.Count(verdict);
            if (verdict.Wrong.Length > 0 && options.Level == "flow")
            {
                tally.Say(Shrink(seed, verdict));
            }
        });
        tally.Say(tally.ToString());
        return tally.Wrong == 0 ? 0 : 1;
    }

    // A world that breaks its runner is wrong as well, and must not end the others.
    private static WorldVerdict Try(Func<int, WorldVerdict> run, int seed)
    {
        try
        {
            return run(seed);
        }
        catch (Exception error)
        {
            return new WorldVerdict(seed, [error.ToString()], [], "", 0);
        }
    }

    /// <summary>Runs one world from end to end.</summary>
    /// <param name="seed">Its seed.</param>
    public static WorldVerdict FlowVerdict(int seed)
    {
        var result = FlowRun.Run(seed, Scratch.NewFolder());
        return new WorldVerdict(seed, result.Wrong, [.. result.Stages, .. result.Struck.Select(fault => "  " + fault)], result.Said, result.Doomed) { Struck = result.Struck };
    }

    // Leaves faults out as long as something stays wrong: what is left is what it takes.
    private static string Shrink(int seed, WorldVerdict verdict)
    {
        if (verdict.Told.IsEmpty)
        {
            return $"seed {seed}: it has no end, and is not shrunk";
        }

        var result = FlowRun.Run(seed, Scratch.NewFolder());
        if (result.Wrong.IsEmpty)
        {
            return $"seed {seed}: not wrong the second time; {verdict.Wrong.Length} things were the first time";
        }

        if (result.Struck.IsEmpty)
        {
            return $"seed {seed}: it takes no fault";
        }

        var left = result.Struck.ToHashSet(StringComparer.Ordinal);
        var runs = 0;
        for (var size = Math.Max(1, left.Count / 2); size >= 1 && runs < MostShrinkingRuns; size = size > 1 ? size / 2 : 0)
        {
            foreach (var chunk in left.Chunk(size).ToList())
            {
                var fewer = left.Except(chunk, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
                if (++runs < MostShrinkingRuns && FlowRun.Run(seed, Scratch.NewFolder(), fewer) is { Wrong.IsEmpty: false })
                {
                    left = fewer;
                }
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {left.Count} faults are enough:\n  {string.Join("\n  ", left.Order(StringComparer.Ordinal))}");
    }
}
