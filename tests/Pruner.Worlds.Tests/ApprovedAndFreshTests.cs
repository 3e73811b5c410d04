using System.Collections.Concurrent;
using Pruner.Worlds.Tests.Flow;
using Pruner.Worlds.Tests.Runner;

namespace Pruner.Worlds.Tests;

/// <summary>Whatever happens between approval and application: what is changed is in the approved plan, and in what evidence says then.</summary>
public sealed class ApprovedAndFreshTests
{
    private const int FirstSeed = 1;
    private const int Worlds = 90;

    [Fact]
    public void Apply_changes_only_what_the_approved_plan_and_a_fresh_one_both_name()
    {
        var results = new ConcurrentBag<(int Seed, string Wrong, int OnlyApproved, int OnlyFresh, int Both)>();
        Crowd.Run(FirstSeed, Worlds, Environment.ProcessorCount, seed =>
        {
            var (wrong, onlyApproved, onlyFresh, both) = ApprovedAndFresh.Run(seed);
            results.Add((seed, string.Join('\n', wrong), onlyApproved, onlyFresh, both));
        });

        Assert.All(results, result => Assert.True(result.Wrong.Length == 0, $"seed {result.Seed}: {result.Wrong}"));
        // Plans that say the same, or have nothing in common, would prove little.
        Assert.True(results.Sum(result => result.OnlyApproved) > Worlds / 4, $"{results.Sum(result => result.OnlyApproved)} images only in the approved plans");
        Assert.True(results.Sum(result => result.OnlyFresh) > Worlds / 45, $"{results.Sum(result => result.OnlyFresh)} images only in the fresh plans");
        Assert.True(results.Sum(result => result.Both) > Worlds / 3, $"{results.Sum(result => result.Both)} images in both");
    }
}
