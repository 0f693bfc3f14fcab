using System.Net.Http.Json;

namespace RxChat.Page.Tests;

/// <summary>People in browsers, among everybody else.</summary>
public sealed class PageStories(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    private static readonly string[] s_everywhere = ["http://127.0.0.1:0", "nul://127.0.0.1:0", "json://127.0.0.1:0"];

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"rxchat-{Guid.NewGuid():N}.db");

    [Fact]
    public async Task Browsers_nc_programs_and_curl_see_one_order()
    {
        await using var server = await RxChatProcess.ServeOnAsync(s_everywhere);
        await using var ada = await Visitor.ComeAsync(chromium, server);
        await using var bob = await Visitor.ComeAsync(chromium, server);
        var nc = await server.NulAsync();
        await nc.SettleAsync();
        using var program = await JsonClient.ConnectAsync(server.Endpoints[2].Port);
        await program.JoinAsync("lobby");
        using var curl = new HttpClient { BaseAddress = new Uri($"http://{server.Endpoints[0].Authority}/") };
        const int Rounds = 5;
        for (var round = 1; round <= Rounds; round++)
        {
            // At once, so that only the server knows the order.
            await Task.WhenAll(
                ada.TypeAsync($"ada {round}"),
                bob.TypeAsync($"bob {round}"),
                nc.SendAsync($"nc {round}"),
                program.SendAsync(new { type = "say", room = "lobby", text = $"program {round}" }),
                curl.PostAsJsonAsync("api/rooms/lobby/messages", new { text = $"curl {round}" },
                    TestContext.Current.CancellationToken));
        }
        const int Said = Rounds * 5;
        await Expect(ada.Messages).ToHaveCountAsync(Said);
        await Expect(bob.Messages).ToHaveCountAsync(Said);
        var heard = new List<(long Seq, string Id, string Text)>();
        while (heard.Count < Said)
        {
            var message = (await program.ReadAsync("message"))[^1];
            heard.Add((message.GetProperty("seq").GetInt64(), JsonClient.TextOf(message, "id"),
                JsonClient.TextOf(message, "text")));
        }
        var frames = new List<string>();
        while (frames.Count < Said) frames.Add((await nc.ReadAsync())!);

        heard.Select(one => one.Seq).Should().Equal(Enumerable.Range(1, Said).Select(seq => (long)seq));
        (await ada.ShownAsync()).Should().Equal(heard);
        (await bob.ShownAsync()).Should().Equal(heard);
        frames.Select(frame => frame[(frame.LastIndexOf(": ", StringComparison.Ordinal) + 2)..])
            .Should().Equal(heard.Select(one => one.Text));
    }

    [Fact]
    public async Task Across_a_kill_nothing_is_lost_and_what_was_not_answered_is_said_once()
    {
        var server = await RxChatProcess.ServeOnAsync(s_everywhere, "--history", _file);
        string[] again = [.. server.Endpoints.Select(url => url.OriginalString)];
        await using var ada = await Visitor.ComeAsync(chromium, server);
        await ada.SayAsync("before");
        server.Crash();
        await server.DisposeAsync();
        await Expect(ada.Page.Locator(".strip")).ToContainTextAsync("Not connected");
        await ada.TypeAsync("meanwhile");
        await Expect(ada.Page.Locator(".is-pending")).ToContainTextAsync("waits for the server");

        await using var back = await RxChatProcess.ServeOnAsync(again, "--history", _file);
        using var program = await JsonClient.ConnectAsync(back.Endpoints[2].Port);
        await program.SendAsync(new { type = "name", name = "grace" });
        await program.JoinAsync("lobby");
        await program.SendAsync(new { type = "say", room = "lobby", text = "after" });
        await Expect(ada.Page.Locator(".strip")).ToHaveCountAsync(0);
        await Expect(ada.Messages).ToHaveCountAsync(3);
        await Expect(ada.Page.Locator(".is-pending")).ToHaveCountAsync(0);
        await program.SendAsync(new { type = "history", room = "lobby" });

        var shown = await ada.ShownAsync();
        shown.Select(one => one.Text).Should().BeEquivalentTo("before", "meanwhile", "after");
        shown.Select(one => one.Seq).Should().Equal(1, 2, 3);
        var page = (await program.ReadAsync("history"))[^1];
        page.GetProperty("messages").EnumerateArray().Select(one => JsonClient.TextOf(one, "id"))
            .Should().Equal(shown.Select(one => one.Id));
    }

    [Fact]
    public async Task Script_in_texts_and_topics_and_names_is_text()
    {
        const string Script = "<img src=x onerror=alert(1)><script>alert(2)</script> javascript:alert(3) ${alert(4)}";
        await using var server = await RxChatProcess.ServeOnAsync(s_everywhere);
        await using var ada = await Visitor.ComeAsync(chromium, server);
        var dialogs = 0;
        ada.Page.Dialog += async (_, dialog) => { dialogs++; await dialog.DismissAsync(); };
        using var program = await JsonClient.ConnectAsync(server.Endpoints[2].Port);
        await program.JoinAsync("lobby");
        await program.SendAsync(new { type = "name", name = Script });
        await program.SendAsync(new { type = "topic", room = "lobby", text = Script });
        await program.SendAsync(new { type = "say", room = "lobby", text = Script });
        const string Link = "see http://127.0.0.1:1/?q=<b>\"onclick=\"";
        await program.SendAsync(new { type = "say", room = "lobby", text = Link });

        await Expect(ada.Messages.First.Locator(".text")).ToHaveTextAsync(Script);
        await Expect(ada.Page.Locator(".topic")).ToHaveTextAsync(Script);
        await Expect(ada.Messages.Last.Locator("a")).ToHaveAttributeAsync("href", "http://127.0.0.1:1/?q=");
        (await ada.Page.Locator("#app img[src=x], #app script, [onerror], [onclick]").CountAsync()).Should().Be(0);
        (await ada.Page.Locator(".timeline a[href^=javascript]").CountAsync()).Should().Be(0);
        dialogs.Should().Be(0);
    }

    [Fact]
    public async Task Two_tabs_of_one_account_have_one_read_marker()
    {
        await using var server = await RxChatProcess.ServeOnAsync(s_everywhere, "--history", _file);
        await using var ada = await Visitor.ComeAsync(chromium, server);
        await ada.RegisterAsync("ada");
        await ada.TypeAsync("/join tea");
        await Expect(ada.Page.Locator("h1")).ToHaveTextAsync("#tea");
        await using var phone = await Visitor.ComeAsync(chromium, server, "tea");
        await phone.LogInAsync("ada");
        await phone.TypeAsync("/join lobby");
        await ada.TypeAsync("/join lobby");
        using var program = await JsonClient.ConnectAsync(server.Endpoints[2].Port);
        await program.JoinAsync("tea");
        foreach (var text in new[] { "one", "two", "ada: three" })
            await program.SendAsync(new { type = "say", room = "tea", text });
        ILocator Badge(Visitor visitor) =>
            visitor.Page.Locator(".sidebar a", new() { HasText = "tea" }).Locator(".badge");
        await Expect(Badge(ada)).ToHaveTextAsync("1 for you");
        await Expect(Badge(phone)).ToHaveTextAsync("1 for you");

        await ada.Page.BringToFrontAsync();
        await ada.TypeAsync("/join tea");
        await Expect(ada.Page.Locator(".line.is-new")).ToHaveCountAsync(1);

        await Expect(Badge(ada)).ToHaveCountAsync(0);
        await Expect(Badge(phone)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Without_a_server_the_page_is_there_and_says_so()
    {
        await using var server = await RxChatProcess.ServeOnAsync(s_everywhere);
        await using var ada = await Visitor.ComeAsync(chromium, server);
        await ada.Page.EvaluateAsync("() => navigator.serviceWorker.ready.then(() => true)");
        await ada.SayAsync("here");

        await ada.Context.SetOfflineAsync(true);
        await ada.Page.ReloadAsync();
        await Expect(ada.Page.Locator(".me-card")).ToContainTextAsync("connecting");
        await ada.Context.SetOfflineAsync(false);

        await Expect(ada.Messages.Filter(new() { HasText = "here" })).ToHaveCountAsync(1);
    }

    public void Dispose()
    {
        foreach (var file in new[] { _file, _file + "-wal", _file + "-shm" }) File.Delete(file);
    }
}
