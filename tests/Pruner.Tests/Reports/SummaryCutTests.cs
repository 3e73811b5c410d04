using System.Collections.Immutable;
using System.Text;
using Pruner.Reports;

namespace Pruner.Tests.Reports;

public sealed class SummaryCutTests
{
    [Fact]
    public void What_fits_exactly_is_not_cut()
    {
        ImmutableArray<SummaryPart> parts = [Part("a", 10), Part("b", 100)];
        var whole = parts.Sum(part => part.FixedBytes + part.RowBytes);
        Assert.DoesNotContain("more", SummaryCut.Join(parts, (int)whole), StringComparison.Ordinal);
        Assert.Contains("more row", SummaryCut.Join(parts, (int)whole - 1), StringComparison.Ordinal);
    }

    [Fact]
    public void The_longest_table_loses_rows_first()
    {
        var text = SummaryCut.Join([Part("a", 10), Part("b", 100), Part("c", 20)], 560);
        Assert.Equal(10, text.Split('\n').Count(line => line.StartsWith("| a", StringComparison.Ordinal)));
        Assert.Equal(20, text.Split('\n').Count(line => line.StartsWith("| c", StringComparison.Ordinal)));
        var left = text.Split('\n').Count(line => line.StartsWith("| b", StringComparison.Ordinal));
        Assert.InRange(left, 1, 99);
        Assert.Contains($"… and {100 - left} more rows; all are in the ledger or the plan.", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(600)]
    [InlineData(1000)]
    public void The_text_is_never_longer_than_allowed(int most) =>
        Assert.InRange(Encoding.UTF8.GetByteCount(SummaryCut.Join([Part("ä", 10), Part("語", 100), Part("c", 1000)], most)), 1, most);

    private static SummaryPart Part(string letter, int rows) =>
        new(["before"], [.. Enumerable.Repeat($"| {letter} |", rows)], ["after"], "row");
}
