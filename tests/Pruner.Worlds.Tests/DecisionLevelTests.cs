using Pruner.Worlds.Tests.Decisions;

namespace Pruner.Worlds.Tests;

/// <summary>A slice of the worlds that are decided both ways, by the planner and by the oracle; <c>worlds --level decision</c> runs as many as wanted.</summary>
public sealed class DecisionLevelTests
{
    private const int FirstSeed = 1_000_000;
    private const int Worlds = 20_000;

    [Fact]
    public void The_planner_prunes_exactly_what_the_oracle_lets_go()
    {
        var doomed = 0;
        for (var seed = FirstSeed; seed < FirstSeed + Worlds; seed++)
        {
            var verdict = DecisionWorlds.Run(seed);

            Assert.True(verdict.Wrong.IsEmpty, verdict.ToString());
            doomed += verdict.Doomed;
        }

        Assert.True(doomed > Worlds, $"only {doomed} images were to go");
    }
}
