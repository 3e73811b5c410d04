using Microsoft.Playwright;
using Pruner.Core;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Reports;
using Pruner.Tests.Infrastructure;
using Pruner.Tests.Output;
using Pruner.Tests.Reports;
using static Microsoft.Playwright.Assertions;

namespace Pruner.Page.Tests;

public sealed class LedgerPageTests(Browser browser) : IClassFixture<Browser>
{
    private const int Many = 14_000;

    private static readonly Lazy<Ledger> _many = new(() => Books.Finished(
        Many, RunMode.Apply, "", (ArtifactOutcome.Failed, "refused. By hand: aliyun ecs X"), (ArtifactOutcome.Unknown, "no answer came"), (ArtifactOutcome.Spared, "in use now")));

    [Fact]
    public async Task A_rehearsal_in_the_sandbox_is_a_page_that_finds_its_images()
    {
        await using var world = await SmallWorld.StartAsync();
        Assert.Equal(ExitCode.Done, await world.RunAsync("prune", "4.10", "4.11", "--dry-run"));
        var ledger = Document.ReadLedger("ledger-dry-run.json", await File.ReadAllBytesAsync(Path.Combine(world.State, "ledger-dry-run.json"), TestContext.Current.CancellationToken));
        await using var opened = await browser.OpenAsync(LedgerPage.Write(ledger));

        await Expect(opened.Page.Locator("h1")).ToHaveTextAsync(SummaryMarkdown.Heading(ledger));
        await Expect(opened.Page.Locator(".month")).Not.ToHaveCountAsync(0);
        var pinned = ledger.Entries.First(entry => entry.Reason == Reason.Pinned);
        await opened.Page.FillAsync("#search", $"{pinned.Id} {pinned.Location}");
        await Expect(opened.Rows).ToHaveCountAsync(1);
        await Expect(opened.Rows.First).ToContainTextAsync(pinned.Build);
        await Expect(opened.Rows.First).ToContainTextAsync(pinned.Witness!.Commit[..12]);
        await opened.Page.ClickAsync("#clear");
        await opened.PictureAsync("sandbox");
        await opened.PictureAsync("sandbox-list", "#filters");
        await opened.Page.ClickAsync("#as-matrix");
        await opened.PictureAsync("sandbox-matrix", "#filters");
        opened.AssertQuiet();
    }

    [Fact]
    public async Task Fourteen_thousand_images_are_painted_within_two_seconds()
    {
        await using var opened = await browser.OpenAsync(LedgerPage.Write(_many.Value));
        await Expect(opened.Found).ToHaveTextAsync($"14,000 of 14,000 images, {Many * 16:N0} GiB");
        await Expect(opened.Rows).ToHaveCountAsync(100);
        Assert.InRange(await opened.FirstPaintAsync(), 1, 2000);
        opened.AssertQuiet();
        await opened.PictureAsync("many-light");
    }

    [Fact]
    public async Task Search_takes_ids_builds_in_either_spelling_and_regions()
    {
        await using var opened = await browser.OpenAsync(LedgerPage.Write(_many.Value));
        var image = _many.Value.Entries[7000];
        foreach (var (words, count) in new[]
        {
            (image.Id, 1),
            (image.Build, _many.Value.Entries.Count(entry => entry.Build == image.Build)),
            (image.Build.Replace('.', '-'), _many.Value.Entries.Count(entry => entry.Build == image.Build)),
            ($"{image.Location.ToUpperInvariant()} {image.Build}", 1),
            ("no such image", 0),
        })
        {
            await opened.Page.FillAsync("#search", words);
            await Expect(opened.Rows).ToHaveCountAsync(count);
        }

        await Expect(opened.Found).ToHaveTextAsync("No image is like that.");
        opened.AssertQuiet();
    }

    [Fact]
    public async Task Filters_add_up_and_clear()
    {
        await using var opened = await browser.OpenAsync(LedgerPage.Write(_many.Value));
        await opened.Page.SelectOptionAsync("#reason", ((int)Reason.TooYoung).ToString());
        await opened.Page.SelectOptionAsync("#region", new SelectOptionValue { Index = 1 });
        await opened.Page.ClickAsync(".month >> nth=0");
        var expected = _many.Value.Entries.Count(entry => entry.Reason == Reason.TooYoung && entry.Location == "ap-northeast-1" && entry.Build.StartsWith("410.84.202101", StringComparison.Ordinal));
        await Expect(opened.Found).ToContainTextAsync($"{expected} of 14,000 images of 2021");
        await Expect(opened.Page.Locator(".month[aria-pressed=true]")).ToHaveCountAsync(1);

        await opened.Page.ClickAsync("#clear");
        await opened.Page.SelectOptionAsync("#outcome", ((int)ArtifactOutcome.Failed).ToString());
        await Expect(opened.Rows).ToHaveCountAsync(1);
        await Expect(opened.Rows.First).ToContainTextAsync("By hand: aliyun ecs X");
        opened.AssertQuiet();
    }

    [Fact]
    public async Task A_build_of_the_matrix_leads_to_its_images()
    {
        await using var opened = await browser.OpenAsync(LedgerPage.Write(_many.Value));
        await opened.Page.ClickAsync("#as-matrix");
        await Expect(opened.Rows).ToHaveCountAsync(50);
        await opened.PictureAsync("many-matrix", "#filters");
        var button = opened.Rows.Nth(8).GetByRole(AriaRole.Button);
        var build = await button.InnerTextAsync();
        await button.ClickAsync();
        await Expect(opened.Rows).ToHaveCountAsync(_many.Value.Entries.Count(entry => entry.Build == build));
        opened.AssertQuiet();
    }

    [Fact]
    public async Task The_keyboard_is_enough()
    {
        await using var opened = await browser.OpenAsync(LedgerPage.Write(_many.Value));
        await opened.Page.Keyboard.PressAsync("Tab");
        await opened.Page.Keyboard.PressAsync("Enter");
        await Expect(opened.Found).ToBeFocusedAsync();
        await opened.Page.FocusAsync("#next");
        await opened.Page.Keyboard.PressAsync("Enter");
        await Expect(opened.Page.Locator("#page")).ToHaveTextAsync("Page 2 of 140");
        await opened.Page.FocusAsync(".month >> nth=1");
        await opened.Page.Keyboard.PressAsync("Space");
        await Expect(opened.Page.Locator(".month >> nth=1")).ToHaveAttributeAsync("aria-pressed", "true");
        opened.AssertQuiet();
    }

    [Theory]
    [InlineData("</script><script>alert(1)</script><img src=x onerror=alert(2)>")]
    [InlineData("<!-- <script>")]
    [InlineData(Papers.Evil)]
    public async Task A_strangers_text_is_text(string text)
    {
        await using var opened = await browser.OpenAsync(LedgerPage.Write(Books.Forged(60, text)));
        await Expect(opened.Rows).ToHaveCountAsync(60);
        await Expect(opened.Rows.First).ToContainTextAsync(Pruner.Output.SafeText.Line(text));
        await opened.Page.ClickAsync("#as-matrix");
        Assert.Equal(0, await opened.Page.Locator("img, iframe, object, #view a, script:not(#data):not(:last-of-type)").CountAsync());
        opened.AssertQuiet();
    }

    [Theory]
    [InlineData(false, "rgb(9, 105, 218)")]
    [InlineData(true, "rgb(68, 147, 248)")]
    public async Task What_is_there_has_bars_that_need_no_script_and_no_network(bool isDark, string bar)
    {
        await using var opened = await browser.OpenAsync(LedgerPage.Write(Books.Finished(40), Reported.Report(12)), isDark: isDark, hasScript: false);
        await Expect(opened.Page.Locator("#there h2")).ToBeVisibleAsync();
        await Expect(opened.Page.Locator("#there .finding")).ToHaveCountAsync(5);
        var bars = opened.Page.Locator("#there details").Filter(new LocatorFilterOptions { HasText = "By region" }).Locator("rect");
        await Expect(bars).ToHaveCountAsync(12);
        await Expect(bars.First).ToHaveCSSAsync("fill", bar);
        var (longest, half) = (await bars.First.BoundingBoxAsync(), await bars.Nth(6).BoundingBoxAsync());
        Assert.InRange(half!.Width / longest!.Width, 0.44, 0.46); // 5 of 11 images
        await opened.PictureAsync(isDark ? "there-dark" : "there-light", "#there");
        opened.AssertQuiet();
    }

    [Theory]
    [InlineData(400)]
    [InlineData(900)]
    public async Task What_is_there_fits_a_narrow_window_whatever_strangers_wrote(int width)
    {
        await using var opened = await browser.OpenAsync(LedgerPage.Write(Books.Finished(40), Reported.Report(5, "</td><script>alert(1)</script>" + new string('x', 300))), width: width);
        Assert.Equal(width, await opened.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Equal(0, await opened.Page.Locator("#there script, #there img").CountAsync());
        await opened.PictureAsync($"there-{width}", "#there");
        opened.AssertQuiet();
    }

    [Theory]
    [InlineData(false, "rgb(255, 255, 255)")]
    [InlineData(true, "rgb(13, 17, 23)")]
    public async Task The_page_is_as_light_as_the_reader_likes(bool isDark, string ground)
    {
        await using var opened = await browser.OpenAsync(LedgerPage.Write(Books.Finished(400)), isDark: isDark);
        await Expect(opened.Page.Locator("body")).ToHaveCSSAsync("background-color", ground);
        await opened.PictureAsync(isDark ? "dark" : "light");
        await opened.PictureAsync(isDark ? "dark-list" : "light-list", "#timeline");
        opened.AssertQuiet();
    }

    [Fact]
    public async Task A_narrow_window_needs_no_sideways_scrolling()
    {
        await using var opened = await browser.OpenAsync(LedgerPage.Write(_many.Value), width: 400);
        Assert.Equal(400, await opened.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await opened.PictureAsync("narrow");
        await opened.PictureAsync("narrow-list", "#filters");
        opened.AssertQuiet();
    }

    [Fact]
    public async Task Without_JavaScript_there_are_totals_and_a_note()
    {
        await using var opened = await browser.OpenAsync(LedgerPage.Write(Books.Finished(400)), hasScript: false);
        await Expect(opened.Page.Locator("noscript p")).ToContainTextAsync("need JavaScript");
        await Expect(opened.Page.Locator(".tiles")).ToContainTextAsync("400");
        await Expect(opened.Page.Locator("#browser")).ToBeHiddenAsync();
        await opened.PictureAsync("no-script");
        opened.AssertQuiet();
    }

    [Fact]
    public async Task On_paper_there_are_more_rows_and_no_controls()
    {
        await using var opened = await browser.OpenAsync(LedgerPage.Write(_many.Value));
        await opened.Page.EvaluateAsync("dispatchEvent(new Event('beforeprint'))");
        await opened.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        await Expect(opened.Rows).ToHaveCountAsync(1000);
        await Expect(opened.Found).ToContainTextAsync("the first 1,000 are printed");
        await Expect(opened.Page.Locator("#filters")).ToBeHiddenAsync();
        await opened.PictureAsync("print");
        await opened.Page.EvaluateAsync("dispatchEvent(new Event('afterprint'))");
        await Expect(opened.Rows).ToHaveCountAsync(100);
        opened.AssertQuiet();
    }
}
