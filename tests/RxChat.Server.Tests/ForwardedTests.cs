using System.Net;
using System.Net.WebSockets;
using System.Text.Json;

namespace RxChat.Server.Tests;

/// <summary>Behind a proxy of HTTP that says whose each request is.</summary>
public class ForwardedTests
{
    private static readonly string[] s_listen = ["http://127.0.0.1:0"];

    [Theory]
    [InlineData("203.0.113.9", HttpStatusCode.OK)]
    [InlineData("198.51.100.1", HttpStatusCode.Forbidden)]
    [InlineData("198.51.100.1, 203.0.113.9", HttpStatusCode.OK)]
    [InlineData("203.0.113.9, 198.51.100.1", HttpStatusCode.Forbidden)]
    [InlineData("203.0.113.9, 127.0.0.1", HttpStatusCode.OK)]
    [InlineData("::ffff:203.0.113.9", HttpStatusCode.OK)]
    [InlineData("[2001:db8::1]:5", HttpStatusCode.Forbidden)]
    [InlineData("", HttpStatusCode.OK)]
    public async Task Rights_are_of_the_last_that_no_trusted_proxy_is(string said, HttpStatusCode status)
    {
        await using var server = await RxChatProcess.ServeOnAsync(
            s_listen, "--forwarded-from", "127.0.0.1", "--metrics-to", "203.0.113.0/24");
        (await AskAsync(server, "metrics", said)).StatusCode.Should().Be(status);
    }

    [Fact]
    public async Task From_anywhere_else_it_is_ignored()
    {
        await using var server = await RxChatProcess.ServeOnAsync(s_listen, "--forwarded-from", "192.0.2.1");
        (await AskAsync(server, "metrics", "203.0.113.9")).StatusCode.Should().Be(HttpStatusCode.OK);
        await ConnectAsync(server, "203.0.113.9");
    }

    [Fact]
    public async Task Denied_networks_and_names_in_logs_are_of_who_asks()
    {
        await using var server = await RxChatProcess.ServeOnAsync(
            s_listen, "--forwarded-from", "127.0.0.0/8", "--deny", "198.51.100.0/24", "--log", "debug");
        var denied = await AskAsync(server, "healthz", "198.51.100.1");
        denied.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        var problem = JsonDocument.Parse(await denied.Content.ReadAsStringAsync(Cancellation)).RootElement;
        problem.GetProperty("code").GetString().Should().Be("denied");
        var page = () => ConnectAsync(server, "198.51.100.1");
        await page.Should().ThrowAsync<WebSocketException>();

        await ConnectAsync(server, "203.0.113.9");
        (await server.LogLineAsync(" connected ")).Should().Contain("203.0.113.9");
        await ConnectAsync(server, null);
        (await server.LogLineAsync(" connected ")).Should().Contain("127.0.0.1");
    }

    [Fact]
    public async Task The_rate_of_a_page_is_of_who_asks()
    {
        await using var server = await RxChatProcess.ServeOnAsync(s_listen, "--forwarded-from", "127.0.0.1");
        using var page = await OpenAsync(server, "203.0.113.9");
        var began = DateTime.UtcNow;
        foreach (var n in Enumerable.Range(0, 75))
            await page.SendAsync(JsonSerializer.SerializeToUtf8Bytes(new { type = "ping", @ref = $"{n}" }),
                WebSocketMessageType.Text, endOfMessage: true, Cancellation);
        var block = new byte[4096];
        var heard = "";
        while (!heard.Contains("\"ref\":\"74\"", StringComparison.Ordinal))
        {
            var part = await Patience.WaitAsync(token => page.ReceiveAsync(block, token), "an answer");
            heard += System.Text.Encoding.UTF8.GetString(block, 0, part.Count);
        }
        // 50 at once and 25 at 50 a second; nobody of this machine waits.
        (DateTime.UtcNow - began).Should().BeGreaterThan(TimeSpan.FromSeconds(0.4));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static async Task<HttpResponseMessage> AskAsync(RxChatProcess server, string path, string said)
    {
        using var http = Requests.To(server);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (said.Length > 0) request.Headers.Add("X-Forwarded-For", said);
        return await http.SendAsync(request, Cancellation);
    }

    private static async Task ConnectAsync(RxChatProcess server, string? said)
    {
        using var page = await OpenAsync(server, said);
        await page.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", Cancellation);
    }

    private static async Task<ClientWebSocket> OpenAsync(RxChatProcess server, string? said)
    {
        var page = new ClientWebSocket();
        if (said is not null) page.Options.SetRequestHeader("X-Forwarded-For", said);
        var url = new Uri($"ws://{server.Endpoints[0].Authority}/ws");
        await Patience.WaitAsync(token => page.ConnectAsync(url, token), "a WebSocket");
        return page;
    }
}
