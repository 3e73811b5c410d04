using Pruner.Sandbox.Driver;
using Pruner.Sandbox.Kills;

namespace Pruner.Sandbox.Tests.Kills;

/// <summary>A slice of the kills; <c>kill --kills 1000</c> does as many as wanted.</summary>
public sealed class KillRunnerTests
{
    private const int Kills = 8;

    [Fact]
    public async Task Whenever_the_built_pruner_is_killed_the_next_runs_come_to_the_same_end_and_no_record_is_lost()
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();

        var ended = await new SandboxProgram(output, error, TimeProvider.System).RunAsync(["kill", "--kills", $"{Kills}", "--seed", "2", "--builds", "4"], TestContext.Current.CancellationToken);

        Assert.True(ended == 0, $"{output}{error}");
        Assert.Contains($"{Kills} of {Kills} kills", output.ToString(), StringComparison.Ordinal);
        // A process that was killed before its first change has proved little.
        Assert.Matches($@"{Kills} of {Kills} kills \(.* [1-9][0-9]* among changes", output.ToString());
    }

    [Theory]
    [InlineData("--kills", "0")]
    [InlineData("--kills", "many")]
    [InlineData("--kills")]
    [InlineData("--program", "/no/such/file")]
    [InlineData("--force", "1")]
    public async Task What_it_does_not_know_is_refused(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();

        Assert.Equal(2, await new SandboxProgram(output, error, TimeProvider.System).RunAsync(["kill", .. arguments], TestContext.Current.CancellationToken));
        Assert.StartsWith("Usage: kill [--kills N]", error.ToString(), StringComparison.Ordinal);
        Assert.Equal("", output.ToString());
    }

    [Fact]
    public void Moments_are_drawn_from_the_seed_and_of_every_kind()
    {
        var (one, two) = (new Random(7), new Random(7));
        var moments = Enumerable.Range(0, 200).Select(_ => KillMoment.Draw(one)).ToList();

        Assert.Equal(moments, Enumerable.Range(0, 200).Select(_ => KillMoment.Draw(two)));
        Assert.Equal(Enum.GetValues<KillSign>().Order(), moments.Select(moment => moment.Sign).Distinct().Order());
        Assert.All(moments, moment => Assert.InRange(moment.Number, 1, 300));
    }

    [Fact]
    public void A_kill_counts_where_it_struck()
    {
        var tally = new KillTally(4, TimeProvider.System);
        tally.Count(changes: 0, isFinished: true);
        tally.Count(changes: 1, isFinished: false);
        tally.Count(changes: 1, isFinished: true);

        Assert.Equal((1, 1, 1, 3, 1), (tally.Reading, tally.Changing, tally.Ending, tally.Kills, tally.Left));
    }
}
