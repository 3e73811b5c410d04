using System.Collections.Concurrent;
using Pruner.Worlds.Tests.Faults;
using Pruner.Worlds.Tests.Runner;

namespace Pruner.Worlds.Tests;

/// <summary>A slice of the worlds that pruner runs in from end to end, with everything going wrong that may; <c>worlds --level flow</c> runs as many as wanted.</summary>
public sealed class FlowLevelTests
{
    private const int FirstSeed = 1_000_000;
    private const int Worlds = 60;

    [Fact]
    public void Whatever_goes_wrong_nothing_is_changed_wrongly_and_in_peace_all_is_done()
    {
        var verdicts = new ConcurrentBag<WorldVerdict>();
        Crowd.Run(FirstSeed, Worlds, Environment.ProcessorCount, seed => verdicts.Add(WorldRunner.FlowVerdict(seed)));

        Assert.All(verdicts, verdict => Assert.True(verdict.Wrong.IsEmpty, verdict.ToString()));
        // Worlds in which nothing goes, or nothing goes wrong, would prove little.
        Assert.True(verdicts.Sum(verdict => verdict.Doomed) > Worlds / 2);
        Assert.True(verdicts.Count(verdict => verdict.Told.Any(line => line.StartsWith("in trouble", StringComparison.Ordinal) && !line.EndsWith("Done", StringComparison.Ordinal))) > Worlds / 4);
        var struck = verdicts.SelectMany(verdict => verdict.Struck).ToList();
        Assert.All(
            Enum.GetValues<Mishap>().Where(mishap => mishap != Mishap.None),
            mishap => Assert.Contains(struck, fault => fault.StartsWith($"{mishap} ", StringComparison.Ordinal)));
        Assert.All(
            (string[])["TagResources", "ModifyImageSharePermission", "DeleteImage"],
            change => Assert.Contains(struck, fault => fault.Contains($" ecs {change} ", StringComparison.Ordinal)));
    }
}
