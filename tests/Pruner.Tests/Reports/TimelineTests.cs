using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Reports;

namespace Pruner.Tests.Reports;

public sealed class TimelineTests
{
    [Fact]
    public void Months_without_builds_are_columns_too()
    {
        var timeline = Timeline.Of([Image("410.84.202101010000-0"), Image("410.84.202103310000-0")], 24);
        Assert.Equal(["2021-01", "2021-02", "2021-03"], timeline.Columns.Select(column => column.Label));
        Assert.Equal([1, 0, 1], timeline.Columns.Select(column => column.Builds));
    }

    [Theory]
    [InlineData("202212310000", 24, "2021-01", "2022-12")]
    [InlineData("202301010000", 24, "2021 Q1", "2023 Q1")]
    [InlineData("202612310000", 24, "2021 Q1", "2026 Q4")]
    [InlineData("202701010000", 24, "2021", "2027")]
    [InlineData("999912310000", 24, "to 9976", "9999")]
    public void Columns_grow_to_quarters_and_years_rather_than_too_many(string date, int most, string first, string last)
    {
        var timeline = Timeline.Of([Image("410.84.202101010000-0"), Image($"410.84.{date}-0")], most);
        Assert.InRange(timeline.Columns.Length, 2, most);
        Assert.Equal((first, last), (timeline.Columns[0].Label, timeline.Columns[^1].Label));
        Assert.Equal(2, timeline.Columns.Sum(column => column.Builds));
        Assert.Equal([0, timeline.Columns.Length - 1], timeline.ColumnOf.Values.Order());
    }

    [Fact]
    public void A_build_counts_once_and_trouble_outweighs()
    {
        const string Build = "410.84.202101010000-0";
        var timeline = Timeline.Of([Image(Build, ArtifactOutcome.Pruned), Image(Build, ArtifactOutcome.Failed), Image(Build, ArtifactOutcome.Pruned)], 24);
        Assert.Equal(new TimelineColumn("2021-01", 0, 0, 0, 1), Assert.Single(timeline.Columns));
    }

    [Fact]
    public void A_build_without_a_date_is_counted_and_not_drawn()
    {
        var timeline = Timeline.Of([Image(""), Image("no build"), Image("410.84.202113990000-0")], 24);
        Assert.Empty(timeline.Columns);
        Assert.Equal(3, timeline.Undated);
    }

    [Theory]
    [InlineData(Reason.Pinned, 1, 0)]
    [InlineData(Reason.NamedByText, 1, 0)]
    [InlineData(Reason.TooYoung, 0, 1)]
    public void What_names_a_build_pins_it_and_other_rules_keep_it(Reason reason, int pinned, int kept)
    {
        var image = Image("410.84.202101010000-0", ArtifactOutcome.Kept) with { Verdict = Decision.Keep, Reason = reason };
        Assert.Equal(new TimelineColumn("2021-01", pinned, kept, 0, 0), Assert.Single(Timeline.Of([image], 24).Columns));
    }

    private static ReportedImage Image(string build, ArtifactOutcome outcome = ArtifactOutcome.Pruned) => new()
    {
        Location = "us-east-1",
        Id = "m-1",
        Build = build,
        Verdict = Decision.Prune,
        Reason = Reason.Unpinned,
        Outcome = outcome,
    };
}
