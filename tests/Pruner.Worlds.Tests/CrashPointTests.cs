using System.Collections.Concurrent;
using Pruner.Worlds.Tests.Flow;
using Pruner.Worlds.Tests.Runner;

namespace Pruner.Worlds.Tests;

/// <summary>Dying anywhere and being started again comes to the same as not dying; <c>worlds --level crash</c> does it in the world of any seed.</summary>
public sealed class CrashPointTests
{
    private const int Pairs = 30;

    [Theory]
    // Images to go in three regions, public and not, and a snapshot that two images rest on.
    [InlineData(59, false)]
    public void Wherever_a_run_dies_the_next_ones_come_to_the_same_cloud_and_the_same_outcomes(int seed, bool isRefused)
    {
        var crashes = new CrashPoints(seed, isRefused);
        var points = crashes.Points;
        var verdicts = new ConcurrentBag<WorldVerdict>();

        Crowd.Run(0, points.Length + Pairs, Environment.ProcessorCount, n => verdicts.Add(crashes.Run(n < points.Length ? [points[n]] : crashes.Two(n))));

        Assert.True(points.Length > 100, $"only {points.Length} places were found");
        Assert.All(verdicts, verdict => Assert.True(verdict.Wrong.IsEmpty, verdict.ToString()));
    }
}
