namespace RxChat.Page.Tests;

/// <summary>Texts, names and links that somebody made to spoil the page for others.</summary>
public sealed class HostileTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly TimeSpan s_longestTask = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task Long_texts_of_every_kind_hold_nobody_up()
    {
        await using var server = await RxChatProcess.ServeOnAsync(["http://127.0.0.1:0", "json://127.0.0.1:0"]);
        await using var ada = await Visitor.ComeAsync(chromium, server);
        using var program = await JsonClient.ConnectAsync(server.Endpoints[1].Port);
        await program.JoinAsync("lobby");
        await using var tasks = await MainThread.WatchAsync(ada.Page);
        // What looks for links and names reads them: words without end, and beginnings of links in each other.
        foreach (var part in new[] { "a", "a.", "@", "http://", "www.a.", "a@b.", "(", "א", "👩‍👧 ", "\u0301" })
        {
            var text = string.Concat(Enumerable.Repeat(part, (part[0] < 128 ? 60_000 : 10_000) / part.Length));
            await program.SendAsync(new { type = "say", room = "lobby", text });
        }
        await program.SendAsync(new { type = "say", room = "lobby", text = "after all" });

        await Expect(ada.Messages.Last).ToContainTextAsync("after all");
        (await tasks.LongestAsync()).Should().BeLessThan(s_longestTask);
    }

    [Theory]
    [InlineData("constructor")]
    [InlineData("__proto__")]
    public async Task A_room_may_be_called_as_what_every_object_has(string name)
    {
        await using var server = await RxChatProcess.ServeOnAsync(["http://127.0.0.1:0", "json://127.0.0.1:0"]);
        await using var ada = await Visitor.ComeAsync(chromium, server);
        await ada.TypeAsync($"/join {name}");
        await Expect(ada.Page.Locator("h1")).ToHaveTextAsync($"#{name}");
        await Expect(ada.Field).ToHaveValueAsync("");
        await ada.SayAsync("hello");
        await ada.Field.FillAsync("a draft");
        await ada.Page.ReloadAsync();

        await Expect(ada.Messages).ToHaveCountAsync(1);
        await Expect(ada.Field).ToHaveValueAsync("a draft");
    }

    [Theory]
    [InlineData("%E0%A4%A")]
    [InlineData("lobby/abc")]
    [InlineData("lobby/99999999999999999999")]
    [InlineData("lobby/-5")]
    public async Task A_link_that_is_none_shows_the_room(string link)
    {
        await using var server = await RxChatProcess.ServeOnAsync(["http://127.0.0.1:0"]);
        await using var ada = await Visitor.ComeAsync(chromium, server, link);
        await Expect(ada.Page.Locator("h1")).ToHaveTextAsync("#lobby");
        await ada.SayAsync("hello");
    }
}
