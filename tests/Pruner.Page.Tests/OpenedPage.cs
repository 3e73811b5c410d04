using Microsoft.Playwright;
using Pruner.Tests.Reports;

namespace Pruner.Page.Tests;

/// <summary>A page of a ledger, opened from a file as a user would, with all that the browser said and asked for.</summary>
internal sealed class OpenedPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ShortLivedFolder _folder = new();
    private readonly List<string> _complaints = [];
    private readonly List<string> _requests = [];

    private OpenedPage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) => _complaints.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => _complaints.Add(error);
        page.Dialog += (_, dialog) => _complaints.Add($"dialog: {dialog.Message}");
        page.Request += (_, request) => _requests.Add(request.Url);
    }

    public IPage Page { get; }

    public ILocator Rows => Page.Locator("#view tbody tr");

    public ILocator Found => Page.Locator("#found");

    public string Address => new Uri(Path.Combine(_folder.Path, "ledger.html")).AbsoluteUri;

    public static async Task<OpenedPage> OpenAsync(IBrowserContext context, byte[] html)
    {
        var opened = new OpenedPage(context, await context.NewPageAsync());
        await File.WriteAllBytesAsync(Path.Combine(opened._folder.Path, "ledger.html"), html, TestContext.Current.CancellationToken);
        await opened.Page.GotoAsync(opened.Address);
        return opened;
    }

    /// <summary>Milliseconds from the start of loading to the first paint of text.</summary>
    public Task<double> FirstPaintAsync() => Page.EvaluateAsync<double>(
        "() => new Promise(done => new PerformanceObserver(list => done(list.getEntriesByName('first-contentful-paint')[0].startTime)).observe({ type: 'paint', buffered: true }))");

    /// <summary>Asserts that the browser had nothing to say and asked nobody for anything but the file itself.</summary>
    public void AssertQuiet()
    {
        Assert.Empty(_complaints);
        Assert.Equal([Address], _requests);
    }

    /// <summary>Keeps a picture where PRUNER_PICTURES names a folder, to be looked at.</summary>
    /// <param name="name">The picture's name.</param>
    /// <param name="top">What is to be at the top of the window.</param>
    public async Task PictureAsync(string name, string top = "body")
    {
        if (Environment.GetEnvironmentVariable("PRUNER_PICTURES") is { Length: > 0 } folder)
        {
            await Page.Locator(top).EvaluateAsync("element => element.scrollIntoView()");
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png") });
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        _folder.Dispose();
    }
}
