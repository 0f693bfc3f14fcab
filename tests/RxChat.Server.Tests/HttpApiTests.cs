using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using static RxChat.Server.Tests.JsonClient;

namespace RxChat.Server.Tests;

/// <summary>curl is a client: what it says and reads by HTTP is what others hear.</summary>
public class HttpApiTests
{
    private static readonly string[] s_listen = ["http://127.0.0.1:0", "json://127.0.0.1:0"];

    [Fact]
    public async Task It_says_once_and_reads_and_comes_and_goes_unseen()
    {
        await using var server = await RxChatProcess.ServeOnAsync(s_listen);
        using var http = Requests.To(server);
        using var program = await JsonClient.ConnectAsync(server.Endpoints[1].Port);
        await program.JoinAsync("tea");
        var said = await http.SayAsync("tea", "hello", "k1");
        var again = await http.SayAsync("tea", "hello", "k1");
        var other = await http.SayAsync("tea", "other", "k1");
        await http.SayAsync("tea", "second");

        said.StatusCode.Should().Be(HttpStatusCode.Created);
        var answer = await said.Content.ReadAsStringAsync(Now);
        (await again.Content.ReadAsStringAsync(Now)).Should().Be(answer);
        other.StatusCode.Should().Be(HttpStatusCode.Conflict);
        var heard = new[] { (await program.ReadAsync())!.Value, (await program.ReadAsync())!.Value };
        heard.Select(TypeOf).Should().Equal("message", "message");
        heard.Select(frame => TextOf(frame, "text")).Should().Equal("hello", "second");
        TextOf(Parse(answer), "id").Should().Be(TextOf(heard[0], "id"));
        var page = await http.GetFromJsonAsync<JsonElement>(said.Headers.Location, Now);
        page.GetProperty("messages").EnumerateArray().Select(message => TextOf(message, "text"))
            .Should().Equal("hello");
        var all = await http.GetFromJsonAsync<JsonElement>("api/rooms/tea/messages?limit=10", Now);
        all.GetProperty("messages").EnumerateArray().Select(message => TextOf(message, "text"))
            .Should().Equal("hello", "second");
        all.GetProperty("more").GetBoolean().Should().BeFalse();
    }

    [Fact]
    public async Task What_has_not_changed_is_not_sent_again()
    {
        await using var server = await RxChatProcess.ServeOnAsync(s_listen);
        using var http = Requests.To(server);
        await http.SayAsync("tea", "hello");
        var first = await http.GetAsync("api/rooms/tea/messages", Now);
        HttpRequestMessage Ask() => new(HttpMethod.Get, "api/rooms/tea/messages")
        {
            Headers = { IfNoneMatch = { first.Headers.ETag! } },
        };
        var same = await http.SendAsync(Ask(), Now);
        await http.SayAsync("tea", "more");
        var changed = await http.SendAsync(Ask(), Now);

        (same.StatusCode, changed.StatusCode).Should().Be((HttpStatusCode.NotModified, HttpStatusCode.OK));
        changed.Headers.ETag.Should().NotBe(first.Headers.ETag);
    }

    [Theory]
    [InlineData("GET", "nowhere", null, 404, null)]
    [InlineData("GET", "api/rooms/tea/messages?limit=x", null, 400, "wrong_usage")]
    [InlineData("GET", "api/rooms/a%20b/messages", null, 400, "invalid_name")]
    [InlineData("POST", "api/rooms/tea/messages", "{\"text\":\"\"}", 400, "wrong_usage")]
    [InlineData("POST", "api/rooms/tea/messages", "{\"text\":7}", 400, "malformed")]
    [InlineData("POST", "api/rooms/tea/messages", "[]", 400, "malformed")]
    [InlineData("POST", "api/rooms/tea/messages", "{", 400, "malformed")]
    [InlineData("GET", "api/events", null, 400, "wrong_usage")]
    [InlineData("GET", "api/events?room=tea&after=x%20y", null, 400, "wrong_usage")]
    [InlineData("GET", "ws", null, 426, null)]
    [InlineData("GET", "no.such.file", null, 404, null)]
    [InlineData("POST", "api/rooms/@nobody/messages", "{\"text\":\"hi\"}", 404, "no_such_person")]
    [InlineData("POST", "api/rooms/tea/messages", "{\"text\":\"too long\"}", 413, "frame_too_long")]
    public async Task What_cannot_be_is_a_problem_that_names_it(
        string method, string path, string? body, int status, string? code)
    {
        await using var server = await RxChatProcess.ServeOnAsync(s_listen);
        using var http = Requests.To(server);
        var answer = await http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = body is null ? null : new StringContent(
                body.Replace("too long", new string('x', 66_000), StringComparison.Ordinal), Encoding.UTF8,
                "application/json"),
        }, Now);

        ((int)answer.StatusCode).Should().Be(status);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Now);
        problem.GetProperty("status").GetInt32().Should().Be(status);
        problem.GetProperty("detail").GetString().Should().NotBeNullOrEmpty();
        (problem.TryGetProperty("code", out var told) ? told.GetString() : null).Should().Be(code);
    }

    [Fact]
    public async Task Strangers_are_refused_by_host_and_by_origin_and_forms_by_their_kind()
    {
        await using var server = await RxChatProcess.ServeOnAsync(
            s_listen, "--allow-host", "chat.example", "--allow-origin", "https://friends.example");
        using var http = Requests.To(server);
        async Task<HttpResponseMessage> Ask(string? host, string? origin, HttpMethod? method = null)
        {
            var request = new HttpRequestMessage(method ?? HttpMethod.Get, "api/rooms/tea/messages");
            if (host is not null) request.Headers.Host = host;
            if (origin is not null) request.Headers.Add("Origin", origin);
            return await http.SendAsync(request, Now);
        }
        var form = await http.PostAsync("api/rooms/tea/messages", new StringContent("{\"text\":\"x\"}"), Now);
        var friend = await Ask(null, "https://friends.example");
        var before = await Ask(null, "https://friends.example", HttpMethod.Options);

        (await Ask("evil.example", null)).StatusCode.Should().Be(HttpStatusCode.MisdirectedRequest);
        (await Ask(null, "https://evil.example")).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await Ask("chat.example", "http://chat.example")).StatusCode.Should().Be(HttpStatusCode.OK);
        friend.StatusCode.Should().Be(HttpStatusCode.OK);
        friend.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("https://friends.example");
        before.StatusCode.Should().Be(HttpStatusCode.NoContent);
        form.StatusCode.Should().Be(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task What_is_said_to_one_alone_and_kept_nowhere_is_said_once_all_the_same()
    {
        await using var server = await RxChatProcess.ServeOnAsync(s_listen);
        using var http = Requests.To(server);
        using var bob = await JsonClient.ConnectAsync(server.Endpoints[1].Port);
        await bob.SendAsync(new { type = "name", name = "bob" });
        await bob.ReadAsync("renamed");
        var said = await http.SayAsync("@bob", "psst \u00e9\u4e2d \"<'&");

        said.StatusCode.Should().Be(HttpStatusCode.Accepted);
        TextOf((await bob.ReadAsync("message"))[^1], "text").Should().Be("psst \u00e9\u4e2d \"<'&");
    }

    [Fact]
    public async Task A_picture_on_a_strangers_page_asks_for_nothing()
    {
        await using var server = await RxChatProcess.ServeOnAsync(s_listen);
        using var http = Requests.To(server);
        async Task<HttpStatusCode> Ask(string site)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "api/rooms/tea/messages");
            request.Headers.Add("Sec-Fetch-Site", site);
            return (await http.SendAsync(request, Now)).StatusCode;
        }

        (await Ask("cross-site")).Should().Be(HttpStatusCode.Forbidden);
        (await Ask("same-site")).Should().Be(HttpStatusCode.Forbidden);
        (await Ask("same-origin")).Should().Be(HttpStatusCode.OK);
        (await Ask("none")).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Two_requests_in_one_packet_are_two_and_what_is_smuggled_is_refused()
    {
        await using var server = await RxChatProcess.ServeOnAsync(s_listen);
        var host = $"Host: {server.Endpoints[0].Authority}\r\n";
        async Task<string> Ask(string bytes)
        {
            using var client = await RawClient.ConnectAsync(server.Endpoints[0].Port, (byte)'\n');
            await client.SendBytesAsync(Encoding.ASCII.GetBytes(bytes));
            return await client.ReadRestAsync();
        }
        var two = await Ask(
            $"GET /healthz HTTP/1.1\r\n{host}\r\nGET /nowhere HTTP/1.1\r\n{host}Connection: close\r\n\r\n");
        var absolute = await Ask($"GET http://evil.example/healthz HTTP/1.1\r\n{host}Connection: close\r\n\r\n");
        // A length that is said in two ways: one request, and an end to the connection (RFC 9112 6.3).
        var twoLengths = await Ask(
            $"POST /ws HTTP/1.1\r\n{host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            + $"GET /healthz HTTP/1.1\r\n{host}\r\n");
        string[] refused =
        [
            await Ask($"GET /ws HTTP/1.1\r\n{host}X: a\r\n b: c\r\n\r\n"),
            await Ask($"GET /healthz HTTP/1.1\r\n{host}{host}\r\n"),
            await Ask("GET /healthz HTTP/1.1\r\n\r\n"),
            await Ask($"GET /ws HTTP/1.1\r\n{host}Upgrade : websocket\r\n\r\n"),
        ];

        two.Should().Contain("200 OK").And.Contain("404 Not Found");
        absolute.Should().NotContain("200 OK");
        twoLengths.Should().NotContain("200 OK");
        refused.Should().OnlyContain(answer => answer.StartsWith("HTTP/1.1 400", StringComparison.Ordinal));
    }

    private static CancellationToken Now => TestContext.Current.CancellationToken;
}
