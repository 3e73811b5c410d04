using Pruner.Output;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Output;

/// <summary>The lines that are drawn over, as a person sees them.</summary>
public sealed class LiveAreaTests : IDisposable
{
    private readonly ManualTime _time = new(Papers.Now);
    private readonly Glass _glass = new(60);
    private readonly LiveArea _live;

    public LiveAreaTests() => _live = new LiveArea(_glass, new Screen { IsTerminal = true, CanRedraw = true, Size = () => (_glass.Columns, 24) }, _time);

    public void Dispose()
    {
        _live.Dispose();
        _glass.Dispose();
    }

    [Fact]
    public void A_thousand_reports_in_a_second_are_at_most_ten_drawings()
    {
        for (var n = 1; n <= 1000; n++)
        {
            Read(n);
            _time.Move(TimeSpan.FromMilliseconds(1));
        }

        Assert.InRange(_glass.Writes, 5, 10);
        Assert.Equal("  commits  1,000 of 5,000", _glass.Rows[1][..25]);
        Assert.Equal(2, _glass.Rows.Length);
    }

    [Fact]
    public void Nothing_is_drawn_while_nothing_changes()
    {
        Read(1);
        Beat();
        var writes = _glass.Writes;
        for (var beat = 0; beat < 5; beat++)
        {
            Beat();
        }

        Assert.Equal(writes, _glass.Writes);
    }

    [Fact]
    public void What_is_said_stands_whole_above_the_lines()
    {
        using var error = _live.Beside(_glass, settles: false);
        error.WriteLine("before");
        for (var n = 1; n <= 5; n++)
        {
            Read(n);
            Beat();
            error.WriteLine($"remark {n}, longer than the window is wide: it is broken by the terminal");
            Beat();
        }

        Assert.Equal("before", _glass.Rows[0]);
        Assert.Equal(
            Enumerable.Range(1, 5).Select(n => $"remark {n}, longer than the window is wide: it is broken by the terminal"),
            _glass.Rows[1..11].Chunk(2).Select(rows => rows[0] + rows[1]));
        Assert.StartsWith("Reading evidence", _glass.Rows[11], StringComparison.Ordinal);
        Assert.Equal(13, _glass.Rows.Length);
    }

    [Fact]
    public void A_result_ends_the_lines_and_leaves_their_sum()
    {
        using var output = _live.Beside(_glass, settles: true);
        Read(5000);
        Beat();
        output.WriteLine("the plan");
        Beat();
        Assert.Equal(["Evidence read in 0:00: 5,000 commits.", "the plan"], _glass.Rows);
    }

    [Fact]
    public void Work_in_regions_takes_the_place_of_reading_and_leaves_its_sum()
    {
        Read(5000);
        Beat();
        Work(0);
        Beat();
        Assert.Equal(["Evidence read in 0:00: 5,000 commits.", "Images done: 0 of 100  0:00"], _glass.Rows[..2]);
        Work(100);
        Beat();
        _live.Settle();
        Assert.Equal(["Evidence read in 0:00: 5,000 commits.", "Images done: 100 of 100 in 1 region, 0:00."], _glass.Rows);
    }

    [Fact]
    public void An_end_in_the_middle_leaves_how_far_the_regions_came_and_nothing_of_an_unfinished_reading()
    {
        Read(10);
        Beat();
        _live.Dispose();
        Assert.Equal([""], _glass.Rows);

        Work(0);
        Work(40);
        Beat();
        _live.Dispose();
        Assert.Equal(["Images done: 40 of 100 in 1 region, 0:00."], _glass.Rows);
    }

    [Fact]
    public void A_beat_after_the_end_draws_nothing()
    {
        Read(10);
        _live.Dispose();
        var writes = _glass.Writes;
        Beat();
        Assert.Equal(writes, _glass.Writes);
    }

    private void Beat() => _time.Move(TimeSpan.FromMilliseconds(100));

    private void Read(int done) => _live.Report((board, now) => board.Read("commits", done, 5000, now));

    private void Work(int done) => _live.Report((board, now) => board.Worked("us-east-1", done, 100, now));
}
