using System.Globalization;
using System.Text.Json;
using CsCheck;
using RxChat.Tests.Protocols;

namespace RxChat.Tests.Queries;

/// <summary>
/// What a query tells is what LINQ says of the history: of any messages, asked at any moment while they flow, so that
/// what came before and what came after are all of them, each once.
/// </summary>
public class QueryProperties
{
    private static readonly int s_runs = Environment.GetEnvironmentVariable("RXCHAT_FULL") == "1" ? 3000 : 60;
    private static readonly string[] s_rooms = ["ops", "dev", "lab"], s_people = ["ann", "bob", "cid"];
    private static readonly string[] s_words = ["deploy", "tea", "Green", "ok", "bob", "Ann"];

    private static readonly string[] s_filters =
    [
        "has deploy", "has tea green", "from ann, bob", "not from bob", "mentions ann", "not has OK", "replies",
        "not replies",
    ];

    private static readonly string[] s_ends =
    [
        "", "last 1", "last 7", "sample 3s", "sample 1m", "distinct per 10s by from", "distinct per 7s by room",
        "count per 5s", "count per 10s by from", "count per 1m by room", "top 1 per 10s by from",
        "top 2 per 4s by room", "quiet 2s", "quiet 9s", "burst 2 per 3s", "burst 5 per 30s",
    ];

    [Fact]
    public void What_is_told_is_what_LINQ_says_of_the_history() =>
        Gen.Int.Sample(seed => Run(new Random(seed)), iter: s_runs, threads: 1);

    private static void Run(Random random)
    {
        var chat = new VirtualChat();
        var speakers = s_people.Select(name => Speaker(chat, name)).ToArray();
        var asking = chat.Connect("asking", scheme: "json");
        chat.Run(TimeSpan.FromMilliseconds(100));
        var (at, asked) = (1.0, random.Next(100, 20_000) + 0.5);
        for (var n = random.Next(60); n > 0; n--)
        {
            at += random.Next(4) == 0 ? random.Next(6000) : random.Next(400);
            var (who, room) = (speakers[random.Next(3)], s_rooms[random.Next(3)]);
            var text = string.Join(' ', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Any(random, s_words)));
            var isReply = random.Next(4) == 0;
            chat.At(TimeSpan.FromMilliseconds(at), () => who.Says(Say(room, text, isReply ? LastIn(who, room) : null)));
        }
        var query = string.Join(" | ",
        [
            "in " + string.Join(", ", s_rooms.Where(_ => random.Next(3) > 0).DefaultIfEmpty("ops")),
            .. Enumerable.Range(0, random.Next(3)).Select(_ => Any(random, s_filters)),
            .. new[] { Any(random, s_ends) }.Where(end => end.Length > 0),
        ]);
        asking.Says(JsonSerializer.Serialize(new { type = "query", q = query }), TimeSpan.FromMilliseconds(asked));
        var end = TimeSpan.FromMilliseconds(Math.Max(at, asked) + random.Next(20_000) + 0.7);
        chat.Run(end - chat.Now);

        var history = Exported(chat);
        var told = JsonFrames.Heard(asking.Texts).Where(one => one.GetProperty("type").GetString() == "result");
        told.Select(Written).Should().Equal(
            new LinqQuery(query, TimeSpan.FromMilliseconds(asked), end).Of(history), "of {0} at {1} ms", query, asked);
    }

    private static string Any(Random random, string[] among) => among[random.Next(among.Length)];

    private static VirtualClient Speaker(VirtualChat chat, string name)
    {
        var client = chat.Connect(name, scheme: "json").Says(JsonSerializer.Serialize(new { type = "name", name }));
        foreach (var room in s_rooms) client.Says(JsonSerializer.Serialize(new { type = "join", room }));
        return client;
    }

    private static string Say(string room, string text, string? to) => to is null
        ? JsonSerializer.Serialize(new { type = "say", room, text })
        : JsonSerializer.Serialize(new { type = "say", room, text, to });

    // Not held against the schema each time, which takes longer than all else.
    private static string? LastIn(VirtualClient who, string room) => who.Texts
        .Select(text => JsonDocument.Parse(text).RootElement)
        .Where(one => one.GetProperty("type").GetString() == "message" && one.GetProperty("room").GetString() == room)
        .Select(one => one.GetProperty("id").GetString()).LastOrDefault();

    // As a program reads it.
    private static List<JsonElement> Exported(VirtualChat chat)
    {
        var reader = chat.Connect("reader", scheme: "json");
        foreach (var room in s_rooms)
        {
            reader.Says(JsonSerializer.Serialize(new { type = "join", room }))
                .Says(JsonSerializer.Serialize(new { type = "history", room, limit = 1000 }));
        }
        chat.Run(TimeSpan.FromMilliseconds(1));
        return [.. JsonFrames.Heard(reader.Texts).Where(one => one.GetProperty("type").GetString() == "history")
            .SelectMany(page => page.GetProperty("messages").EnumerateArray())
            .OrderBy(one => one.GetProperty("id").GetString(), StringComparer.Ordinal)];
    }

    /// <summary>What a result says, shorter.</summary>
    private static string Written(JsonElement result)
    {
        var at = $"{Time(result, "at")}";
        if (result.TryGetProperty("messages", out var messages))
        {
            return string.Join(' ', messages.EnumerateArray().Select(one => one.GetProperty("id").GetString()));
        }
        if (result.TryGetProperty("quiet", out var quiet)) return $"{at} {Time(result, "since")} {quiet}";
        var rows = result.TryGetProperty("rows", out var by)
            ? by.EnumerateArray().Select(row => $"{row.GetProperty("by")} {row.GetProperty("count")}")
            : [];
        var others = result.TryGetProperty("others", out var more) ? $"{more}" : "0";
        return $"{at} {Time(result, "since")} {result.GetProperty("count")} {string.Join(' ', rows)} {others}";
    }

    private static long Time(JsonElement of, string name) =>
        (long)(DateTimeOffset.Parse(of.GetProperty(name).GetString()!, CultureInfo.InvariantCulture)
            - VirtualChat.Start).TotalMilliseconds;
}
