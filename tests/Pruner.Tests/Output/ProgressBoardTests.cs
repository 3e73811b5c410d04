using Pruner.Output;

namespace Pruner.Tests.Output;

public sealed class ProgressBoardTests
{
    private static readonly DateTimeOffset Start = Papers.Now;

    [Theory]
    [InlineData(40, 24, false)]
    [InlineData(80, 24, false)]
    [InlineData(200, 50, true)]
    [InlineData(10, 4, true)]
    [InlineData(1, 1, false)]
    public void Whatever_is_under_way_fits_into_the_window(int columns, int rows, bool isColoured)
    {
        var board = Enumerable.Range(0, 30).Aggregate(
            ProgressBoard.Empty.Read("commits", 100, 18_912, Start), (all, n) => all.Worked($"ap-southeast-{n:D2}", n % 3, 3, Start.AddSeconds(n)));
        board = board.Read("pull requests", 7, total: null, Start.AddSeconds(40));
        var lines = board.Lines(Start.AddSeconds(40), columns, rows, isUnicode: true, new Palette(isColoured));
        Assert.InRange(lines.Length, 1, Math.Max(1, rows - 1));
        Assert.All(Said.Plain(lines), line => Assert.True(SafeText.Columns(line) < Math.Max(2, columns), line));
        Assert.Equal(isColoured && columns > 1, lines.Any(line => line.Contains('\e', StringComparison.Ordinal)));
    }

    [Fact]
    public void A_region_shows_its_share_its_rate_and_the_time_that_is_left()
    {
        var board = ProgressBoard.Empty.Worked("us-east-1", 0, 240, Start).Worked("us-east-1", 60, 240, Start.AddSeconds(30));
        Assert.Equal(
            ["Images done: 60 of 240  0:30  2.0/s  1:30 left", "  us-east-1  60 of 240  #####...............     2.0/s  1:30 left"],
            board.Lines(Start.AddSeconds(30), 100, 24, isUnicode: false, new Palette(false)));
    }

    [Theory]
    [InlineData(50, "Images done: 60 of 240  0:30  2.0/s  1:30 left", "  us-east-1  60 of 240     2.0/s  1:30 left")]
    [InlineData(40, "Images done: 60 of 240  0:30  2.0/s", "  us-east-1  60 of 240  1:30 left")]
    [InlineData(30, "Images done: 60 of 240  0:30", "  us-east-1  60 of 240")]
    public void In_a_narrow_window_what_does_not_fit_is_left_out_whole(int columns, string head, string row)
    {
        var board = ProgressBoard.Empty.Worked("us-east-1", 0, 240, Start).Worked("us-east-1", 60, 240, Start.AddSeconds(30));
        Assert.Equal([head, row], board.Lines(Start.AddSeconds(30), columns, 24, isUnicode: false, new Palette(false)));
    }

    [Fact]
    public void The_slowest_region_says_when_all_are_done()
    {
        var board = ProgressBoard.Empty
            .Worked("a", 0, 1000, Start).Worked("a", 900, 1000, Start.AddSeconds(10))
            .Worked("b", 0, 100, Start).Worked("b", 10, 100, Start.AddSeconds(10));
        Assert.Equal("Images done: 910 of 1,100  0:10  91/s  1:30 left", board.Lines(Start.AddSeconds(10), 100, 24, false, new Palette(false))[0]);
    }

    [Fact]
    public void Regions_that_are_done_become_one_line()
    {
        var board = ProgressBoard.Empty.Worked("a", 5, 5, Start).Worked("b", 7, 7, Start).Worked("c", 1, 5, Start);
        var lines = board.Lines(Start, 100, 24, false, new Palette(false));
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("  c  1 of 5", lines[1], StringComparison.Ordinal);
        Assert.Equal("  and 2 regions done", lines[2]);
    }

    [Fact]
    public void A_rate_is_not_told_before_it_means_something()
    {
        var board = ProgressBoard.Empty.Read("commits", 100, 1000, Start).Read("commits", 200, 1000, Start.AddSeconds(1));
        Assert.Null(board.Reading[0].RateAt(Start.AddSeconds(1)));
        Assert.Equal(50, board.Reading[0].RateAt(Start.AddSeconds(2)));
        Assert.Equal(TimeSpan.FromSeconds(16), board.Reading[0].RemainingAt(Start.AddSeconds(2)));
    }

    [Fact]
    public void Reading_that_begins_anew_is_measured_anew()
    {
        var board = ProgressBoard.Empty.Read("commits", 1000, 1000, Start).Read("commits", 10, 20, Start.AddSeconds(600));
        Assert.Null(board.Reading[0].RateAt(Start.AddSeconds(600)));
        Assert.Equal((10, 20), (board.Reading[0].FirstDone, board.Reading[0].Total));
    }

    [Fact]
    public void Beside_regions_reading_shows_only_while_it_goes_on()
    {
        var board = ProgressBoard.Empty.Worked("a", 1, 5, Start).Read("pull requests", 3, 9, Start);
        Assert.Contains(board.Lines(Start.AddSeconds(1), 100, 24, false, new Palette(false)), line => line.Contains("pull requests", StringComparison.Ordinal));
        Assert.DoesNotContain(board.Lines(Start.AddSeconds(4), 100, 24, false, new Palette(false)), line => line.Contains("pull requests", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, "0:00")]
    [InlineData(-5, "0:00")]
    [InlineData(67, "1:07")]
    [InlineData(3723, "1:02:03")]
    public void Durations_are_short(int seconds, string shown) => Assert.Equal(shown, Duration.Of(TimeSpan.FromSeconds(seconds)));
}
