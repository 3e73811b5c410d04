using System.Collections.Concurrent;
using Pruner.Worlds.Tests.Flow;
using Pruner.Worlds.Tests.Runner;

namespace Pruner.Worlds.Tests;

/// <summary>Whatever happens between approval and application: what is changed is in the approved plan, and in what evidence says then.</summary>
public sealed class ApprovedAndFreshTests
{
    private const int FirstSeed = 1;
    private const int Worlds = 150;

    [Fact]
    public void Apply_changes_only_what_the_approved_plan_and_a_fresh_one_both_name()
    {
        var results = new ConcurrentBag<(int Seed, string Wrong, int OnlyApproved, int OnlyFresh, int Both, int Deleted)>();
        Crowd.Run(FirstSeed, Worlds, Environment.ProcessorCount, seed =>
        {
            var (wrong, approvedOnly, freshOnly, inBoth, deleted) = ApprovedAndFresh.Run(seed);
            results.Add((seed, string.Join('\n', wrong), approvedOnly, freshOnly, inBoth, deleted));
        });

        Assert.All(results, result => Assert.True(result.Wrong.Length == 0, $"seed {result.Seed}: {result.Wrong}"));
        // Plans that say the same, or have nothing in common, would prove little.
        var (onlyApproved, onlyFresh, both) = (results.Sum(result => result.OnlyApproved), results.Sum(result => result.OnlyFresh), results.Sum(result => result.Both));
        Assert.True(onlyApproved > Worlds / 4 && onlyFresh > 0 && both > Worlds / 4, $"{onlyApproved} images only in the approved plans, {onlyFresh} only in the fresh ones, {both} in both");
        // Of what both name only what somebody's hand made public or private meanwhile may stay.
        var gone = results.Sum(result => result.Deleted);
        Assert.True(gone <= both && gone > both - (Worlds / 4), $"{gone} of the {both} images that both plans name were deleted");
    }
}
