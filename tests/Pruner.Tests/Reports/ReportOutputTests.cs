using System.Text;
using System.Text.RegularExpressions;
using Pruner.Core.Records;
using Pruner.Output;
using Pruner.Reports;
using Pruner.Tests.Output;

namespace Pruner.Tests.Reports;

public sealed partial class ReportOutputTests
{
    private const string Hostile = "</td></table><script>evil(1)</script><svg onload=evil() width=\"1\"> | `evil` {{script}}";

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(200)]
    public void A_large_report_is_a_text_that_fits_its_window(int columns)
    {
        var report = Reported.Report(300);
        string[] lines = [.. ReportText.Lines(report, new TextForm { Columns = columns, MostRows = TextForm.ShortList, Palette = new Palette(true) })];
        Said.AssertFits(lines, columns);
        Said.AssertHarmless(lines);
        Assert.InRange(lines.Length, 100, 700);
        string[] plain = [.. ReportText.Lines(report, new TextForm { Columns = columns, MostRows = TextForm.ShortList })];
        Assert.Equal(plain, Said.Plain(lines));
        Assert.Contains("and 280 more: --full shows all, and all are in report.json", string.Join(' ', plain.Select(line => line.Trim())), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_terminal_every_row_is_there_and_numbers_stand_in_columns()
    {
        string[] lines = [.. ReportText.Lines(Reported.Report(300), new TextForm())];
        // By region, quota, missing, private, tags, snapshots.
        Assert.All(Enumerable.Range(1, 299), n => Assert.Equal(6, lines.Count(line => line.Contains($"region-{n} ", StringComparison.Ordinal))));
        Assert.DoesNotContain(lines, line => line.Contains("--full", StringComparison.Ordinal));
        Assert.Contains("  architecture             builds  images      GiB  of unknown size  without a build", lines);
        Assert.Contains("  x86_64                    1,444  13,000  208,000                0                0", lines);
        Assert.Contains("  not in a chosen catalog     111   1,000   16,000                2                3", lines);
        Assert.Contains("  region-0       510   -10  102%  over", lines);
    }

    [Fact]
    public void Everything_that_was_found_is_summed_up_in_the_last_line()
    {
        string[] lines = [.. ReportText.Lines(Reported.Report(2), new TextForm())];
        Assert.Equal(
            "2 pinned images are missing, 2 pinned images are private, 2 tags that contradict, 2 snapshots that no image rests on, 1 of the regions full or nearly so. Nothing was decided or changed.",
            lines[^1]);
        Assert.Contains("14,000 images of 1,555 builds, 224,000 GiB (2 without a known size, 3 without a build, besides 1 of other accounts)", lines);
        Assert.Contains("Not looked at: 7", lines);
        Assert.Contains("  7 pinned images in eu-west-1: the connection was cut", lines);
        Assert.Contains("  region ap-south-1 is closed: closed by the provider", lines);
    }

    [Fact]
    public void Where_nothing_was_found_nothing_is_said_to_be()
    {
        string[] lines = [.. ReportText.Lines(Reported.Clean(), new TextForm())];
        Assert.Equal("Nothing contradicts the pins. Nothing was decided or changed.", lines[^1]);
        Assert.DoesNotContain(lines, line => line.StartsWith("Pinned", StringComparison.Ordinal) || line.StartsWith("Tags", StringComparison.Ordinal) || line.StartsWith("Not looked at", StringComparison.Ordinal) || line.StartsWith("Room", StringComparison.Ordinal));
        Assert.DoesNotContain("class=\"finding\"", ReportHtml.Section(Reported.Clean()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(40)]
    [InlineData(120)]
    public void Foreign_text_reaches_no_terminal_as_a_command(int? columns)
    {
        var report = Reported.Report(3, Papers.Evil);
        string[] lines = [.. ReportText.Lines(report, new TextForm { Columns = columns, Palette = new Palette(true) })];
        Assert.True(lines.Count(line => line.Contains("evil", StringComparison.Ordinal)) > 20);
        Said.AssertHarmless(lines);
        Said.AssertHarmless(Encoding.UTF8.GetString(Document.Write(report)).TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData(Papers.Evil)]
    [InlineData(Hostile)]
    public void Foreign_text_stays_inside_code_spans_and_cells(string text)
    {
        string[] lines = [.. ReportMarkdown.Lines(Reported.Report(3, text))];
        Said.AssertHarmless(lines);
        Assert.True(lines.Count(line => line.Contains("evil", StringComparison.Ordinal)) > 10);
        Assert.All(lines, line => Assert.DoesNotMatch("[<>@`]|evil|http|#1|owned", Spans().Replace(line, "")));
        foreach (var table in string.Join('\n', lines).Split("\n\n").Where(block => block.StartsWith("| ", StringComparison.Ordinal)))
        {
            var rows = table.Split('\n');
            Assert.All(rows, row => Assert.Equal(rows[0].Count(c => c == '|'), row.Count(c => c == '|')));
        }
    }

    [Fact]
    public void Markdown_fits_into_a_summary_however_much_was_found()
    {
        var text = string.Join('\n', ReportMarkdown.Lines(Reported.Report(5_000, new string('x', 300))));
        Assert.InRange(Encoding.UTF8.GetByteCount(text), 10_000, 1_048_576);
        Assert.Contains("4,800 more: all are in report.json.", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Papers.Evil)]
    [InlineData(Hostile)]
    public void A_strangers_text_is_never_markup_on_the_page(string text)
    {
        var (own, page) = (ReportHtml.Section(Reported.Report(4)), ReportHtml.Section(Reported.Report(4, text)));
        Assert.Equal(Tag().Matches(own).Select(match => match.Value), Tag().Matches(page).Select(match => match.Value));
        Assert.Contains("evil", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Bars_are_as_long_as_their_numbers()
    {
        var page = ReportHtml.Section(Reported.Report(5));
        Assert.Contains("<tr><td>region-4</td><td class=\"number\">0</td><td class=\"number\">4</td><td class=\"number\">64</td><td class=\"bar\"><svg aria-hidden=\"true\"><rect width=\"100%\" height=\"100%\"/></svg></td></tr>", page, StringComparison.Ordinal);
        Assert.Contains("<tr><td>region-1</td><td class=\"number\">0</td><td class=\"number\">1</td><td class=\"number\">16</td><td class=\"bar\"><svg aria-hidden=\"true\"><rect width=\"25%\" height=\"100%\"/></svg></td></tr>", page, StringComparison.Ordinal);
        // The longest bar of a quota is what is over it.
        Assert.Contains("<td class=\"number\">102%</td><td>over</td><td class=\"bar\"><svg aria-hidden=\"true\"><rect width=\"100%\" height=\"100%\"/></svg>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("style", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_has_the_section_when_there_is_a_report_and_is_as_before_when_there_is_none()
    {
        var ledger = Books.Finished(20);
        var (with, without) = (Encoding.UTF8.GetString(LedgerPage.Write(ledger, Reported.Report(3))), Encoding.UTF8.GetString(LedgerPage.Write(ledger)));
        Assert.Contains("<h2 id=\"there-title\">What is there</h2>", with, StringComparison.Ordinal);
        Assert.DoesNotContain("<section id=\"there\"", without, StringComparison.Ordinal);
        Assert.DoesNotMatch("\\{\\{[a-z]+\\}\\}", without);
    }

    [GeneratedRegex("`[^`]*`", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spans();

    [GeneratedRegex("</?[a-z0-9]+", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Tag();
}
