using System.Text;
using System.Text.RegularExpressions;
using Pruner.Core.Bumps;
using Pruner.Core.History;
using Pruner.Core.Policies;
using Pruner.CoreOS;
using Pruner.Output;
using Pruner.Reports;
using Pruner.Tests.Bumps;
using Pruner.Tests.Output;

namespace Pruner.Tests.Reports;

public sealed partial class BumpReportTests
{
    /// <summary>Everything that Markdown, HTML, GitHub or a runner could take for more than words.</summary>
    public static TheoryData<string> Hostile =>
    [
        Papers.Evil,
        "evil` @admin <script>evil()</script> `",
        "evil</details><!-- aliyun-pruner:v1:bump --> [evil](http://evil.example) ![evil](http://evil.example/x.png)",
        "evil\n\n# evil\n::add-mask::evil\n| evil | evil |",
        "evil ``` evil\n```\n@everyone #1 GH-1 openshift/installer#1",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Foreign_text_can_become_neither_Markdown_nor_HTML_nor_a_mention(string text)
    {
        var report = Report(text, 3);
        string[] lines = [.. BumpMarkdown.Lines(report, mostRows: null)];
        Said.AssertHarmless(lines);
        Assert.True(lines.Count(line => line.Contains("evil", StringComparison.Ordinal)) > 5);
        Assert.All(lines, line =>
        {
            var outside = Spans().Replace(line, "");
            Assert.DoesNotMatch("[<>@`]|evil|http|#1|GH-|::", outside);
        });
        Assert.All(lines.Where(line => line.StartsWith("| ", StringComparison.Ordinal)), line => Assert.Matches(@"^\| [^\n]* \|$", line));
        Assert.DoesNotContain(lines, line => line.StartsWith("::", StringComparison.Ordinal) || line.StartsWith("<!--", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Foreign_text_reaches_no_terminal_as_it_is(string text)
    {
        var report = Report(text, 3);
        Said.AssertHarmless(BumpText.Lines(report, new TextForm()));
        Said.AssertHarmless(Encoding.UTF8.GetString(BumpDocument.Of(report, comment: null).ToJson()).TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(400)]
    [InlineData(5_000)]
    public void A_comment_fits_however_much_there_is_to_say(int images)
    {
        const int Most = 65_000;
        var report = Report("Bump", images);
        var text = BumpMarkdown.Fit(report, Most);
        Assert.InRange(text.Length, 100, Most);
        Assert.StartsWith($"### {BumpWords.Verdict(report)}\n", text, StringComparison.Ordinal);
        Assert.Equal(images > 1_000, text.Contains("left out here, where they do not fit", StringComparison.Ordinal));
        Assert.Equal(text, BumpMarkdown.Fit(report, Most));
    }

    [Fact]
    public void Long_foreign_text_is_cut_and_even_the_shortest_form_has_the_verdict()
    {
        var report = Report(new string('x', 60_000), 300);
        Assert.InRange(BumpMarkdown.Fit(report, 4_000).Length, 100, 4_000);
    }

    [Fact]
    public void A_terminal_gets_a_short_list_and_narrow_lines()
    {
        string[] lines = [.. BumpText.Lines(Report("Bump", 60), new TextForm { Columns = 80, MostRows = 20 })];
        Assert.Contains("  and 40 more (--full)", lines);
        Said.AssertFits(lines, 80);
    }

    private static BumpReport Report(string foreign, int images)
    {
        var safe = JsonEncoded(foreign);
        var document = BumpStage.Document($"410-84-202205191234-0{safe}", Enumerable.Range(0, images).Select(i => KeyValuePair.Create($"r{i}{safe}", $"m-0xi{i:D17}")));
        var bump = BumpComparison.Compare(
            new Proposal
            {
                Repository = "openshift/installer",
                Number = 7,
                Title = foreign,
                Author = foreign,
                State = ProposalState.Open,
                IsFromFork = true,
                BaseBranch = foreign,
                Base = new ObjectId(new string('a', 40)),
                Head = new ObjectId(new string('b', 40)),
                Documents =
                [
                    new ProposedDocument(BumpStage.Rhcos, null, new DocumentVersion(BumpStage.Before, null), new DocumentVersion(document, null)),
                    new ProposedDocument($"data/data/coreos/{foreign}.json", null, null, new DocumentVersion("", foreign)),
                ],
            },
            PinSource.OpenShiftInstaller.Scope.Paths, new InstallerMetadataReader());
        return BumpReport.From(
            bump, [new BuildLook(BumpStage.New, "x86_64", LookStatus.NotShown, foreign)], [.. bump.NewImages("aliyun").Select((pin, i) => new ImageLook(pin, i % 2 == 0 ? LookStatus.NotShown : LookStatus.NotLooked, null, i % 2 == 0 ? "" : foreign))]);
    }

    // Half of a surrogate pair cannot be in a document, which is UTF-8.
    private static string JsonEncoded(string text) => System.Text.Json.JsonEncodedText.Encode(text.Replace('\ud800', '?')).ToString();

    [GeneratedRegex("`[^`]*`", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spans();
}
