using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using static RxChat.Server.Tests.JsonClient;

namespace RxChat.Server.Tests;

/// <summary>The executable's WebSocket, held against clients that are not ours.</summary>
public class WebSocketTests
{
    private static readonly string[] s_listen = ["http://127.0.0.1:0", "json://127.0.0.1:0", "line://127.0.0.1:0"];

    [Fact]
    public async Task Pages_programs_and_people_hear_one_order_with_the_same_numbers()
    {
        await using var server = await RxChatProcess.ServeOnAsync(s_listen);
        using var page = await WebClient.ConnectAsync(server.Endpoints[0]);
        using var program = await JsonClient.ConnectAsync(server.Endpoints[1].Port);
        page.Subprotocol.Should().Be("rxchat.v1");
        await page.SendAsync(new { type = "join", room = "lobby" });
        await program.SendAsync(new { type = "join", room = "lobby" });
        await page.ReadAsync("joined");
        await program.ReadAsync("joined");
        using var person = await server.LineAsync();
        var big = new string('x', 60_000);
        foreach (var n in Enumerable.Range(0, 50))
        {
            await page.SendAsync(new { type = "say", room = "lobby", text = $"page {n}" });
            await program.SendAsync(new { type = "say", room = "lobby", text = n == 25 ? big : $"program {n}" });
            await person.SendAsync($"person {n}");
        }
        var heard = new List<(long Seq, string Id, string Text)>[] { [], [] };
        while (heard[0].Count < 150) Keep(heard[0], (await page.ReadAsync("message"))[^1]);
        while (heard[1].Count < 150) Keep(heard[1], (await program.ReadAsync("message"))[^1]);

        heard[0].Should().Equal(heard[1]);
        heard[0].Select(message => message.Seq).Should().Equal(Enumerable.Range(1, 150).Select(n => (long)n));
        heard[0].Should().Contain(message => message.Text == big);

        static void Keep(List<(long, string, string)> heard, JsonElement message) =>
            heard.Add((message.GetProperty("seq").GetInt64(), TextOf(message, "id"), TextOf(message, "text")));
    }

    [Fact]
    public async Task Who_closes_is_answered_and_a_stop_closes_all()
    {
        await using var server = await RxChatProcess.ServeOnAsync(s_listen);
        using var one = await WebClient.ConnectAsync(server.Endpoints[0]);
        using var other = await WebClient.ConnectAsync(server.Endpoints[0]);
        await one.CloseAsync(4321);
        server.Send(Signal.Terminate);

        one.ClosedWith.Should().Be((WebSocketCloseStatus)4321);
        (await other.ReadAsync("stopping")).Should().HaveCount(1);
        (await other.ReadAsync()).Should().BeNull();
        other.ClosedWith.Should().Be(WebSocketCloseStatus.EndpointUnavailable);
        (await server.ExitAsync()).Should().Be(0);
    }

    [Fact]
    public async Task Pages_of_strangers_are_refused_and_those_that_are_allowed_are_not()
    {
        await using var server = await RxChatProcess.ServeOnAsync(
            s_listen, "--allow-origin", "https://friends.example, https://others.example");
        var own = $"http://{server.Endpoints[0].Authority}";

        foreach (var origin in new[] { own, "https://others.example" })
        {
            using var page = await WebClient.ConnectAsync(server.Endpoints[0], origin);
        }
        foreach (var origin in new[] { "https://evil.example", "null", "http://127.0.0.1:1" })
        {
            await FluentActions.Awaiting(() => WebClient.ConnectAsync(server.Endpoints[0], origin))
                .Should().ThrowAsync<WebSocketException>().WithMessage("*403*");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(70)]
    public async Task A_request_in_pieces_is_one_too_and_so_is_what_follows_it_at_once(int piece)
    {
        await using var server = await RxChatProcess.ServeOnAsync(s_listen);
        using var client = await RawClient.ConnectAsync(server.Endpoints[0].Port, (byte)'\n');
        var upgrade = Encoding.ASCII.GetBytes(
            $"GET /ws HTTP/1.1\r\nHost: {server.Endpoints[0].Authority}\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Sec-WebSocket-Version: 13\r\n\r\n");
        // {"type":"ping"}, masked with zeros, and a close.
        byte[] bytes = [.. upgrade, 0x81, 0x8F, 0, 0, 0, 0, .. "{\"type\":\"ping\"}"u8, 0x88, 0x82, 0, 0, 0, 0, 3, 232];
        foreach (var part in bytes.Chunk(piece)) await client.SendBytesAsync(part);

        (await client.ReadAsync()).Should().StartWith("HTTP/1.1 101");
        var rest = new StringBuilder();
        while (await client.ReadAsync() is { } line && line != "\r") rest.Append(line);
        rest.ToString().Should().Contain("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=").And.Contain("Upgrade: websocket");
        // A frame has no line's end: what is left over at the end of the stream is all of them.
        var frames = await client.ReadRestAsync();
        frames.Should().Contain("\"welcome\"").And.Contain("{\"type\":\"pong\"}");
    }

    [Fact]
    public async Task Five_thousand_that_come_at_once_are_all_let_in_and_half_open_ones_cost_nobody()
    {
        var count = Scale.Of(500, 5000);
        await using var server = await RxChatProcess.ServeOnAsync(s_listen);
        var halfOpen = new List<RawClient>();
        for (var n = 0; n < Scale.Of(500, 10_000); n++)
            halfOpen.Add(await RawClient.ConnectAsync(server.Endpoints[0].Port, (byte)'\n'));
        var pages = await Task.WhenAll(
            Enumerable.Range(0, count).Select(_ => WebClient.ConnectAsync(server.Endpoints[0])));
        await pages[0].SendAsync(new { type = "join", room = "tea" });
        await pages[^1].SendAsync(new { type = "join", room = "tea" });
        await pages[^1].ReadAsync("joined");
        await pages[0].SendAsync(new { type = "say", room = "tea", text = "all here" });

        TextOf((await pages[^1].ReadAsync("message"))[^1], "text").Should().Be("all here");
        foreach (var client in halfOpen) client.Dispose();
        foreach (var page in pages) page.Dispose();
    }
}
