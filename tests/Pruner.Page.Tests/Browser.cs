using Microsoft.Playwright;

namespace Pruner.Page.Tests;

/// <summary>One Chromium for all tests of a class; null where there is none on this machine.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] _places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _chromium;

    public async ValueTask InitializeAsync()
    {
        if (_places.FirstOrDefault(File.Exists) is { } place)
        {
            _playwright = await Playwright.CreateAsync();
            // As root, and in a container, Chromium's own sandbox does not start. The page is ours.
            _chromium = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = place, Args = ["--no-sandbox"] });
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null)
        {
            await _chromium.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>Opens a page of a ledger in a window of its own; skips the test where there is no browser.</summary>
    internal async Task<OpenedPage> OpenAsync(byte[] html, int width = 1200, bool isDark = false, bool hasScript = true)
    {
        Assert.SkipWhen(_chromium is null, $"There is no Chromium in {string.Join(", ", _places)}; on Debian: apt-get install chromium.");
        var context = await _chromium.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            JavaScriptEnabled = hasScript,
            Offline = true,
        });
        return await OpenedPage.OpenAsync(context, html);
    }
}
