using System.Collections.Concurrent;
using Pruner.Worlds.Tests.Flow;
using Pruner.Worlds.Tests.Runner;

namespace Pruner.Worlds.Tests;

/// <summary>Dying anywhere and being started again comes to the same as not dying; <c>worlds --level crash</c> does it in the world of any seed.</summary>
public sealed class CrashPointTests
{
    private const int Pairs = 10;

    /// <param name="seed">The world.</param>
    /// <param name="scene">Which of its runs dies.</param>
    /// <param name="each">Of so many places one, for the time that it takes: <c>worlds --level crash</c> takes all.</param>
    [Theory]
    // Images to go in three regions, public and not, one shared, and a snapshot that two images rest on.
    [InlineData(164, CrashScene.First, 1)]
    [InlineData(164, CrashScene.Refused, 4)]
    // The same with a grace of one day.
    [InlineData(182, CrashScene.First, 4)]
    [InlineData(182, CrashScene.Ripe, 4)]
    // With a role, whose sessions may do only what the plan says.
    [InlineData(123, CrashScene.Ripe, 4)]
    public void Wherever_a_run_dies_the_next_ones_come_to_the_same_cloud_and_the_same_outcomes(int seed, CrashScene scene, int each)
    {
        var crashes = new CrashPoints(seed, scene);
        StopPoint[] points = [.. crashes.Points.Where((_, n) => n % each == 0)];
        var verdicts = new ConcurrentBag<WorldVerdict>();

        Crowd.Run(0, points.Length + Pairs, Environment.ProcessorCount, n => verdicts.Add(crashes.Run(n < points.Length ? [points[n]] : crashes.Two(n))));

        Assert.True(crashes.Points.Length > 100, $"only {crashes.Points.Length} places were found");
        // Threads may put two entries into one write: a run may be at its end before its last places come, but not before others.
        Assert.True(verdicts.Count(verdict => verdict.Struck.IsEmpty) <= verdicts.Count / 25, $"of {verdicts.Count} runs {verdicts.Count(verdict => verdict.Struck.IsEmpty)} did not die");
        Assert.True(verdicts.Any(verdict => verdict.Struck.Length > 1), "no run that resumed died as well");
        Assert.All(verdicts, verdict => Assert.True(verdict.Wrong.IsEmpty, verdict.ToString()));
    }
}
