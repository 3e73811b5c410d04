using System.Text;
using System.Text.RegularExpressions;
using Pruner.Core;
using Pruner.Core.Policies;
using Pruner.Core.Records;
using Pruner.Reports;
using Pruner.Tests.Output;

namespace Pruner.Tests.Reports;

public sealed partial class SummaryMarkdownTests
{
    private static readonly RunFacts _facts = new() { Policy = new Policy(), Parameters = [KeyValuePair.Create("releases", "4.10")] };

    [Fact]
    public void The_verdict_comes_first_and_the_parameters_last()
    {
        var lines = SummaryMarkdown.Write(null, Books.Finished(100), _facts).Split('\n');
        Assert.Equal("### 70 of 100 images pruned", lines[0]);
        Assert.StartsWith("1,120 GiB in 16 builds, 0 snapshots deleted. 30 kept", lines[2], StringComparison.Ordinal);
        Assert.Equal("</details>", lines[^3]);
        Assert.Contains("| `min-age` | `90d` |", lines[^20..]);
        Assert.Contains("| `pins.known-builds` | 74 |", lines[^20..]);
        Assert.Contains("| `releases` | `4.10` |", lines);
    }

    [Fact]
    public void A_plan_says_what_may_go_and_a_rehearsal_what_would()
    {
        Assert.StartsWith("### 70 of 100 images may go\n", SummaryMarkdown.Write(Papers.Plan(100), null, RunFacts.None), StringComparison.Ordinal);
        var rehearsal = SummaryMarkdown.Write(null, Books.Finished(100, RunMode.DryRun), RunFacts.None);
        Assert.StartsWith("### 70 of 100 images would be pruned\n", rehearsal, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed.", rehearsal, StringComparison.Ordinal);
        Assert.DoesNotMatch(" deleted| newly tagged|#### Pruned", rehearsal);
    }

    [Fact]
    public void A_run_that_was_refused_says_why()
    {
        var text = SummaryMarkdown.Write(null, null, _facts with { Refusal = new Refusal("It @broke.", "It matters.", "Mend it.") });
        Assert.StartsWith("### Nothing was decided and nothing was changed\n", text, StringComparison.Ordinal);
        Assert.Contains("- What happened: `It @broke.`\n- Why it matters: `It matters.`\n- What to do: `Mend it.`\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_went_and_what_stayed_is_told_with_reasons()
    {
        var text = SummaryMarkdown.Write(null, Books.Finished(100), RunFacts.None);
        Assert.Contains("| `410.84.202101020001-0` | 2021-01-02 | 2 | 32 | `ap-northeast-1 ap-southeast-1` | `unpinned` |", text, StringComparison.Ordinal);
        Assert.Contains("| `pinned` | 15 | ", text, StringComparison.Ordinal);
        Assert.Contains("| `too-young` | 15 | ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_witness_leads_to_its_commit()
    {
        var text = SummaryMarkdown.Write(null, Books.Finished(100), RunFacts.None);
        Assert.Contains($"[`aaaaaaaaaaaa`](https://github.com/openshift/installer/commit/{new string('a', 40)}) `refs/heads/master` `data/data/coreos/rhcos.json` |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_images_of_a_build_that_one_document_names_are_one_row()
    {
        var ledger = Books.Finished(100);
        var each = ledger with { Entries = [.. ledger.Entries.Select(entry => entry with { Witness = entry.Witness is null ? null : entry.Witness with { Pointer = "/" + entry.Id } })] };
        Assert.Equal(SummaryMarkdown.Write(null, ledger, RunFacts.None), SummaryMarkdown.Write(null, each, RunFacts.None));
    }

    [Fact]
    public void What_did_not_go_as_planned_is_told_with_the_command_to_run()
    {
        var text = SummaryMarkdown.Write(null, Books.Finished(
            100,
            RunMode.Apply,
            "",
            (ArtifactOutcome.PrunedSnapshotsLeft, "in use"),
            (ArtifactOutcome.Failed, "refused; putting it back was refused. By hand: aliyun ecs Something --ImageId m-1"),
            (ArtifactOutcome.Unknown, "no answer"),
            (ArtifactOutcome.NotReached, "")), RunFacts.None);

        Assert.StartsWith("### 67 of 100 images pruned, 4 not as planned\n", text, StringComparison.Ordinal);
        Assert.Contains("| failed | `refused; putting it back was refused.` | `aliyun ecs Something --ImageId m-1` |", text, StringComparison.Ordinal);
        Assert.Matches(@"\| unknown \| `no answer` \| `pruner explain m-0xi\d+` \|", text);
        Assert.Contains("| pruned-snapshots-left | `in use` | `aliyun ecs DeleteSnapshot --RegionId ap-northeast-1 --SnapshotId s-1` |", text, StringComparison.Ordinal);
        Assert.Contains("1 image not reached: run the same command again.", text, StringComparison.Ordinal);
        Assert.Contains("- region `eu-west-1` was not read, and nothing of it was decided: `the connection was cut `", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unfinished_run_says_so()
    {
        var text = SummaryMarkdown.Write(null, Books.Finished(100) with { IsFinished = false }, RunFacts.None);
        Assert.StartsWith("### 70 of 100 images pruned, not finished\n", text, StringComparison.Ordinal);
        Assert.Contains("**The run did not come to its end**", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_chart_draws_sums_by_month_the_longest_first()
    {
        var text = SummaryMarkdown.Write(null, Books.Finished(100), RunFacts.None);
        Assert.Contains("x-axis [\"2021-01: 22\"]", text, StringComparison.Ordinal);
        var bars = Bars().Matches(text).Select(match => int.Parse(match.Groups["count"].Value, null)).ToArray();
        Assert.Equal(4, bars.Length);
        Assert.Equal(22, bars[0]);
        Assert.Equal(bars.OrderDescending(), bars);
    }

    [Fact]
    public void Guards_that_were_not_armed_are_told_and_armed_ones_are_not()
    {
        var bare = SummaryMarkdown.Write(null, Books.Finished(10), new RunFacts { Policy = new Policy { MaxDeletions = null } });
        Assert.Contains("- There was no earlier ledger", bare, StringComparison.Ordinal);
        Assert.Contains("- `max-deletions` is `none`", bare, StringComparison.Ordinal);

        var armed = new RunFacts { HadLedger = true, Policy = new Policy { Account = "1234567890123456", MaxDeletionsPercent = 50 } };
        Assert.DoesNotContain("not armed", SummaryMarkdown.Write(null, Books.Finished(10), armed), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(400)]
    public void A_strangers_text_is_never_markup(int images)
    {
        var ledger = Books.Forged(images, Papers.Evil + "</details>");
        var facts = _facts with { Refusal = new Refusal(Papers.Evil, Papers.Evil, Papers.Evil), Parameters = [KeyValuePair.Create(Papers.Evil, Papers.Evil)] };
        var lines = SummaryMarkdown.Write(null, ledger, facts).Split('\n');

        Assert.True(lines.Count(line => line.Contains("evil", StringComparison.Ordinal)) > 10);
        Said.AssertHarmless(lines);
        Assert.All(lines, line => Assert.DoesNotMatch("[@`]|evil|http|#1|owned|<img|\\]\\(", Own().Replace(Spans().Replace(line, "¤"), "")));
        AssertWhole(lines);
    }

    [Fact]
    public void Fourteen_thousand_images_with_long_names_fit_into_what_GitHub_takes()
    {
        var ledger = Books.Finished(14_000, RunMode.Apply, new string('ü', 3_000));
        var wide = ledger with
        {
            // Every image is trouble, and every one a build and a witness of its own: the longest tables there can be.
            Entries = [.. ledger.Entries.Select((entry, at) => entry with
            {
                Build = $"{at} {new string('語', 500)}",
                Outcome = entry.Outcome == ArtifactOutcome.Pruned && at % 2 == 0 ? ArtifactOutcome.Failed : entry.Outcome,
                Note = new string('ü', 3_000),
            })],
        };
        var text = SummaryMarkdown.Write(null, wide, _facts);

        Assert.InRange(Encoding.UTF8.GetByteCount(text), 1_000_000, SummaryCut.MostBytes);
        Assert.Matches("… and [0-9,]+ more builds; all are in the ledger", text);
        Assert.Matches("… and [0-9,]+ more images; all are in the ledger", text);
        AssertWhole(text.Split('\n'));
    }

    [Fact]
    public void The_same_run_gives_the_same_summary() =>
        Assert.Equal(SummaryMarkdown.Write(null, Books.Finished(500), _facts), SummaryMarkdown.Write(null, Books.Finished(500), _facts));

    /// <summary>Asserts that every fold is closed and every row of a table has all its cells.</summary>
    private static void AssertWhole(string[] lines)
    {
        Assert.Equal(lines.Count(line => line == "<details>"), lines.Count(line => line == "</details>"));
        var columns = 0;
        foreach (var line in lines)
        {
            var cells = line.StartsWith('|') ? line.Count(c => c == '|') : 0;
            Assert.True(columns == 0 || cells == 0 || cells == columns, line);
            columns = cells;
        }
    }

    [GeneratedRegex("`[^`]*`", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spans();

    // What the summary itself says with these characters: folds, links around a span, the chart's fence (two of its marks are taken for a span).
    [GeneratedRegex(@"^</?details>$|</?summary>|\[¤\]\(https://github\.com/[a-z/]+/(commit/[0-9a-f]{40}|pull/\d+)\)|^¤`(mermaid)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Own();

    [GeneratedRegex(@"bar \[(?<count>\d+)\]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bars();
}
