using System.Net;
using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Text;

namespace RxChat.Tests.Stories;

/// <summary>Faults that once were, each by the input that showed it.</summary>
public class FaultStories
{
    [Fact]
    public void What_is_said_at_the_end_of_a_turn_overwrites_nothing_that_others_still_have_to_be_sent()
    {
        var bye = new string('B', 30_000);
        var chat = new VirtualChat(new ChatServerOptions
        {
            FilterPerClient = (messages, _) => messages.Concat(Observable.Return(new ChatMessage("bot", "lobby", bye))),
        });
        var leaver = chat.Connect("leaver", scheme: "nul");
        var speaker = chat.Connect("speaker", scheme: "nul");
        var listener = chat.Connect("listener", scheme: "nul");
        var elsewhere = chat.Connect("elsewhere", scheme: "nul").Says("/join tea").Says("/leave lobby");
        chat.Run(Seconds(1));
        var said = Enumerable.Range(0, 175).Select(n => new string((char)('a' + (n % 26)), 1000)).ToArray();
        leaver.Says("/quit", at: Seconds(2));
        speaker.Sends(Encoding.ASCII.GetBytes(string.Concat(said.Select(text => text + "\0"))), at: Seconds(2));
        elsewhere.Says("hi", at: Seconds(2));
        chat.Run(Seconds(3));

        listener.Texts.Where(text => !text.StartsWith("bot [bot]: ", StringComparison.Ordinal))
            .Should().Equal(said.Select(text => $"guest-2: {text}"));
        listener.Texts.Count(text => text == $"bot [bot]: {bye}").Should().Be(1);
    }

    [Fact]
    public void Who_joins_lets_those_go_on_who_were_held_for_a_room_that_no_longer_is_congested()
    {
        var chat = new VirtualChat();
        var speaker = chat.Connect("speaker", scheme: "nul");
        // Healthy and slow: they take a little more than it takes to be waited for.
        for (var n = 0; n < 2; n++)
        {
            var slow = chat.Connect($"{n}", scheme: "nul", window: 4096).Freezes();
            for (var at = 1.0; at < 60; at += 0.2) slow.Reads(4096, at: Seconds(at));
        }
        chat.Run(Seconds(1));
        for (var n = 0; n < 20; n++) speaker.Says(new string('x', 50_000));
        chat.Run(Seconds(0.1));
        speaker.Says("hello");
        chat.Run(Seconds(1));
        var joiners = Enumerable.Range(0, 5).Select(n => chat.Connect($"joiner {n}", scheme: "nul")).ToArray();
        chat.Run(Seconds(0.1));

        joiners[0].Texts.Should().Contain("guest-1: hello", "most of the room is not blocked any more");
    }

    [Fact]
    public void Who_is_held_for_its_rate_is_not_silent()
    {
        var chat = new VirtualChat(new ChatServerOptions { Rate = 1, Idle = Seconds(60) });
        var eager = chat.Connect("eager", scheme: "nul");
        chat.Run(Seconds(1));
        eager.Sends(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 200).Select(n => $"{n}\0"))));
        chat.Run(Seconds(150));
        eager.ClosedAt.Should().BeNull();

        chat.Run(Seconds(300));
        eager.Texts.Count(text => text.StartsWith("guest-1: ", StringComparison.Ordinal)).Should().Be(200);
        eager.Texts.Last().Should().Be("* nothing came for 60 s");
    }

    [Fact]
    public void A_client_that_overflows_and_is_gone_at_once_is_gone()
    {
        var logged = new List<LogEntry>();
        var chat = new VirtualChat(new ChatServerOptions
        {
            MaxFrame = 1024, Backlog = 4096, Overflow = Overflow.DropOldest, Drain = TimeSpan.Zero,
            Log = Observer.Create<LogEntry>(logged.Add),
        });
        var frozen = chat.Connect("frozen", scheme: "nul", window: 1000).Freezes().Says("/leave");
        var (tells, other) = (chat.Connect("tells", scheme: "nul"), chat.Connect("other", scheme: "nul"));
        chat.Run(Seconds(1));
        for (var n = 0; n < 30; n++) tells.Says($"/msg guest-1 {n} " + new string('y', 700));
        chat.Run(Seconds(1));
        frozen.Says("/quit");
        other.Says("same turn");
        tells.Says("same turn too");
        chat.Run(Seconds(10));

        other.Texts.Should().Equal("guest-3: same turn", "guest-2: same turn too");
        logged.Should().NotContain(entry => entry.Level == LogLevel.Error);
    }

    [Fact]
    public void A_filter_for_everyone_that_never_completes_spoils_no_stop()
    {
        var chat = new VirtualChat(new ChatServerOptions
        {
            Drain = Seconds(5),
            FilterForEveryone = (messages, time) => messages.Merge(
                Observable.Interval(Seconds(2), time).Select(n => new ChatMessage("bot", "lobby", $"tick {n}"))),
        });
        var listener = chat.Connect("listener", scheme: "nul").Says("hello");
        chat.Run(Seconds(1));
        chat.Stop();

        listener.Texts.Should().Equal(
            "guest-1: hello", "bot [bot]: tick 0", "bot [bot]: tick 1", "* the server is stopping");
        listener.ClosedAt.Should().Be(Seconds(6));
        listener.Peer.WasReset.Should().BeFalse();
    }

    [Fact]
    public void Nothing_answers_who_has_left()
    {
        var chat = new VirtualChat(new ChatServerOptions
        {
            FilterForEveryone = (messages, _) => messages.Replies(said =>
                said.Where(message => message.Text == "!ping")
                    .Select(message => new ChatMessage("bot", message.Room, "pong"))),
        });
        var (leaver, listener) = (chat.Connect("leaver", scheme: "nul"), chat.Connect("listener", scheme: "nul"));
        chat.Run(Seconds(1));
        leaver.Sends("/quit\0!ping\0!ping\0"u8.ToArray());
        chat.Run(Seconds(1));

        listener.Texts.Should().BeEmpty();
    }

    [Fact]
    public void Filters_that_a_filter_puts_in_force_lose_no_message()
    {
        VirtualChat chat = null!;
        Task? doing = null;
        chat = new VirtualChat(new ChatServerOptions
        {
            FilterForEveryone = (messages, time) => messages.Do(message =>
            {
                if (message.Text == "!calm")
                    doing = chat.Server.ReplaceFiltersAsync(null, (others, _) => others.MaxLength(5));
            }),
        });
        var speaker = chat.Connect("speaker", scheme: "nul");
        chat.Run(Seconds(1));
        speaker.Says("before").Says("!calm").Says("after").Says("too long");
        chat.Run(Seconds(5));

        speaker.Texts.Should().StartWith(["guest-1: before", "guest-1: !calm", "guest-1: after"])
            .And.NotContain("guest-1: too long");
        doing!.IsCompletedSuccessfully.Should().BeTrue();
    }

    [Fact]
    public void A_stop_that_a_filter_asks_for_loses_no_message()
    {
        VirtualChat chat = null!;
        Task? doing = null;
        chat = new VirtualChat(new ChatServerOptions
        {
            FilterForEveryone = (messages, time) => messages.Do(message =>
            {
                if (message.Text == "!stop") doing = chat.Server.StopAsync();
            }),
        });
        var (speaker, listener) = (chat.Connect("speaker", scheme: "nul"), chat.Connect("listener", scheme: "nul"));
        chat.Run(Seconds(1));
        speaker.Sends("!stop\0one\0two\0"u8.ToArray());
        chat.Run(Seconds(5));

        listener.Texts.Should().Equal("guest-1: !stop", "guest-1: one", "guest-1: two", "* the server is stopping");
        doing!.IsCompletedSuccessfully.Should().BeTrue();
    }

    [Fact]
    public void Who_is_sent_away_hears_why_and_not_that_it_left()
    {
        var chat = new VirtualChat(new ChatServerOptions { Idle = Seconds(5) });
        var (silent, listener) = (chat.Connect("silent"), chat.Connect("listener").Says("x", at: Seconds(3)));
        chat.Run(Seconds(6));

        silent.Texts.Should().EndWith(["guest-2: x", "* nothing came for 5 s"]);
        listener.Texts.Should().EndWith("* guest-1 left");
    }

    [Fact]
    public void Any_number_that_are_refused_are_a_line_a_minute()
    {
        var logged = new List<string>();
        var chat = new VirtualChat(new ChatServerOptions
        {
            MaxConnections = 1,
            Log = Observer.Create<LogEntry>(entry => logged.Add($"{entry.Event}: {entry.Detail}")),
        });
        for (var n = 1; n <= 201; n++)
            chat.Connect($"{n}", at: Seconds(n * 0.5), address: new IPEndPoint(IPAddress.Parse("192.0.2.1"), 4000 + n));
        chat.Run(Seconds(110));

        const string full = "the server is full, at most 1 may be connected";
        logged.Where(line => line.StartsWith("refused", StringComparison.Ordinal)).Should().Equal(
            $"refused: 192.0.2.1:4002 {full}",
            $"refused: 192.0.2.1:4122 {full} (119 more since the last report)");
    }

    [Fact]
    public async Task A_chat_whose_events_have_broken_is_over_for_everybody_and_says_so()
    {
        var (time, logged) = (new HistoricalScheduler(VirtualChat.Start), new List<string>());
        var (clients, broken) = (new MemoryListener(), new BreakingListener());
        var server = await ChatServer.StartAsync(
            [new Endpoint("line", clients), new Endpoint("nul", broken)],
            new ChatServerOptions { Log = Observer.Create<LogEntry>(entry => logged.Add(entry.Event)) },
            time);
        var client = clients.Connect();
        time.AdvanceBy(Seconds(1));
        server.Stopped.IsCompleted.Should().BeFalse();
        broken.Break();
        time.AdvanceBy(Seconds(1));

        (await server.Invoking(one => one.Stopped).Should().ThrowAsync<IOException>()).WithMessage("on purpose");
        (client.ClosedAt, client.WasReset).Should().Be((VirtualChat.Start + Seconds(1), true));
        logged.Should().Contain("internal error");
        server.Kept.Connections.Should().Be(0);
        server.StopAsync().IsCompleted.Should().BeTrue();
    }

    private sealed class BreakingListener : Listener
    {
        private readonly Subject<Connection> _connections = new();

        public override IObservable<Connection> Connections => _connections;

        public override string Open(IScheduler loop) => "breaking:0";

        public void Break() => _connections.OnError(new IOException("on purpose"));

        protected override void Close()
        {
            // It has no address to give back.
        }
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
