using System.Text.RegularExpressions;
using Pruner.Core.Records;
using Pruner.Output;

namespace Pruner.Tests.Output;

public sealed partial class MarkdownTests
{
    [Fact]
    public void Foreign_text_stays_inside_code_spans_and_cells()
    {
        var plan = Papers.Plan(30, Papers.Evil);
        var kept = plan.Verdicts.First(verdict => verdict.Reasons.Length > 0);
        string[] lines =
        [
            .. ExplanationMarkdown.Lines(Explanation.Of(plan, kept.Id, Papers.Ledger(plan, ArtifactOutcome.Failed, Papers.Evil))!),
        ];
        Assert.True(lines.Count(line => line.Contains("evil", StringComparison.Ordinal)) > 1);
        Said.AssertHarmless(lines);
        Assert.All(lines, line =>
        {
            var outside = Spans().Replace(line, "");
            Assert.DoesNotMatch("[<>@`]|evil|http|#1|owned", outside);
        });
        Assert.All(
            lines.Where(line => line.StartsWith("| ", StringComparison.Ordinal) && line.Contains('`', StringComparison.Ordinal)),
            line => Assert.InRange(line.Count(c => c == '|'), 4, 5));
    }

    [Theory]
    [InlineData("a`b|c", "`a'b¦c`")]
    [InlineData("", "")]
    [InlineData("```", "`'''`")]
    public void What_could_end_a_span_or_a_cell_is_replaced(string text, string shown) => Assert.Equal(shown, MarkdownText.Code(text));

    [GeneratedRegex("`[^`]*`", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spans();
}
