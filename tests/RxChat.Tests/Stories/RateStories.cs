using System.Net;

namespace RxChat.Tests.Stories;

/// <summary>Commands over the rate wait, first at the server and then unread, and none is lost.</summary>
public class RateStories
{
    private static readonly IPEndPoint s_elsewhere = new(IPAddress.Parse("192.0.2.1"), 1000);

    [Fact]
    public void A_burst_passes_and_the_excess_follows_at_the_rate()
    {
        var chat = new VirtualChat(new ChatServerOptions { Rate = 2 });
        var fast = chat.Connect("fast", scheme: "nul", address: s_elsewhere);
        fast.Sends("a\0b\0c\0d\0e\0"u8.ToArray(), at: Seconds(1));

        chat.Run(Seconds(10));

        fast.Heard.Should().Equal(
            new Heard(Seconds(1), "192.0.2.1:1000: a"),
            new Heard(Seconds(1), "192.0.2.1:1000: b"),
            new Heard(Seconds(1.5), "192.0.2.1:1000: c"),
            new Heard(Seconds(2), "192.0.2.1:1000: d"),
            new Heard(Seconds(2.5), "192.0.2.1:1000: e"));
    }

    [Fact]
    public void Whoever_keeps_to_the_rate_is_never_held()
    {
        var chat = new VirtualChat(new ChatServerOptions { Rate = 2 });
        var steady = chat.Connect("steady", scheme: "nul", address: s_elsewhere);
        for (var n = 0; n < 20; n++) steady.Says($"{n}", at: Seconds(n * 0.5));

        chat.Run(Seconds(20));

        steady.Heard.Select(heard => heard.At).Should().Equal(Enumerable.Range(0, 20).Select(n => Seconds(n * 0.5)));
    }

    [Fact]
    public void The_default_rate_is_50_for_strangers_and_none_for_loopback()
    {
        var chat = new VirtualChat();
        var stranger = chat.Connect("stranger", scheme: "nul", address: s_elsewhere);
        var local = chat.Connect("local", scheme: "nul", address: new IPEndPoint(IPAddress.Loopback, 1000));
        var burst = Enumerable.Repeat("x\0"u8.ToArray(), 500).SelectMany(bytes => bytes).ToArray();
        stranger.Sends(burst, at: Seconds(1));
        local.Sends(burst, at: Seconds(1));

        chat.Run(Seconds(1.99));
        local.Texts.Count(text => text == "127.0.0.1:1000: x").Should().Be(500);
        local.Texts.Count(text => text == "192.0.2.1:1000: x").Should().Be(99, "50 at once, and 49 more in 0.99 s");

        chat.Run(Seconds(10));
        local.Texts.Count(text => text == "192.0.2.1:1000: x").Should().Be(500);
    }

    [Fact]
    public void What_was_held_is_handed_on_when_the_client_ends_its_stream()
    {
        var chat = new VirtualChat(new ChatServerOptions { Rate = 1 });
        var watcher = chat.Connect("watcher", scheme: "nul");
        var brief = chat.Connect("brief", scheme: "nul", address: s_elsewhere);
        brief.Sends("a\0b\0"u8.ToArray(), at: Seconds(1)).Ends(at: Seconds(1));

        chat.Run(Seconds(10));

        watcher.Texts.Should().Equal("192.0.2.1:1000: a", "192.0.2.1:1000: b");
        brief.ClosedAt.Should().NotBeNull();
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
