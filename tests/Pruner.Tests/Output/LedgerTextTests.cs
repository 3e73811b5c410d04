using Pruner.Core.Records;
using Pruner.Output;

namespace Pruner.Tests.Output;

public sealed class LedgerTextTests
{
    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(200)]
    public void A_large_run_is_a_short_text_that_fits_its_window(int columns)
    {
        var ledger = Papers.Ledger(Papers.Plan(14_000), ArtifactOutcome.Pruned);
        string[] lines = [.. LedgerText.Lines(ledger, new TextForm { Columns = columns, MostRows = TextForm.ShortList })];
        Said.AssertFits(lines, columns);
        Assert.InRange(lines.Length, 25, 70);
        Assert.Contains("all are in ledger.json", string.Join(' ', lines.Select(line => line.Trim())), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_image_that_did_not_end_as_planned_is_named_where_nothing_is_cut_and_counted_where_it_is()
    {
        var plan = Papers.Plan(1_000);
        var ledger = Papers.Ledger(plan, ArtifactOutcome.PutBack, "the store refused");
        var doomed = ledger.Entries.Count(entry => entry.Outcome == ArtifactOutcome.PutBack);
        Assert.Equal(doomed, LedgerText.Lines(ledger, new TextForm()).Count(line => line.EndsWith(": put-back: the store refused", StringComparison.Ordinal)));

        string[] cut = [.. LedgerText.Lines(ledger, new TextForm { Columns = 100, MostRows = 20 })];
        Assert.Equal(20, cut.Count(line => line.EndsWith(": put-back: the store refused", StringComparison.Ordinal)));
        Assert.Contains(cut, line => line.StartsWith($"  and {doomed - 20} more", StringComparison.Ordinal));
    }

    [Fact]
    public void Foreign_text_reaches_no_terminal_as_a_command()
    {
        var ledger = Papers.Ledger(Papers.Plan(30, Papers.Evil), ArtifactOutcome.Failed, Papers.Evil);
        string[] lines = [.. LedgerText.Lines(ledger, new TextForm { Columns = 80, Palette = new Palette(true) })];
        Assert.Contains(lines, line => line.Contains("evil?[2J", StringComparison.Ordinal));
        Said.AssertHarmless(lines);
    }
}
