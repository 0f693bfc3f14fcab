using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace RxChat.Tests.Recordings;

/// <summary>What happened on a real loop, in real time, is told again in virtual time.</summary>
public sealed class LoopReplayStories : IDisposable
{
    private static readonly MessageFilter s_perClient = (messages, time) => messages
        .RateLimit(8, TimeSpan.FromMilliseconds(200), time)
        .Delay(TimeSpan.FromMilliseconds(5), time);

    private static readonly MessageFilter s_forEveryone = (messages, time) => messages
        .Delay(message => Observable.Timer(TimeSpan.FromMilliseconds(message.Text.Length), time))
        .Merge(messages.Throttle(TimeSpan.FromMilliseconds(10), time)
            .Select(_ => new ChatMessage("pause", "lobby", "…")))
        .Merge(Observable.Interval(TimeSpan.FromMilliseconds(40), time)
            .Select(n => new ChatMessage("clock", "lobby", $"tick {n}")));

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"rxchat-{Guid.NewGuid():N}.rec");

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Any_story_is_replayed_to_the_same_hash(int seed)
    {
        await TellAsync(seed);
        var replayed = ChatRecording.Open(_file).Replay(
            text => text == "some" ? new FilterPair(s_perClient, s_forEveryone) : FilterPair.None);
        replayed.Difference.Should().BeNull();
        replayed.IsEqual.Should().BeTrue();
        replayed.Messages.Should().BeGreaterThan(100);
        replayed.HasBeenElsewhere.Should().BeFalse();
        // What is equal could be otherwise.
        ChatRecording.Open(_file).Replay(_ => FilterPair.None).IsEqual.Should().BeFalse();
    }

    private async Task TellAsync(int seed)
    {
        var random = new Random(seed);
        using var loop = new EventLoop();
        var listeners = new[] { new MemoryListener(), new MemoryListener() };
        var server = await ChatServer.StartAsync(
            [new Endpoint("line", listeners[0]), new Endpoint("nul", listeners[1])],
            new ChatServerOptions
            {
                FilterPerClient = s_perClient, FilterForEveryone = s_forEveryone,
                // What is slow is let go on elsewhere, where nobody knows what comes when.
                SlowTurn = TimeSpan.Zero,
                Recording = new RecordingOptions(_file) { Filters = "some" },
            },
            loop);
        var over = new TaskCompletionSource();
        for (var n = 0; n < 6; n++)
        {
            var (listener, end) = (listeners[n % 2], n % 2 == 0 ? (byte)'\n' : (byte)0);
            loop.Schedule(TimeSpan.FromMilliseconds(random.Next(100)), () =>
            {
                var peer = listener.Connect();
                for (var m = 0; m < 30; m++)
                {
                    var text = (byte[])[.. System.Text.Encoding.UTF8.GetBytes(Line(random)), end];
                    loop.Schedule(TimeSpan.FromMilliseconds(random.Next(900)), () => peer.Send(text));
                }
                loop.Schedule(TimeSpan.FromMilliseconds(950), random.Next(2) == 0 ? peer.End : peer.Reset);
            });
        }
        var swapped = new TaskCompletionSource();
        loop.Schedule(TimeSpan.FromMilliseconds(400), swapped.SetResult);
        loop.Schedule(TimeSpan.FromMilliseconds(1200), over.SetResult);
        await swapped.Task;
        await server.ReplaceFiltersAsync(null, null);
        await server.SayAsync("lobby", "in between");
        await server.ReplaceFiltersAsync(s_perClient, s_forEveryone, "some");
        await over.Task;
        await server.StopAsync();
    }

    private static string Line(Random random) => random.Next(8) switch
    {
        0 => $"/join {(random.Next(2) == 0 ? "tea" : "lobby")}",
        1 => $"/name name{random.Next(4)}",
        2 => $"/edit other {random.Next(10)}",
        _ => new string('x', random.Next(1, 30)),
    };
}
