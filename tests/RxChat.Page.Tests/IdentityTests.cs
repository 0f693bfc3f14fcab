namespace RxChat.Page.Tests;

/// <summary>Who somebody is, and is no longer: what one person wrote is nobody else's.</summary>
public sealed class IdentityTests(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    private static readonly string[] s_endpoints = ["http://127.0.0.1:0", "json://127.0.0.1:0"];

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"rxchat-{Guid.NewGuid():N}.db");

    [Fact]
    public async Task Who_comes_next_in_a_tab_sees_nothing_of_who_left()
    {
        await using var server = await RxChatProcess.ServeOnAsync(s_endpoints, "--history", _file);
        await using var bob = await Visitor.ComeAsync(chromium, server);
        await bob.RegisterAsync("bob");
        await using var ada = await Visitor.ComeAsync(chromium, server);
        await ada.RegisterAsync("ada");
        await ada.TypeAsync("/msg bob a secret");
        var threads = ada.Page.Locator(".sidebar a", new() { HasText = "bob" });
        await Expect(threads).ToHaveCountAsync(1);
        await ada.TypeAsync("/join lobby");
        await ada.Field.FillAsync("what I was about to say");
        await ada.Page.Locator(".me-card").ClickAsync();
        await ada.Dialog.GetByRole(AriaRole.Button, new() { Name = "Log out" }).ClickAsync();
        await Expect(ada.Page.Locator(".me-card")).ToContainTextAsync("guest");

        await Expect(threads).ToHaveCountAsync(0);
        await Expect(ada.Field).ToHaveValueAsync("");
        await ada.RegisterAsync("eve");
        await ada.Page.ReloadAsync();
        await Expect(ada.Page.Locator(".me-card")).ToContainTextAsync("eve");
        await Expect(threads).ToHaveCountAsync(0);
        await Expect(ada.Page.Locator("body")).Not.ToContainTextAsync("secret");
    }

    [Fact]
    public async Task What_waited_to_be_said_is_not_said_as_a_guest_when_the_account_is_gone()
    {
        var server = await RxChatProcess.ServeOnAsync(s_endpoints, "--history", _file);
        string[] again = [.. server.Endpoints.Select(url => url.OriginalString)];
        await using var ada = await Visitor.ComeAsync(chromium, server);
        await ada.RegisterAsync("ada");
        server.Crash();
        await server.DisposeAsync();
        await Expect(ada.Page.Locator(".strip")).ToContainTextAsync("Not connected");
        await ada.TypeAsync("for my friends");
        await Expect(ada.Page.Locator(".is-pending")).ToContainTextAsync("waits for the server");

        await using var without = await RxChatProcess.ServeOnAsync(again, "--history", "none");
        await Expect(ada.Page.Locator(".is-failed")).ToContainTextAsync("for my friends");
        await Expect(ada.Page.Locator(".me-card")).ToContainTextAsync("guest");
        using var program = await JsonClient.ConnectAsync(without.Endpoints[1].Port);
        await program.JoinAsync("lobby");
        await program.SendAsync(new { type = "history", room = "lobby" });
        (await program.ReadAsync("history"))[^1].GetProperty("messages").GetArrayLength().Should().Be(0);
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Send again" }).ClickAsync();
        await Expect(ada.Messages).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Each_tab_keeps_its_draft()
    {
        await using var server = await RxChatProcess.ServeOnAsync(s_endpoints);
        await using var ada = await Visitor.ComeAsync(chromium, server);
        var first = ada.Page;
        await ada.OpenAsync("tea");
        var second = ada.Page;
        await ada.Field.FillAsync("of the second");
        await first.Locator(".composer textarea").FillAsync("of the first");
        await first.ReloadAsync();
        await second.ReloadAsync();

        await Expect(first.Locator(".composer textarea")).ToHaveValueAsync("of the first");
        await Expect(second.Locator(".composer textarea")).ToHaveValueAsync("of the second");
    }

    [Fact]
    public async Task Of_a_crowd_it_is_known_who_is_there()
    {
        await using var server = await RxChatProcess.ServeOnAsync(s_endpoints);
        var crowd = new List<JsonClient>();
        for (var n = 0; n < 60; n++) crowd.Add(await PersonAsync(server, $"person{n}"));
        await using var ada = await Visitor.ComeAsync(chromium, server);
        var people = ada.Page.Locator(".panel-body");
        await Expect(people).ToContainTextAsync("person7");
        using var late = await PersonAsync(server, "latecomer");
        crowd[7].Dispose();

        await Expect(people).ToContainTextAsync("latecomer");
        await Expect(people).Not.ToContainTextAsync("person7");
        foreach (var person in crowd) person.Dispose();
    }

    public void Dispose()
    {
        foreach (var file in new[] { _file, _file + "-wal", _file + "-shm" }) File.Delete(file);
    }

    private static async Task<JsonClient> PersonAsync(RxChatProcess server, string name)
    {
        var person = await JsonClient.ConnectAsync(server.Endpoints[1].Port);
        await person.SendAsync(new { type = "name", name });
        await person.JoinAsync("lobby");
        return person;
    }
}
