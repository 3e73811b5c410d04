using System.Diagnostics;
using Pruner.Core.Planning;
using Pruner.Output;

namespace Pruner.Tests.Output;

public sealed class PlanTextTests
{
    [Theory]
    [InlineData(40, false)]
    [InlineData(40, true)]
    [InlineData(80, false)]
    [InlineData(80, true)]
    [InlineData(200, false)]
    [InlineData(200, true)]
    public void A_large_plan_is_a_short_text_that_fits_its_window(int columns, bool isColoured)
    {
        var plan = Papers.Plan(14_000);
        var began = Stopwatch.GetTimestamp();
        string[] lines = [.. PlanText.Lines(plan, Form(columns, isColoured))];
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(5), "It is fast: a tenth of a second where nothing else runs.");

        Said.AssertFits(lines, columns);
        Said.AssertHarmless(lines);
        Assert.InRange(lines.Length, 25, 70);
        Assert.Equal(isColoured, lines.Any(line => line.Contains('\e', StringComparison.Ordinal)));
        Assert.Equal($"Digest {plan.Digest}", lines[^1]);
        Assert.Contains($"Prune {PlanGuards.Doomed(plan):N0} of 14,000 images.", Said.Plain(lines));
        Assert.Contains("--full shows all, and all are in plan.json", string.Join(' ', Said.Plain(lines).Select(line => line.Trim())), StringComparison.Ordinal);
    }

    [Fact]
    public void Colours_say_nothing_that_the_words_do_not()
    {
        var plan = Papers.Plan(300);
        Assert.Equal(PlanText.Lines(plan, Form(80, isColoured: false)), Said.Plain(PlanText.Lines(plan, Form(80, isColoured: true))));
    }

    [Fact]
    public void The_largest_builds_are_shown_and_the_others_counted()
    {
        var plan = Papers.Plan(1_000);
        string[] lines = [.. PlanText.Lines(plan, Form(100, isColoured: false) with { MostRows = 5 })];
        var rows = BuildRow.Of(plan);
        string[] shown = [.. lines.Where(line => line.StartsWith("  410.84.", StringComparison.Ordinal))];
        Assert.Equal(5, shown.Length);
        Assert.All(shown, line => Assert.Contains("  9  144  ", line.Replace("     9", "  9", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith($"  and {rows.Length - 5} more builds with {PlanGuards.Doomed(plan) - 45} images", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_terminal_every_build_and_every_region_is_there()
    {
        var plan = Papers.Plan(14_000);
        string[] lines = [.. PlanText.Lines(plan, Screen.None.Form(full: false))];
        Assert.Equal(BuildRow.Of(plan).Length, lines.Count(line => line.StartsWith("  410.84.", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.EndsWith("ap-northeast-1 ap-southeast-1 cn-beijing cn-hangzhou cn-hongkong eu-central-1 me-east-1 us-east-1 us-west-1", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("--full", StringComparison.Ordinal) || line.Any(char.IsControl));
    }

    [Theory]
    [InlineData(30, "cn-beijing cn-hangzhou us-east-1", "cn-beijing cn-hangzhou +1")]
    [InlineData(32, "cn-beijing cn-hangzhou us-east-1", "cn-beijing cn-hangzhou us-east-1")]
    [InlineData(14, "cn-beijing cn-hangzhou us-east-1", "cn-beijing +2")]
    [InlineData(10, "cn-beijing cn-hangzhou us-east-1", "3 regions")]
    [InlineData(4, "cn-beijing cn-hangzhou us-east-1", "3 ..")]
    public void Regions_are_folded_into_what_room_there_is(int columns, string regions, string shown) =>
        Assert.Equal(shown, BuildTable.Folded([.. regions.Split(' ')], columns));

    [Fact]
    public void Every_reason_has_a_meaning_and_keeps_stand_in_the_order_of_the_rules()
    {
        Assert.All(Enum.GetValues<Reason>(), reason => Assert.NotEmpty(ReasonWords.Meaning(reason)));
        var lines = PlanText.Keeps(new Dictionary<Reason, int> { [Reason.Unknown] = 1, [Reason.Newest] = 2, [Reason.Pinned] = 1300 }, new TextForm());
        Assert.Equal(["  pinned   1,300", "  newest       2", "  unknown      1"], lines.Select(line => line[..16]));
    }

    [Fact]
    public void What_was_not_read_is_said_with_its_cause()
    {
        var text = string.Join('\n', PlanText.Lines(Papers.Plan(10), new TextForm()));
        Assert.Contains("region eu-west-1 was not read: the connection was cut", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(40)]
    [InlineData(120)]
    public void Foreign_text_reaches_no_terminal_as_a_command(int? columns)
    {
        string[] lines = [.. PlanText.Lines(Papers.Plan(30, Papers.Evil), new TextForm { Columns = columns, Palette = new Palette(true) })];
        Assert.Contains(lines, line => line.Contains("evil?[2J", StringComparison.Ordinal));
        Said.AssertHarmless(lines);
    }

    private static TextForm Form(int columns, bool isColoured) => new() { Columns = columns, MostRows = TextForm.ShortList, Palette = new Palette(isColoured) };
}
