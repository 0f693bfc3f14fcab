namespace RxChat.Page.Tests;

/// <summary>Debian's Chromium, started once for all tests; without it they are skipped, and say so.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string? s_program = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser" }
        .FirstOrDefault(File.Exists);

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (s_program is null) return;
        SetDefaultExpectTimeout((float)Patience.Limit.TotalMilliseconds);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = s_program,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        });
    }

    /// <summary>Somebody's browser, in which nothing is kept yet.</summary>
    public Task<Visitor> VisitAsync(RxChatProcess server, BrowserNewContextOptions? options = null) =>
        VisitAsync(server.Endpoints.First(url => url.Scheme == "http"), options);

    public async Task<Visitor> VisitAsync(Uri address, BrowserNewContextOptions? options = null)
    {
        Assert.SkipWhen(_browser is null, "chromium is not installed (apt-get install chromium)");
        options ??= new() { ViewportSize = new() { Width = 1280, Height = 800 } };
        options.BaseURL = $"http://{address.Authority}/";
        options.Locale ??= "en-GB";
        var context = await _browser.NewContextAsync(options);
        context.SetDefaultTimeout((float)Patience.Limit.TotalMilliseconds);
        return new Visitor(context);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
