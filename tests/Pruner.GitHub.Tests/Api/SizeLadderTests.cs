using Pruner.GitHub.Api;

namespace Pruner.GitHub.Tests.Api;

public sealed class SizeLadderTests
{
    [Fact]
    public async Task It_goes_down_until_an_answer_comes_and_stays_there()
    {
        var ladder = new SizeLadder(100, 50, 25, 10);
        var asked = new List<int>();
        Assert.Equal(25, await ladder.ClimbAsync(100, (size, _) =>
        {
            asked.Add(size);
            return size > 25 ? throw new TooHeavyException() : Task.FromResult(size);
        }));
        Assert.Equal([100, 50, 25], asked);
        Assert.Equal(25, ladder.Current);
    }

    [Fact]
    public async Task The_lowest_rung_may_not_shrink()
    {
        var ladder = new SizeLadder(100, 10);
        var allowed = new List<(int, bool)>();
        await Assert.ThrowsAsync<TooHeavyException>(() => ladder.ClimbAsync<int>(100, (size, mayShrink) =>
        {
            allowed.Add((size, mayShrink));
            throw new TooHeavyException();
        }));
        Assert.Equal([(100, true), (10, false)], allowed);
    }

    [Fact]
    public async Task Twenty_good_answers_lead_one_rung_up()
    {
        var ladder = new SizeLadder(100, 50, 25);
        await ladder.ClimbAsync(100, (size, _) => size > 25 ? throw new TooHeavyException() : Task.FromResult(size));
        for (var i = 0; i < 18; i++)
        {
            await ladder.ClimbAsync(100, (size, _) => Task.FromResult(size));
        }

        Assert.Equal(25, ladder.Current);
        await ladder.ClimbAsync(100, (size, _) => Task.FromResult(size));
        Assert.Equal(50, ladder.Current);
    }

    [Fact]
    public async Task A_smaller_need_is_asked_for_as_it_is() =>
        Assert.Equal(3, await new SizeLadder(100, 10).ClimbAsync(3, (size, _) => Task.FromResult(size)));
}
