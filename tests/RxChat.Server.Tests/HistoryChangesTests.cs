using System.Text.Json;
using static RxChat.Server.Tests.JsonClient;

namespace RxChat.Server.Tests;

/// <summary>What became of messages is in the file as it was in the chat.</summary>
public sealed class HistoryChangesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rxchat-changes").FullName;

    private string File => Path.Combine(_folder, "chat.db");

    [Fact]
    public async Task Edits_and_removals_of_what_is_in_the_file_alone_outlive_a_restart()
    {
        await using (var server = await ServeAsync())
        {
            using var ann = await JsonClient.ConnectAsync(server.Endpoints[0].Port);
            using var bob = await JsonClient.ConnectAsync(server.Endpoints[0].Port);
            await ann.JoinAsync("tea");
            await bob.JoinAsync("tea");
            var ids = new List<string>();
            for (var n = 1; n <= 1100; n++)
            {
                await ann.SendAsync(new { type = "say", room = "tea", text = $"secret({n})", @ref = $"{n}" });
                ids.Add(TextOf((await ann.ReadAsync("ok"))[^1], "id"));
            }
            object[] changes =
            [
                new { type = "edit", room = "tea", id = ids[0], text = "first", @ref = "1" },
                new { type = "edit", room = "tea", id = ids[0], text = "second", @ref = "2" },
                new { type = "remove", room = "tea", id = ids[1], @ref = "3" },
                new { type = "react", room = "tea", id = ids[2], emoji = "🎉", @ref = "4" },
                new { type = "topic", room = "tea", text = "the party", @ref = "5" },
                new { type = "reply", room = "tea", to = ids[3], text = "yes", @ref = "6" },
            ];
            foreach (var change in changes)
            {
                await ann.SendAsync(change);
                await ann.ReadAsync("ok");
            }
            await bob.SendAsync(new { type = "edit", room = "tea", id = ids[4], text = "mine", @ref = "7" });
            TextOf((await bob.ReadAsync("error"))[^1], "code").Should().Be("not_yours");
            await ann.SendAsync(new { type = "edit", room = "tea", id = ids[1], text = "back", @ref = "8" });
            TextOf((await ann.ReadAsync("error"))[^1], "code").Should().Be("no_such_message");
        }
        await using var again = await ServeAsync();
        using var eve = await JsonClient.ConnectAsync(again.Endpoints[0].Port);
        var joined = await eve.JoinAsync("tea", after: 0);
        joined[^2].GetProperty("topic").GetString().Should().Be("the party");
        var all = joined.Where(one => TypeOf(one) == "history")
            .SelectMany(page => page.GetProperty("messages").EnumerateArray()).ToList();
        all.Select(one => one.GetProperty("seq").GetInt64()).Should().Equal(
            Enumerable.Range(1, 1106).Select(n => (long)n));
        (TextOf(all[0], "text"), all[0].GetProperty("edited").GetBoolean()).Should().Be(("second", true));
        (TextOf(all[1], "text"), all[1].GetProperty("removed").GetBoolean()).Should().Be(("", true));
        all[1100].TryGetProperty("text", out _).Should().BeFalse("it is replaced");
        all.Skip(1100).Select(one => (TypeOf(one), Of(one))).Should().Equal(
            ("edited", TextOf(all[0], "id")), ("edited", TextOf(all[0], "id")), ("removed", TextOf(all[1], "id")),
            ("reacted", TextOf(all[2], "id")), ("topic", null), ("message", TextOf(all[3], "id")));
        TextOf(all[1101], "text").Should().Be("second");

        static string? Of(JsonElement entry) =>
            entry.TryGetProperty("of", out var of) ? of.GetString()
            : entry.TryGetProperty("to", out var to) ? to.GetString()
            : null;
    }

    [Fact]
    public async Task A_file_of_the_first_version_is_brought_forward()
    {
        Sql.Run(File, """
            CREATE TABLE starts (id INTEGER PRIMARY KEY, epoch TEXT NOT NULL UNIQUE, is_clean INTEGER NOT NULL);
            CREATE TABLE rooms (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, last INTEGER NOT NULL);
            CREATE TABLE firsts (
                room INTEGER NOT NULL, start INTEGER NOT NULL, seq INTEGER NOT NULL,
                PRIMARY KEY (room, start)) WITHOUT ROWID;
            CREATE TABLE messages (
                room INTEGER NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL,
                sender TEXT NOT NULL, is_bot INTEGER NOT NULL, text TEXT NOT NULL, key TEXT,
                PRIMARY KEY (room, seq)) WITHOUT ROWID;
            CREATE INDEX messages_by_key ON messages (room, key) WHERE key IS NOT NULL;
            INSERT INTO starts VALUES (1, 'first', 1);
            INSERT INTO rooms VALUES (1, 'tea', 1);
            INSERT INTO firsts VALUES (1, 1, 1);
            INSERT INTO messages VALUES (1, 1, '01JGFJJZ000000000000000000', 0, 'ann', 0, 'hello', 'k');
            PRAGMA application_id = 1383613288; PRAGMA user_version = 1;
            """);

        await using var server = await ServeAsync();
        using var bob = await JsonClient.ConnectAsync(server.Endpoints[0].Port);
        var resumed = await bob.JoinAsync("tea", "first", after: 0);
        var said = resumed[0].GetProperty("messages")[0];
        (TextOf(said, "text"), TextOf(said, "from"), TextOf(said, "key")).Should().Be(("hello", "ann", "k"));
        await bob.SendAsync(new { type = "react", room = "tea", id = TextOf(said, "id"), emoji = "🎉", @ref = "r" });
        (await bob.ReadAsync("ok"))[^1].GetProperty("seq").GetInt64().Should().Be(2);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<RxChatProcess> ServeAsync() =>
        RxChatProcess.ServeOnAsync(["json://127.0.0.1:0"], "--history", File);
}
