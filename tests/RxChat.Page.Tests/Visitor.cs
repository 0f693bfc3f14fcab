using System.Text.Json;

namespace RxChat.Page.Tests;

/// <summary>Somebody with a browser, and what they do in it. What goes wrong within the page fails the test.</summary>
public sealed class Visitor(IBrowserContext context) : IAsyncDisposable
{
    private readonly List<string> _problems = [];

    /// <summary>Requests to anybody but the server, of which there are to be none.</summary>
    private readonly List<string> _strangers = [];

    public IBrowserContext Context => context;

    public IPage Page { get; private set; } = null!;

    public ILocator Field => Page.Locator(".composer textarea");

    public ILocator Messages => Page.Locator(".message:not(.is-pending)");

    public ILocator Dialog => Page.Locator("dialog[open]");

    public ILocator Scroller => Page.Locator(".scroller");

    public static async Task<Visitor> ComeAsync(Chromium chromium, RxChatProcess server, string where = "")
    {
        var visitor = await chromium.VisitAsync(server);
        await visitor.OpenAsync(where);
        return visitor;
    }

    /// <summary>Opens a tab, at a room if one is named.</summary>
    public async Task OpenAsync(string where = "")
    {
        Page = await context.NewPageAsync();
        Page.PageError += (_, error) => _problems.Add(error);
        Page.Console += (_, said) =>
        {
            if (said.Type == "error" && !said.Text.Contains("ERR_", StringComparison.Ordinal)) _problems.Add(said.Text);
        };
        await Page.GotoAsync($"/{(where.Length > 0 ? "#" + where : "")}");
        var own = new Uri(Page.Url).Authority;
        Page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: "http" or "https" or "ws" or "wss" } url && url.Authority != own)
                _strangers.Add(request.Url);
        };
        await Expect(Page.Locator(".me-card")).Not.ToContainTextAsync("connecting");
    }

    public async Task SayAsync(string text)
    {
        await TypeAsync(text);
        await Expect(Messages.Filter(new() { HasText = text }).Last).ToBeVisibleAsync();
    }

    /// <summary>Writes a line and sends it, whatever becomes of it.</summary>
    public async Task TypeAsync(string text)
    {
        await Field.FillAsync(text);
        await Field.PressAsync("Enter");
    }

    public async Task RegisterAsync(string name, string password = "correct horse")
    {
        await AccountAsync();
        await Page.GetByRole(AriaRole.Tab, new() { Name = "Make an account" }).ClickAsync();
        await EnterAsync(name, password);
    }

    public async Task LogInAsync(string name, string password = "correct horse")
    {
        await AccountAsync();
        await EnterAsync(name, password);
    }

    /// <summary>Number, id and text of each message that is shown.</summary>
    public async Task<List<(long Seq, string Id, string Text)>> ShownAsync()
    {
        var shown = await Page.EvaluateAsync<JsonElement>("""
            () => [...document.querySelectorAll('.message[data-seq]')].map((row) => ({
              seq: Number(row.dataset.seq), id: row.dataset.id, text: row.querySelector('.text').textContent }))
            """);
        return [.. shown.EnumerateArray().Select(row => (
            row.GetProperty("seq").GetInt64(), row.GetProperty("id").GetString()!,
            row.GetProperty("text").GetString()!))];
    }

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        _problems.Should().BeEmpty("nothing may go wrong within the page");
        _strangers.Should().BeEmpty("the page asks nobody but its server");
    }

    private async Task AccountAsync()
    {
        var menu = Page.Locator(".room-head .only-narrow");
        if (await menu.IsVisibleAsync()) await menu.ClickAsync();
        await Page.Locator(".me-card").ClickAsync();
    }

    private async Task EnterAsync(string name, string password)
    {
        await Dialog.Locator("[name=name]").FillAsync(name);
        await Dialog.Locator("[name=password]").FillAsync(password);
        await Dialog.Locator("[name=password]").PressAsync("Enter");
        await Expect(Dialog).ToHaveCountAsync(0);
        await Expect(Page.Locator(".me-card")).ToContainTextAsync(name);
        if (await Page.Locator("#app[data-drawer]").CountAsync() > 0) await Page.Keyboard.PressAsync("Escape");
    }
}
