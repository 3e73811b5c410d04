using Pruner.GitHub.Tests.Infrastructure;
using Pruner.TwoReaders.Tests.Infrastructure;

namespace Pruner.TwoReaders.Tests;

public sealed class RandomHistoryTests
{
    /// <summary>The seed stands in the name of a test that fails; to look at that history, run its row alone.</summary>
    [Theory]
    [InlineData(1, "--mirror")]
    [InlineData(2, "--no-checkout")]
    [InlineData(3, "--mirror")]
    [InlineData(4, "--no-checkout")]
    [InlineData(5, "--mirror")]
    [InlineData(6, "--no-checkout")]
    [InlineData(7, "--mirror")]
    [InlineData(8, "--no-checkout")]
    public async Task Both_ways_find_what_git_finds_in_a_history_made_by_chance(int seed, string form)
    {
        using var git = new TestRepository();
        new RandomHistory(git, seed).Make();
        await using var ways = await TwoWays.StartAsync(git, form);
        var pins = await ways.AssertSamePinsAsync();

        Assert.InRange(pins.Certificates[0].Commits, 5, 100);
        Assert.InRange(pins.Certificates[0].Pins["aliyun"], 2, 100);
    }
}
