using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Pruner.Commands;
using Pruner.Core;
using Pruner.Core.Records;
using Pruner.Reports;
using Pruner.Tests.Output;

namespace Pruner.Tests.Reports;

public sealed partial class LedgerPageTests
{
    private const string Hostile = "</script><script>alert(1)</script><!-- <script \u2028 {{script}} &quot;\"' onload=x ";

    [Fact]
    public void The_page_says_the_totals_without_its_script()
    {
        var page = Text(Books.Finished(100));
        Assert.Contains("<h1>70 of 100 images pruned</h1>", page, StringComparison.Ordinal);
        Assert.Contains("<dt>pruned</dt><dd>70</dd>", page, StringComparison.Ordinal);
        Assert.Contains("<tr><td>too-young</td><td class=\"number\">15</td>", page, StringComparison.Ordinal);
        Assert.Contains("Region eu-west-1 was not read", page, StringComparison.Ordinal);
        Assert.Contains("<noscript>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_policy_allows_this_style_and_this_script_and_nothing_else()
    {
        var page = Text(Books.Finished(10));
        var policy = Policy().Match(page).Groups["policy"].Value;
        Assert.Equal(
            $"default-src 'none'; style-src '{Hash(Style().Match(page))}'; script-src '{Hash(Script().Match(page))}'; base-uri 'none'; form-action 'none'",
            policy);
        Assert.DoesNotMatch("(src|href|action)=\"?(https?:)?//", page);
        Assert.DoesNotMatch("\\{\\{[a-z]+\\}\\}", page);

        static string Hash(Match match) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(match.Groups["text"].Value)))}";
    }

    [Theory]
    [InlineData(Hostile)]
    [InlineData(Papers.Evil)]
    public void A_strangers_text_is_never_markup(string text)
    {
        var page = Text(Books.Forged(60, text));
        var own = Text(Books.Finished(60, RunMode.Apply, "", (ArtifactOutcome.Failed, "x"), (ArtifactOutcome.Unknown, "x"), (ArtifactOutcome.PrunedSnapshotsLeft, "x")));
        // Markup that the text brought in would make more tags of any kind.
        Assert.Equal(Tags(own).Where(tag => tag is not ("<tr" or "</tr" or "<td" or "</td")), Tags(page).Where(tag => tag is not ("<tr" or "</tr" or "<td" or "</td")));
        Assert.DoesNotContain("alert(1)</", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<!-- <", page, StringComparison.Ordinal);

        using var data = Data(page);
        Assert.All(data.RootElement.GetProperty("witnesses").EnumerateArray(), witness => Assert.Equal("", witness[2].GetString()));
        Assert.All(data.RootElement.GetProperty("images").EnumerateArray(), image => Assert.StartsWith(Output(text)[..20], image[1].GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public void The_data_is_the_ledger()
    {
        var ledger = Books.Finished(100, RunMode.Apply, "", (ArtifactOutcome.Failed, "why"));
        using var data = Data(Text(ledger));
        var root = data.RootElement;
        var images = root.GetProperty("images").EnumerateArray().ToList();
        Assert.Equal(ledger.Entries.Select(entry => entry.Id), images.Select(image => image[1].GetString()));
        Assert.Equal(ledger.Entries.Select(entry => entry.Location), images.Select(image => root.GetProperty("regions")[image[0].GetInt32()].GetString()));
        Assert.Equal(ledger.Entries.Select(entry => entry.Build), images.Select(image => root.GetProperty("builds")[image[3].GetInt32()][0].GetString()));
        Assert.Equal(1, images.Count(image => root.GetProperty("sentences")[image[10].GetInt32()].GetString() == "why"));
        Assert.Equal($"https://github.com/openshift/installer/commit/{new string('a', 40)}", root.GetProperty("witnesses")[0][2].GetString());
    }

    [Fact]
    public void The_same_ledger_gives_the_same_bytes() => Assert.Equal(LedgerPage.Write(Books.Finished(300)), LedgerPage.Write(Books.Finished(300)));

    [Fact]
    public void Fourteen_thousand_images_are_less_than_three_megabytes() => Assert.InRange(LedgerPage.Write(Books.Finished(14_000)).Length, 500_000, 3_000_000);

    [Fact]
    public async Task Ledger_show_writes_the_page_besides()
    {
        using var folder = new ShortLivedFolder();
        var ledger = Books.Finished(40);
        await File.WriteAllBytesAsync(Path.Combine(folder.Path, "ledger.json"), Document.Write(ledger), TestContext.Current.CancellationToken);
        var file = Path.Combine(folder.Path, "page", "ledger.html");

        var (code, output, error) = await ShowAsync("--state", folder.Path, "--html", file);
        Assert.Equal(ExitCode.Done, code);
        Assert.Equal(LedgerPage.Write(ledger), await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        Assert.Contains(Pruner.Output.LedgerText.Sum(ledger), output, StringComparison.Ordinal);
        Assert.Contains($"Page written to {file}: 40 images, ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_does_not_replace_a_record()
    {
        using var folder = new ShortLivedFolder();
        var record = Path.Combine(folder.Path, "ledger.json");
        await File.WriteAllBytesAsync(record, Document.Write(Books.Finished(40)), TestContext.Current.CancellationToken);

        var (code, output, error) = await ShowAsync("--state", folder.Path, "--html", record);
        Assert.Equal((ExitCode.Setup, ""), (code, output));
        Assert.Contains("--html is ", error, StringComparison.Ordinal);
        Assert.Equal(Document.Write(Books.Finished(40)), await File.ReadAllBytesAsync(record, TestContext.Current.CancellationToken));
    }

    private static async Task<(ExitCode Code, string Output, string Error)> ShowAsync(params string[] options)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var host = new ProgramHost
        {
            Out = output,
            Error = error,
            In = TextReader.Null,
            IsInteractive = false,
            Environment = _ => null,
            Home = "/nowhere",
            Time = TimeProvider.System,
        };
        var code = await CommandLine.RunAsync(["ledger", "show", .. options], host, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }

    private static string Text(Ledger ledger) => Encoding.UTF8.GetString(LedgerPage.Write(ledger));

    private static string Output(string text) => Pruner.Output.SafeText.Line(text);

    private static JsonDocument Data(string page) => JsonDocument.Parse(Block().Match(page).Groups["text"].Value);

    private static IEnumerable<string> Tags(string page) => Tag().Matches(page).Select(match => match.Value);

    [GeneratedRegex("</?[a-z]+", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Tag();

    [GeneratedRegex("Security-Policy\" content=\"(?<policy>[^\"]*)\"", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Policy();

    [GeneratedRegex("<style>(?<text>.*?)</style>", RegexOptions.Singleline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Style();

    [GeneratedRegex("<script>(?<text>.*?)</script>", RegexOptions.Singleline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Script();

    [GeneratedRegex("<script type=\"application/json\" id=\"data\">(?<text>.*?)</script>", RegexOptions.Singleline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Block();
}
