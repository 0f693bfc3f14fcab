using System.Text;
using static RxChat.Server.Tests.JsonClient;

namespace RxChat.Server.Tests;

/// <summary>What is heard in rooms as server-sent events.</summary>
public class HttpEventsTests
{
    private static readonly string[] s_listen = ["http://127.0.0.1:0", "json://127.0.0.1:0"];

    [Fact]
    public async Task Many_rooms_are_one_stream_of_events_that_resumes_where_it_was()
    {
        await using var server = await RxChatProcess.ServeOnAsync(s_listen);
        using var http = Requests.To(server);
        foreach (var n in Enumerable.Range(1, 3))
        {
            await http.SayAsync("a", $"a{n}");
            await http.SayAsync("b", $"b{n}");
        }
        string last;
        using (var events = await EventsAsync(http, "api/events?room=a&room=b"))
        {
            await events.UntilAsync("joined", "b");
            await http.SayAsync("b", "b4");
            await http.SayAsync("a", "a4");
            var heard = await events.UntilAsync("message", "a");
            heard[^1].Data.Should().Contain("\"a4\"");
            last = heard[^1].Id;
            last.Should().EndWith(" a=4&b=4");
        }
        await http.SayAsync("a", "a5");
        await http.SayAsync("b", "b5");
        using var resumed = await EventsAsync(http, "api/events?room=A&room=b&room=B", last);
        var all = await resumed.UntilAsync("joined", "b");

        all.Where(one => one.Type == "message").Select(one => TextOf(Parse(one.Data), "text"))
            .Should().Equal("a5", "b5");
    }

    [Fact]
    public async Task A_stop_ends_streams_and_health_says_so_until_then()
    {
        await using var server = await RxChatProcess.ServeOnAsync(s_listen);
        using var http = Requests.To(server);
        (await http.GetStringAsync("healthz", Now)).Should().Be("ok\n");
        using var events = await EventsAsync(http, "api/events?room=a");
        await events.UntilAsync("joined", "a");
        server.Send(Signal.Terminate);

        (await events.RestAsync()).Select(one => one.Type).Should().Contain("stopping");
        (await server.ExitAsync()).Should().Be(0);
    }

    [Fact]
    public async Task A_stream_that_is_never_read_costs_its_reader_alone()
    {
        await using var server = await RxChatProcess.ServeOnAsync(s_listen, "--backlog", "128KiB");
        using var frozen = await RawClient.ConnectAsync(server.Endpoints[0].Port, (byte)'\n', receiveBuffer: 4096);
        await frozen.SendBytesAsync(Encoding.ASCII.GetBytes(
            $"GET /api/events?room=tea HTTP/1.1\r\nHost: {server.Endpoints[0].Authority}\r\n\r\n"));
        (await frozen.ReadAsync()).Should().StartWith("HTTP/1.1 200");
        using var program = await JsonClient.ConnectAsync(server.Endpoints[1].Port);
        await program.JoinAsync("tea");
        var gone = server.LogLineAsync("you read too slowly");
        for (var n = 0; n < 2000 && !gone.IsCompleted; n++)
        {
            await program.SendAsync(new { type = "say", room = "tea", text = new string('x', 10_000), @ref = "r" });
            await program.ReadAsync("ok");
        }

        await gone;
    }

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private static async Task<EventStream> EventsAsync(HttpClient http, string path, string? after = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (after is not null) request.Headers.Add("Last-Event-ID", after);
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Now);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("text/event-stream");
        return new EventStream(answer, new StreamReader(await answer.Content.ReadAsStreamAsync(Now)));
    }

    private sealed record Event(string Type, string Id, string Data);

    private sealed class EventStream(HttpResponseMessage answer, StreamReader lines) : IDisposable
    {
        public async Task<List<Event>> UntilAsync(string type, string room)
        {
            var read = new List<Event>();
            do read.Add(await NextAsync() ?? throw new InvalidOperationException($"it ended before {type}"));
            while (read[^1].Type != type || !read[^1].Data.Contains($"\"room\":\"{room}\"", StringComparison.Ordinal)
                || read[^1].Data.Contains("\"name\"", StringComparison.Ordinal));
            return read;
        }

        public async Task<List<Event>> RestAsync()
        {
            var read = new List<Event>();
            while (await NextAsync() is { } one) read.Add(one);
            return read;
        }

        public void Dispose() => answer.Dispose();

        private async Task<Event?> NextAsync()
        {
            var (type, id, data) = ("", "", "");
            while (await Patience.WaitAsync(token => lines.ReadLineAsync(token).AsTask(), "an event") is { } line)
            {
                if (line.Length == 0 && data.Length > 0) return new Event(type, id, data);
                if (line.StartsWith("event: ", StringComparison.Ordinal)) type = line[7..];
                if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
                if (line.StartsWith("data: ", StringComparison.Ordinal)) data = line[6..];
            }
            return null;
        }
    }
}
