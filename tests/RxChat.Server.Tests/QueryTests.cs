using System.Net;
using System.Text.Json;
using static RxChat.Server.Tests.JsonClient;

namespace RxChat.Server.Tests;

/// <summary>Queries over sockets, as programs and pages ask them.</summary>
public sealed class QueryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rxchat-query").FullName;

    [Fact]
    public async Task A_program_is_told_of_all_that_is_said_each_once()
    {
        await using var server = await RxChatProcess.ServeOnAsync(["json://127.0.0.1:0"]);
        using var ann = await JsonClient.ConnectAsync(server.Endpoints[0].Port);
        using var bob = await JsonClient.ConnectAsync(server.Endpoints[0].Port);
        await bob.JoinAsync("ops");
        await ann.SendAsync(new { type = "query", q = "in ops | has deploy | count per 1s by from", @ref = "1" });
        (await ann.ReadAsync("ok")).Select(TypeOf).Should().Equal("queried", "result", "ok");
        for (var n = 0; n < 50; n++)
            await bob.SendAsync(new { type = "say", room = "ops", text = n % 2 == 0 ? $"deploy {n}" : $"{n}" });

        for (var count = 0; count < 25;)
            count += (await ann.ReadAsync("result"))[^1].GetProperty("count").GetInt32();
        await ann.SendAsync(new { type = "unquery", query = 1, @ref = "2" });
        (await ann.ReadAsync("ended"))[^1].GetProperty("query").GetInt32().Should().Be(1);
        await ann.SendAsync(new { type = "query", q = "in ops | hass deploy", @ref = "3" });
        TextOf((await ann.ReadAsync("error"))[^1], "code").Should().Be("bad_query");
    }

    [Fact]
    public async Task A_page_hears_what_was_said_last_before_a_restart_and_what_is_said_then()
    {
        await using (var first = await ServeAsync())
        {
            using var before = Requests.To(first);
            foreach (var text in new[] { "one", "two", "three" }) await before.SayAsync("ops", text);
        }
        await using var second = await ServeAsync();
        using var http = Requests.To(second);
        using var answer = await http.GetAsync(
            "api/query?q=in ops | last 2", HttpCompletionOption.ResponseHeadersRead, Now);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("text/event-stream");
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Now));
        TextOf(await NextAsync(lines, "queried"), "q").Should().Be("in ops | last 2");
        Texts(await NextAsync(lines, "result")).Should().Equal("two", "three");
        await http.SayAsync("ops", "four");
        Texts(await NextAsync(lines, "result")).Should().Equal("four");

        using var bad = await http.GetAsync("api/query?q=ops", Now);
        bad.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        TextOf(Parse(await bad.Content.ReadAsStringAsync(Now)), "code").Should().Be("bad_query");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private Task<RxChatProcess> ServeAsync() => RxChatProcess.ServeOnAsync(
        ["http://127.0.0.1:0"], "--history", Path.Combine(_folder, "chat.db"));

    private static IEnumerable<string> Texts(JsonElement result) => result.GetProperty("messages").EnumerateArray()
        .Select(message => TextOf(message, "text"));

    private static async Task<JsonElement> NextAsync(StreamReader lines, string type)
    {
        var isNext = false;
        while (await Patience.WaitAsync(token => lines.ReadLineAsync(token).AsTask(), type) is { } line)
        {
            if (line == $"event: {type}") isNext = true;
            if (isNext && line.StartsWith("data: ", StringComparison.Ordinal)) return Parse(line[6..]);
        }
        throw new InvalidOperationException($"it ended before {type}");
    }
}
