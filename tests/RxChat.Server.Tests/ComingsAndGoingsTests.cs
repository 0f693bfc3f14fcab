using System.Text.Json;
using static RxChat.Server.Tests.JsonClient;

namespace RxChat.Server.Tests;

/// <summary>Many come and go while much is said, changed and taken back: each has heard what the room has.</summary>
public sealed class ComingsAndGoingsTests : IDisposable
{
    private const string End = "this is the end";

    private readonly string _folder = Directory.CreateTempSubdirectory("rxchat-comings").FullName;

    [Fact]
    public async Task Whoever_comes_back_at_random_has_what_the_room_has()
    {
        await using var server = await RxChatProcess.ServeOnAsync(
            ["json://127.0.0.1:0"], "--history", Path.Combine(_folder, "chat.db"));
        var port = server.Endpoints[0].Port;
        var readers = Enumerable.Range(0, Scale.Of(quick: 50, full: 200))
            .Select(n => Task.Run(() => FollowAsync(port, new Random(n)))).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(n => SpeakAsync(port, new Random(1000 + n))));
        using var last = await ConnectAsync(port);
        await last.JoinAsync("tea");
        await last.SendAsync(new { type = "say", room = "tea", text = End });
        var expected = new Transcript();
        using var late = await ConnectAsync(port);
        await expected.ReadAsync(late, most: int.MaxValue);
        foreach (var transcript in await Task.WhenAll(readers))
        {
            transcript.Last.Should().Be(expected.Last);
            transcript.Texts.Should().BeEquivalentTo(expected.Texts);
        }
        expected.Texts.Should().ContainValue("").And.Contain(one => one.Value.StartsWith("edited"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<Transcript> FollowAsync(int port, Random random)
    {
        var (transcript, left) = (new Transcript(), new List<JsonClient>());
        while (!transcript.HasEnded)
        {
            var client = await ConnectAsync(port);
            await transcript.ReadAsync(client, most: random.Next(1, 500));
            // The old connection may be there for some time yet, and nobody reads it.
            left.Add(client);
            if (random.Next(3) > 0 || left.Count > 3) DisposeOf(left);
        }
        DisposeOf(left);
        return transcript;
    }

    private static void DisposeOf(List<JsonClient> clients)
    {
        foreach (var client in clients) client.Dispose();
        clients.Clear();
    }

    private static async Task SpeakAsync(int port, Random random)
    {
        using var client = await ConnectAsync(port);
        await client.JoinAsync("tea");
        var own = new List<string>();
        for (var n = 0; n < Scale.Of(quick: 500, full: 5000); n++)
        {
            var (kind, id) = (random.Next(10), own.Count > 0 ? own[random.Next(own.Count)] : "");
            object request = kind switch
            {
                0 when id.Length > 0 => new { type = "remove", room = "tea", id, @ref = "r" },
                1 or 2 when id.Length > 0 =>
                    new { type = "edit", room = "tea", id, text = $"edited {random.Next()}", @ref = "r" },
                _ => new { type = "say", room = "tea", text = $"{random.Next()}", @ref = "r" },
            };
            if (kind == 0) own.Remove(id);
            await client.SendAsync(request);
            var ok = (await client.ReadAsync("ok"))[^1];
            if (request.GetType().GetProperty("id") is null) own.Add(TextOf(ok, "id"));
        }
    }

    /// <summary>What somebody has heard of a room over all connections.</summary>
    private sealed class Transcript
    {
        public long Last { get; private set; }

        public bool HasEnded { get; private set; }

        /// <summary>By their ids; of those that were taken back, nothing.</summary>
        public Dictionary<string, string> Texts { get; } = [];

        public async Task ReadAsync(JsonClient client, int most)
        {
            await client.SendAsync(new { type = "join", room = "tea", after = Last });
            for (var n = 0; n < most && !HasEnded; n++)
            {
                var next = await client.ReadAsync() ?? throw new InvalidOperationException("it was cut off");
                TypeOf(next).Should().NotBe("missed").And.NotBe("rewound");
                if (TypeOf(next) != "history") Hear(next);
                else foreach (var one in next.GetProperty("messages").EnumerateArray()) Hear(one);
            }
        }

        private void Hear(JsonElement told)
        {
            if (TypeOf(told) is not ("message" or "edited" or "removed")) return;
            told.GetProperty("seq").GetInt64().Should().Be(++Last, "there is no gap, no double and no other order");
            var text = told.TryGetProperty("text", out var of) ? of.GetString()! : "";
            if (TypeOf(told) == "message") Texts[TextOf(told, "id")] = text;
            else if (TypeOf(told) == "removed") Texts[TextOf(told, "of")] = "";
            else if (text.Length > 0) Texts[TextOf(told, "of")] = text;
            HasEnded = text == End;
        }
    }
}
