using Pruner.Core.Tests.Planning;
using Pruner.Worlds.Tests.Runner;

namespace Pruner.Worlds.Tests.Decisions;

/// <summary>Worlds at the level of one decision: the planner against the oracle.</summary>
internal static class DecisionWorlds
{
    /// <summary>Decides one world both ways.</summary>
    /// <param name="seed">Its seed.</param>
    public static WorldVerdict Run(int seed)
    {
        var random = new RandomWorld(seed);
        var world = random.Make();
        var expected = new Oracle(world, random.BuildIds).Pruned();
        var pruned = world.Pruned();
        return new WorldVerdict(
            seed,
            [.. pruned.Except(expected).Select(image => $"{image} is pruned and must stay"), .. expected.Except(pruned).Select(image => $"{image} stays and may go")],
            [],
            "",
            pruned.Count);
    }
}
