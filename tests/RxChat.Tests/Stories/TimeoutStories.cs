
namespace RxChat.Tests.Stories;

/// <summary>Who is silent for too long is told and let go, at the second it is due.</summary>
public class TimeoutStories
{
    [Fact]
    public void An_idle_client_is_told_and_let_go_and_one_that_speaks_stays()
    {
        var chat = new VirtualChat(new ChatServerOptions { Idle = Seconds(60) });
        var silent = chat.Connect("silent");
        var lively = chat.Connect("lively");
        lively.Says("still here", at: Seconds(50));

        chat.Run(Seconds(100));

        silent.Heard.Should().EndWith(new Heard(Seconds(60), "* nothing came for 60 s"));
        silent.ClosedAt.Should().Be(Seconds(60));
        lively.Heard.Should().EndWith(new Heard(Seconds(60), "* guest-1 left"));
        lively.ClosedAt.Should().BeNull();

        chat.Run(Seconds(10));
        lively.Heard.Should().EndWith(new Heard(Seconds(110), "* nothing came for 60 s"));
        lively.ClosedAt.Should().Be(Seconds(110));
    }

    [Fact]
    public void A_client_that_says_nothing_at_first_is_let_go_and_one_that_spoke_once_may_be_silent()
    {
        var chat = new VirtualChat(new ChatServerOptions { FirstByte = Seconds(5) });
        var mute = chat.Connect("mute", scheme: "nul");
        var shy = chat.Connect("shy", scheme: "nul");
        shy.Says("hello", at: Seconds(4));

        chat.Run(TimeSpan.FromHours(1));

        mute.Heard.Should().Equal(
            new Heard(Seconds(4), "guest-2: hello"), new Heard(Seconds(5), "* nothing came within 5 s of connecting"));
        mute.ClosedAt.Should().Be(Seconds(5));
        shy.ClosedAt.Should().BeNull();
    }

    [Fact]
    public void A_byte_is_enough_to_stay()
    {
        var chat = new VirtualChat(new ChatServerOptions { FirstByte = Seconds(5), Idle = Seconds(20) });
        var slow = chat.Connect("slow", scheme: "nul");
        for (var second = 1; second < 60; second += 3) slow.Sends("x"u8.ToArray(), at: Seconds(second));

        chat.Run(Seconds(60));
        slow.ClosedAt.Should().BeNull();

        chat.Run(Seconds(60));
        slow.ClosedAt.Should().Be(Seconds(78));
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
