using System.Reactive.Linq;

namespace RxChat.Tests.Recordings;

/// <summary>What a server recorded is told again as it was, word for word and to the tick.</summary>
public sealed class ReplayStories : IDisposable
{
    private static readonly MessageFilter s_perClient = (messages, time) => messages
        .RateLimit(3, TimeSpan.FromSeconds(1), time)
        .Throttle(TimeSpan.FromMilliseconds(30), time);

    private static readonly MessageFilter s_forEveryone = (messages, time) => messages
        .Reject(message => message.Text.Contains('5', StringComparison.Ordinal), "no fives")
        .Delay(TimeSpan.FromMilliseconds(70), time)
        .Merge(Observable.Interval(TimeSpan.FromSeconds(1), time)
            .Select(n => new ChatMessage("clock", "lobby", $"tick {n}")));

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"rxchat-{Guid.NewGuid():N}.rec");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Any_story_in_virtual_time_is_replayed_to_the_same_hash_with_swaps_in_mid()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            Story(seed);
            var replayed = ChatRecording.Open(_file).Replay(FiltersOf);
            replayed.Difference.Should().BeNull($"seed {seed}");
            replayed.IsEqual.Should().BeTrue();
            replayed.Events.Should().BeGreaterThan(50);
            replayed.Faults.Should().BeEmpty();
        }
    }

    private static FilterPair FiltersOf(string? text) =>
        text == "both" ? new FilterPair(s_perClient, s_forEveryone) : new FilterPair(null, s_forEveryone);

    private void Story(int seed)
    {
        var random = new Random(seed);
        var chat = new VirtualChat(new ChatServerOptions
        {
            FilterForEveryone = s_forEveryone, Grace = TimeSpan.Zero,
            Recording = new RecordingOptions(_file) { Filters = "one" },
        });
        string[] schemes = ["line", "nul", "json"];
        for (var n = 0; n < 6; n++)
            Live(chat, random, chat.Connect($"c{n}", At(random, 5), schemes[n % 3]), isJson: n % 3 == 2);
        chat.At(
            TimeSpan.FromSeconds(8), () => _ = chat.Server.ReplaceFiltersAsync(s_perClient, s_forEveryone, "both"));
        chat.At(TimeSpan.FromSeconds(12), () => _ = chat.Server.SayAsync("lobby", "half time"));
        chat.At(TimeSpan.FromSeconds(16), () => _ = chat.Server.ReplaceFiltersAsync(null, null));
        chat.At(TimeSpan.FromSeconds(18), () => _ = chat.Server.KickAsync("name1", "enough"));
        chat.Run(TimeSpan.FromSeconds(30));
        chat.Stop();
    }

    private static void Live(VirtualChat chat, Random random, VirtualClient client, bool isJson)
    {
        for (var n = 0; n < 25; n++)
        {
            var (at, room) = (TimeSpan.FromSeconds(5) + At(random, 20), random.Next(2) == 0 ? "lobby" : "tea");
            client.Says(isJson ? Json(random, room) : Line(random, room), at);
        }
        if (random.Next(3) == 0) client.Resets(TimeSpan.FromSeconds(25) + At(random, 4));
        else if (random.Next(2) == 0) client.Ends(TimeSpan.FromSeconds(25) + At(random, 4));
    }

    private static TimeSpan At(Random random, int seconds) => TimeSpan.FromMilliseconds(random.Next(seconds * 1000));

    private static string Line(Random random, string room) => random.Next(9) switch
    {
        0 => $"/join {room}",
        1 => $"/leave {room}",
        2 => $"/name name{random.Next(4)}",
        3 => "/who",
        4 => $"/edit text {random.Next(100)}",
        5 => $"/msg name{random.Next(4)} psst",
        _ => $"text {random.Next(100)}",
    };

    private static string Json(Random random, string room) => random.Next(6) switch
    {
        0 => $$"""{"type":"join","room":"{{room}}","ref":"{{random.Next(9)}}"}""",
        1 => $$"""{"type":"topic","room":"{{room}}","topic":"about {{random.Next(9)}}"}""",
        2 => """{"type":"query","query":"in lobby | count per 1m by from","ref":"q"}""",
        3 => $$"""{"type":"name","name":"name{{random.Next(4)}}"}""",
        _ => $$"""{"type":"say","room":"{{room}}","text":"json {{random.Next(100)}}","ref":"{{random.Next(9)}}"}""",
    };
}
