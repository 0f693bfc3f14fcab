using Deque.AxeCore.Playwright;

namespace RxChat.Page.Tests;

/// <summary>What axe finds: nothing, in whatever state, colours and width.</summary>
public sealed class AccessibilityTests(Chromium chromium) : IClassFixture<Chromium>
{
    public static TheoryData<string, int, bool> Looks => Scale.IsFull
        ? new()
        {
            { "light", 1280, false }, { "dark", 1280, false }, { "light", 320, false }, { "dark", 320, false },
            { "light", 1280, true }, { "dark", 1280, true }, { "light", 320, true }, { "dark", 320, true },
        }
        : new() { { "light", 1280, false }, { "dark", 320, false }, { "light", 320, true } };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Nothing_is_found(string theme, int width, bool isTwiceAsLarge)
    {
        await using var server = await RxChatProcess.ServeOnAsync(["http://127.0.0.1:0", "json://127.0.0.1:0"]);
        using var scenery = await Scenery.MakeAsync(server.Endpoints[1].Port);
        var bob = scenery.Bob;
        await using var ada = await chromium.VisitAsync(server, new()
        {
            // What looks is put into the page, which lets nobody in.
            BypassCSP = true,
            ViewportSize = new() { Width = width, Height = 720 },
            ColorScheme = theme == "dark" ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
        });
        await ada.OpenAsync();
        if (isTwiceAsLarge)
        {
            await ada.Page.EvaluateAsync("() => { document.documentElement.style.fontSize = '200%'; }");
            if (width == 1280) await ada.Page.Keyboard.PressAsync("Escape");
        }
        await Expect(ada.Messages.First).ToBeAttachedAsync();
        await LookAsync(ada, "a room");
        await ada.Messages.Nth(1).FocusAsync();
        await Expect(ada.Page.Locator(".actions")).ToBeVisibleAsync();
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Reply" }).ClickAsync();
        await LookAsync(ada, "a reply");
        await ada.Page.Keyboard.PressAsync("Escape");
        await ada.Page.Keyboard.PressAsync("Control+k");
        await Expect(ada.Page.Locator("[role=option]").First).ToBeVisibleAsync();
        await LookAsync(ada, "going elsewhere");
        await ada.Page.Keyboard.PressAsync("Escape");
        await ada.TypeAsync("/help");
        await LookAsync(ada, "help");
        await ada.Page.Keyboard.PressAsync("Escape");
        await ada.Page.EvaluateAsync(
            "() => [...document.querySelectorAll('.sidebar-lists .list-item')].at(-1).click()");
        await ada.Page.Locator("input[name=q]").FillAsync("in lobby | count per 1s by from");
        await ada.Page.Locator("input[name=q]").PressAsync("Enter");
        await Expect(ada.Page.Locator(".plot canvas")).ToHaveCountAsync(1);
        await LookAsync(ada, "queries");
        await ada.Page.Keyboard.PressAsync("Escape");
        await ada.TypeAsync("/search numbers");
        await Expect(ada.Page.Locator(".found-item").First).ToBeVisibleAsync();
        await LookAsync(ada, "search");
        await ada.Page.Keyboard.PressAsync("Escape");
        await ada.Page.EvaluateAsync("() => document.querySelector('.me-card').click()");
        await LookAsync(ada, "logging in");
        await ada.Page.GetByRole(AriaRole.Tab, new() { Name = "Make an account" }).ClickAsync();
        await ada.Dialog.Locator("[name=name]").FillAsync("ada");
        await ada.Dialog.Locator("[name=password]").FillAsync("correct horse");
        await ada.Dialog.Locator("[name=password]").PressAsync("Enter");
        await Expect(ada.Dialog).ToHaveCountAsync(0);
        await ada.TypeAsync("/join tea");
        await Expect(ada.Page.Locator("h1")).ToHaveTextAsync("#tea");
        await bob.JoinAsync("tea");
        await bob.SendAsync(new { type = "say", room = "tea", text = "hello" });
        await Expect(ada.Messages).ToHaveCountAsync(1);
        await ada.Messages.First.FocusAsync();
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "About bob" }).ClickAsync();
        await LookAsync(ada, "keeping order");
        await ada.Page.Keyboard.PressAsync("Escape");
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "About this room" }).ClickAsync();
        await LookAsync(ada, "a room's rules");
        await ada.Page.Keyboard.PressAsync("Escape");
        server.Crash();
        await ada.TypeAsync("waits");
        await Expect(ada.Page.Locator(".strip")).ToBeVisibleAsync();
        await LookAsync(ada, "no connection");
    }

    private static async Task LookAsync(Visitor visitor, string where)
    {
        var found = await visitor.Page.RunAxe();
        found.Violations.Select(one => $"{where}: {one.Id}: {one.Help}: "
            + string.Join(" | ", one.Nodes.Take(3).Select(node => node.Html))).Should().BeEmpty();
        var wide = await visitor.Page.EvaluateAsync<int>(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        wide.Should().BeLessThanOrEqualTo(0, "{0}: nothing is cut off at the side", where);
    }
}
