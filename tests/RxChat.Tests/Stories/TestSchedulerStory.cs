using System.Net;
using System.Reactive;
using System.Reactive.Disposables;
using System.Text;
using Microsoft.Reactive.Testing;

namespace RxChat.Tests.Stories;

/// <summary>
/// The whole server on Microsoft's TestScheduler, as its users know it: what a client hears as a timeline, and from
/// when to when the server held its connection as a subscription. A unit of time is a second here, and what follows at
/// once follows a tick later.
/// </summary>
public sealed class TestSchedulerStory : ReactiveTest, IDisposable
{
    private readonly TestScheduler _scheduler = new();
    private readonly MemoryListener _listener = new();

    [Fact]
    public async Task Idle_disconnects_are_timelines()
    {
        await Start(new ChatServerOptions { Idle = Seconds(10) });
        var silent = At(1, () => _listener.Connect());
        var speaker = At(2, () => _listener.Connect());
        At(8, () => speaker().Send("hello\0"u8));

        _scheduler.AdvanceTo(Tick(30));

        Heard(silent())
            .AssertEqual(OnNext(8, "guest-2: hello"), OnNext(11, "* nothing came for 10 s"), OnCompleted<string>(11));
        Held(silent(), from: 1).Should().Be(new Subscription(1, 11));
        Heard(speaker())
            .AssertEqual(OnNext(8, "guest-2: hello"), OnNext(19, "* nothing came for 10 s"), OnCompleted<string>(19));
        // It spoke ticks after the look at 8 s, so the look at 18 s finds it silent for ticks less than 10 s.
        Held(speaker(), from: 2).Should().Be(new Subscription(2, 19));
    }

    [Fact]
    public async Task Rate_limits_are_timelines()
    {
        await Start(new ChatServerOptions { Rate = 1 });
        var fast = At(1, () => _listener.Connect(new IPEndPoint(0x010200C0, 7)));
        At(2, () => fast().Send("a\0b\0c\0"u8));
        At(3, () => fast().Send("d\0"u8));
        At(9, () => fast().End());

        _scheduler.AdvanceTo(Tick(30));

        Heard(fast()).AssertEqual(
            OnNext(2, "192.0.2.1:7: a"), OnNext(3, "192.0.2.1:7: b"), OnNext(4, "192.0.2.1:7: c"),
            OnNext(5, "192.0.2.1:7: d"), OnCompleted<string>(9));
        Held(fast(), from: 1).Should().Be(new Subscription(1, 9));
    }

    [Fact]
    public async Task A_drain_is_a_timeline()
    {
        var server = await Start(new ChatServerOptions { Drain = Seconds(5) });
        var reader = At(1, () => _listener.Connect());
        var frozen = At(1, () => _listener.Connect(window: 0));
        At(2, () => frozen().Freeze());
        At(3, () => reader().Send("hello\0"u8));
        Task? stopped = null;
        At(4, () => stopped = server.StopAsync());

        _scheduler.AdvanceTo(Tick(8));
        stopped!.IsCompleted.Should().BeFalse();
        _scheduler.AdvanceTo(Tick(30));
        await stopped;

        Heard(reader())
            .AssertEqual(OnNext(3, "guest-1: hello"), OnNext(4, "* the server is stopping"), OnCompleted<string>(4));
        Held(reader(), from: 1).Should().Be(new Subscription(1, 4));
        Heard(frozen()).Should().BeEmpty();
        Held(frozen(), from: 1).Should().Be(new Subscription(1, 9));
    }

    public void Dispose() => _listener.Dispose();

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

    private static long Tick(int second) => Seconds(second).Ticks;

    private static long Second(DateTimeOffset at) => at.Ticks / TimeSpan.TicksPerSecond;

    private static List<Recorded<Notification<string>>> Heard(MemoryPeer peer)
    {
        var heard = peer.Received
            .SelectMany(piece => Encoding.UTF8.GetString(piece.Value)
                .Split('\0', StringSplitOptions.RemoveEmptyEntries)
                .Select(text => OnNext(Second(piece.Timestamp), text)))
            .ToList();
        if (peer.EndedAt is { } ended) heard.Add(OnCompleted<string>(Second(ended)));
        return heard;
    }

    private static Subscription Held(MemoryPeer peer, long from) =>
        new(from, peer.ClosedAt is { } closed ? Second(closed) : Subscription.Infinite);

    private Task<ChatServer> Start(ChatServerOptions options) =>
        ChatServer.StartAsync([new Endpoint("nul", _listener)], options, _scheduler);

    private Func<MemoryPeer> At(int second, Func<MemoryPeer> connect)
    {
        MemoryPeer? peer = null;
        At(second, () => { peer = connect(); });
        return () => peer!;
    }

    private void At(int second, Action action) =>
        _scheduler.ScheduleAbsolute(action, Tick(second), static (_, action) => { action(); return Disposable.Empty; });
}
