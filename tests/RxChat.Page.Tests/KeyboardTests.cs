namespace RxChat.Page.Tests;

/// <summary>Everything is done without a mouse, and heard without a screen.</summary>
public sealed class KeyboardTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly string[] s_listen = ["http://127.0.0.1:0", "json://127.0.0.1:0"];

    [Fact]
    public async Task From_an_account_to_keeping_order_by_keys_alone()
    {
        await using var server = await RxChatProcess.ServeOnAsync(s_listen);
        await using var ada = await Visitor.ComeAsync(chromium, server);
        var keys = ada.Page.Keyboard;
        await Expect(ada.Field).ToBeFocusedAsync();
        await GoToAsync(ada, "Tab", ada.Page.GetByRole(AriaRole.Button, new() { Name = "Take a name" }));
        await keys.PressAsync("Enter");
        await GoToAsync(ada, "Shift+Tab", ada.Page.GetByRole(AriaRole.Tab, new() { Name = "Make an account" }));
        await keys.PressAsync("Enter");
        await Expect(ada.Dialog.Locator("[name=name]")).ToBeFocusedAsync();
        await keys.TypeAsync("ada");
        await keys.PressAsync("Tab");
        await keys.TypeAsync("correct horse");
        await keys.PressAsync("Enter");
        await Expect(ada.Page.Locator(".me-card")).ToContainTextAsync("ada");

        await keys.PressAsync("Control+k");
        await keys.TypeAsync("tea");
        await Expect(ada.Page.Locator("[role=option][aria-selected=true]")).ToContainTextAsync("tea");
        await keys.PressAsync("Enter");
        await Expect(ada.Page.Locator("h1")).ToHaveTextAsync("#tea");
        using var spammer = await JsonClient.ConnectAsync(server.Endpoints[1].Port);
        await spammer.SendAsync(new { type = "name", name = "mallory" });
        await spammer.JoinAsync("tea");
        await spammer.SendAsync(new { type = "say", room = "tea", text = "buy this" });
        await Expect(ada.Messages).ToHaveCountAsync(1);

        await Expect(ada.Field).ToBeFocusedAsync();
        await GoToAsync(ada, "Shift+Tab", ada.Scroller);
        await keys.PressAsync("ArrowUp");
        await Expect(ada.Messages.Last).ToBeFocusedAsync();
        await GoToAsync(ada, "Tab", ada.Page.GetByRole(AriaRole.Button, new() { Name = "Remove" }));
        await keys.PressAsync("Enter");
        await Expect(ada.Dialog.GetByRole(AriaRole.Button, new() { Name = "Remove" })).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await Expect(ada.Messages.Last).ToContainTextAsync("removed");
        await spammer.SendAsync(new { type = "say", room = "tea", text = "and this" });
        await Expect(ada.Messages).ToHaveCountAsync(2);
        await GoToAsync(ada, "Shift+Tab", ada.Scroller);
        await keys.PressAsync("ArrowUp");
        await GoToAsync(ada, "Tab", ada.Page.GetByRole(AriaRole.Button, new() { Name = "About mallory" }));
        await keys.PressAsync("Enter");
        await GoToAsync(ada, "Tab", ada.Dialog.Locator("[name=reason]"));
        await keys.TypeAsync("no adverts");
        await GoToAsync(ada, "Tab", ada.Dialog.GetByRole(AriaRole.Button, new() { Name = "Ban" }));
        await keys.PressAsync("Enter");

        await Expect(ada.Page.Locator(".event", new() { HasText = "banned mallory: no adverts" })).ToBeVisibleAsync();
        (await spammer.ReadAsync("moderated"))[^1].GetProperty("act").GetString().Should().NotBeNull();
    }

    [Fact]
    public async Task The_field_edits_completes_remembers_and_keeps_drafts()
    {
        await using var server = await RxChatProcess.ServeOnAsync(s_listen);
        await using var ada = await Visitor.ComeAsync(chromium, server);
        using var margaret = await JsonClient.ConnectAsync(server.Endpoints[1].Port);
        await margaret.SendAsync(new { type = "name", name = "margaret" });
        await margaret.JoinAsync("lobby");
        var keys = ada.Page.Keyboard;
        await ada.SayAsync("first");
        await ada.SayAsync("secnd");
        await keys.PressAsync("ArrowUp");
        await Expect(ada.Field).ToHaveValueAsync("secnd");
        await ada.Field.FillAsync("second");
        await keys.PressAsync("Enter");
        await Expect(ada.Messages.Last).ToContainTextAsync("second (edited)");
        await keys.PressAsync("Control+ArrowUp");
        await keys.PressAsync("Control+ArrowUp");
        await Expect(ada.Field).ToHaveValueAsync("secnd");
        await ada.Field.FillAsync("");
        await Expect(ada.Page.Locator(".has-count")).ToContainTextAsync("2");
        await keys.TypeAsync("mar");
        await keys.PressAsync("Tab");
        await Expect(ada.Field).ToHaveValueAsync("margaret: ");
        await keys.TypeAsync("a draft");

        await keys.PressAsync("Control+k");
        await keys.TypeAsync("tea");
        await keys.PressAsync("Enter");
        await Expect(ada.Page.Locator("h1")).ToHaveTextAsync("#tea");
        await Expect(ada.Field).ToHaveValueAsync("");
        await Expect(ada.Page.Locator(".sidebar a", new() { HasText = "lobby" })).ToContainTextAsync("draft");
        await keys.PressAsync("Alt+ArrowUp");
        await Expect(ada.Field).ToHaveValueAsync("margaret: a draft");
        await ada.Page.ReloadAsync();
        await Expect(ada.Field).ToHaveValueAsync("margaret: a draft");
    }

    [Fact]
    public async Task New_messages_are_announced_once_and_older_ones_never()
    {
        await using var server = await RxChatProcess.ServeOnAsync(s_listen);
        using var bob = await JsonClient.ConnectAsync(server.Endpoints[1].Port);
        await bob.SendAsync(new { type = "name", name = "bob" });
        await bob.JoinAsync("lobby");
        const int Old = 400;
        for (var n = 1; n <= Old; n++) await bob.SendAsync(new { type = "say", room = "lobby", text = $"old {n}" });
        await bob.SendAsync(new { type = "ping" });
        await bob.ReadAsync("pong");
        await using var ada = await Visitor.ComeAsync(chromium, server);
        await Expect(ada.Messages.Last).ToContainTextAsync($"old {Old}");
        // What somebody who listens is told: changes of live regions.
        await ada.Page.EvaluateAsync("""
            () => {
              globalThis.told = [];
              const kinds = '[aria-live=polite], [role=status], [role=log], [role=alert]';
              const live = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest(kinds);
              new MutationObserver((changes) => changes.forEach((change) => {
                if (live(change.target) && change.addedNodes.length > 0) told.push(live(change.target).textContent);
              })).observe(document.body, { childList: true, subtree: true, characterData: true });
            }
            """);
        for (var page = 0; page < 8; page++)
        {
            var first = await ada.Messages.First.GetAttributeAsync("data-seq");
            await ada.Scroller.EvaluateAsync("(area) => { area.scrollTop = 0; }");
            if (first == "1") break;
            await Expect(ada.Messages.First).Not.ToHaveAttributeAsync("data-seq", first!);
        }
        await Expect(ada.Page.Locator(".beginning")).ToBeVisibleAsync();
        (await ada.Page.EvaluateAsync<string[]>("() => told")).Should().BeEmpty();

        await bob.SendAsync(new { type = "say", room = "lobby", text = "something new" });
        await Expect(ada.Page.Locator("#announcer")).ToHaveTextAsync("bob: something new");
        (await ada.Page.EvaluateAsync<string[]>("() => told")).Should().Equal("bob: something new");
    }

    private static async Task GoToAsync(Visitor visitor, string key, ILocator wanted)
    {
        const int Most = 60;
        for (var pressed = 0; pressed < Most; pressed++)
        {
            await visitor.Page.Keyboard.PressAsync(key);
            if (await wanted.CountAsync() > 0
                && await wanted.First.EvaluateAsync<bool>("(element) => element === document.activeElement")) return;
        }
        throw new InvalidOperationException($"{Most} times {key} did not come to {wanted}");
    }
}
