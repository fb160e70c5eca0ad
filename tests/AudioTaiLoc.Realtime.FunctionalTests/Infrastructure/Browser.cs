using Microsoft.Playwright;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>
/// The machine's own Chromium, without a window, started when a test first asks for a page and shared by the collection.
/// Playwright's own download is not used: its NuGet package holds the driver, and the driver takes any Chromium's path.
/// </summary>
public sealed class Browser : IAsyncLifetime
{
    // As root there is no sandbox; the others keep it from reaching for the network or the graphics card.
    private static readonly string[] Arguments =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];

    private readonly SemaphoreSlim _starting = new(1, 1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    // A browser that is missing skips the tests that ask for it, not the fixture.
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A blank page in a context of its own: no cookies or storage of another test.</summary>
    public async Task<IPage> NewPageAsync()
    {
        var browser = await LaunchAsync(Requirement.Chromium.Get());
        var context = await browser.NewContextAsync();
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
        _starting.Dispose();
    }

    private async Task<IBrowser> LaunchAsync(string chromium)
    {
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            _playwright ??= await Playwright.CreateAsync();
            return _browser ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = chromium,
                Headless = true,
                Args = Arguments,
            });
        }
        finally
        {
            _starting.Release();
        }
    }
}
