using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;

namespace RxChat.Tests.Stories;

/// <summary>Work outside the chat: its result comes in the client's order, and nobody else waits.</summary>
public class EffectStories
{
    [Fact]
    public void The_clients_later_commands_wait_for_the_result_and_nobody_elses()
    {
        VirtualChat chat = null!;
        chat = new VirtualChat(new ChatServerOptions { Motd = _ => Later("good morning\nall", seconds: 2) });
        var (asks, other) = (chat.Connect("asks", scheme: "nul"), chat.Connect("other", scheme: "nul"));
        asks.Sends("/motd\0after\0"u8.ToArray(), at: Seconds(1)).Says("and then", at: Seconds(1.5));
        other.Says("meanwhile", at: Seconds(2));
        chat.Run(Seconds(10));

        asks.Heard.Should().Equal(
            new Heard(Seconds(2), "guest-2: meanwhile"), new Heard(Seconds(3), "* good morning"),
            new Heard(Seconds(3), "* all"),
            new Heard(Seconds(3), "guest-1: after"), new Heard(Seconds(3), "guest-1: and then"));

        Task<string> Later(string text, double seconds) =>
            Observable.Timer(Seconds(seconds), chat.Scheduler).Select(_ => text).ToTask();
    }

    [Fact]
    public void Who_ends_its_stream_after_asking_is_answered_before_it_is_let_go()
    {
        VirtualChat chat = null!;
        chat = new VirtualChat(new ChatServerOptions
        {
            Motd = _ => Observable.Timer(Seconds(2), chat.Scheduler).Select(_ => "hello").ToTask(),
        });
        var asks = chat.Connect("asks", scheme: "nul").Sends("/motd\0bye\0"u8.ToArray(), at: Seconds(1))
            .Ends(at: Seconds(1));
        chat.Run(Seconds(10));

        asks.Heard.Should().Equal(new Heard(Seconds(3), "* hello"), new Heard(Seconds(3), "guest-1: bye"));
        asks.ClosedAt.Should().Be(Seconds(3));
    }

    [Fact]
    public void What_takes_too_long_or_fails_gives_nothing_and_is_reported()
    {
        var (logged, tries) = (new List<string>(), 0);
        var chat = new VirtualChat(new ChatServerOptions
        {
            Motd = _ => ++tries == 1 ? new TaskCompletionSource<string>().Task : throw new IOException("no such file"),
            Log = System.Reactive.Observer.Create<LogEntry>(entry => logged.Add($"{entry.Event} {entry.Detail}")),
        });
        var asks = chat.Connect("asks", scheme: "nul").Says("/motd", at: Seconds(1)).Says("/motd", at: Seconds(2));
        chat.Run(Seconds(20));

        asks.Heard.Should().Equal(
            new Heard(Seconds(11), "* there is no message of the day"),
            new Heard(Seconds(11), "* there is no message of the day"));
        logged.Where(line => line.StartsWith("effect failed ReadMotd: ", StringComparison.Ordinal))
            .Should().HaveCount(2);
    }

    [Fact]
    public void Who_is_held_for_a_result_is_not_silent_and_a_stop_waits_for_it()
    {
        VirtualChat chat = null!;
        chat = new VirtualChat(new ChatServerOptions
        {
            Idle = Seconds(3),
            Motd = _ => Observable.Timer(Seconds(6), chat.Scheduler).Select(_ => "hello").ToTask(),
        });
        var asks = chat.Connect("asks", scheme: "nul").Says("/motd", at: Seconds(1)).Says("x", at: Seconds(2));
        chat.Run(Seconds(5));
        chat.Stop();

        asks.Texts.Should().Equal("* hello", "guest-1: x", "* the server is stopping");
        asks.Peer.WasReset.Should().BeFalse();
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
