
namespace RxChat.Tests.Stories;

/// <summary>
/// Stopping: what was accepted is delivered, everyone hears the last notice, and it ends within the drain.
/// </summary>
public class DrainStories
{
    [Fact]
    public void What_was_received_is_delivered_to_everyone_before_the_last_notice()
    {
        var chat = new VirtualChat();
        var speaker = chat.Connect("speaker", scheme: "nul");
        var listener = chat.Connect("listener");
        chat.Run(Seconds(5));
        speaker.Peer.Send("first\0second\0unfin"u8);
        chat.Stop();

        speaker.Heard.Should().Equal(
            new Heard(Seconds(5), "guest-1: first"), new Heard(Seconds(5), "guest-1: second"),
            new Heard(Seconds(5), "* the server is stopping"));
        listener.Texts.Skip(2).Should().Equal("guest-1: first", "guest-1: second", "* the server is stopping");
        speaker.ClosedAt.Should().Be(Seconds(5));
        speaker.Peer.WasReset.Should().BeFalse();
    }

    [Fact]
    public void Leaving_is_no_news_any_more()
    {
        var chat = new VirtualChat();
        var first = chat.Connect("first");
        chat.Connect("second");
        chat.Run(Seconds(1));
        chat.Stop();

        first.Texts.Should().EndWith(["* guest-2 joined", "* the server is stopping"]);
    }

    [Fact]
    public void A_client_that_takes_nothing_is_cut_off_when_the_drain_is_over()
    {
        var chat = new VirtualChat(new ChatServerOptions { Drain = Seconds(3) });
        var frozen = chat.Connect("frozen", scheme: "nul", window: 0).Freezes();
        var reader = chat.Connect("reader", scheme: "nul");
        reader.Says("hello", at: Seconds(1));
        chat.Run(Seconds(2));
        chat.Stop(within: Seconds(3));

        frozen.ClosedAt.Should().Be(Seconds(5));
        frozen.Peer.WasReset.Should().BeTrue();
        reader.ClosedAt.Should().Be(Seconds(2));
    }

    [Fact]
    public void A_client_that_reads_late_but_in_time_gets_everything()
    {
        var chat = new VirtualChat();
        var late = chat.Connect("late", scheme: "nul", window: 10).Freezes();
        late.Says("hello", at: Seconds(1));
        late.Thaws(at: Seconds(4));
        chat.Run(Seconds(2));
        chat.Stop();

        late.Heard
            .Should().Equal(new Heard(Seconds(4), "guest-1: hello"), new Heard(Seconds(4), "* the server is stopping"));
    }

    [Fact]
    public void Who_does_not_take_a_long_answer_keeps_nobody_from_being_told_that_it_stops()
    {
        var chat = new VirtualChat(new ChatServerOptions { Drain = Seconds(5) });
        var ann = chat.Connect("ann", scheme: "json").Says("""{"type":"join","room":"tea"}""");
        for (var n = 0; n < 900; n++)
            ann.Says($$"""{"type":"say","room":"tea","text":"{{new string('x', 3000)}}"}""");
        chat.Run(Seconds(20));
        var frozen = chat.Connect("frozen", scheme: "json", window: 5000).Freezes();
        var ended = chat.Connect("ended", scheme: "json", window: 5000).Freezes();
        foreach (var client in new[] { frozen, ended })
        {
            client.Says("""{"type":"join","room":"tea","after":0}""", at: Seconds(21))
                .Says("""{"type":"say","room":"tea","text":"later"}""", at: Seconds(21));
        }
        ended.Ends(at: Seconds(21));
        chat.Run(Seconds(3));
        ended.ClosedAt.Should().BeNull();
        chat.Stop();

        ann.Texts.Last().Should().Be("""{"type":"stopping"}""");
        chat.Server.Kept.Should().Be((0, 0, 0, 0));
    }

    [Fact]
    public void Nobody_can_connect_to_a_server_that_stops_and_stopping_twice_is_stopping_once()
    {
        var chat = new VirtualChat();
        var first = chat.Server.StopAsync();
        var second = chat.Server.StopAsync();
        var late = chat.Connect("late");
        chat.Run(Seconds(1));

        first.IsCompletedSuccessfully.Should().BeTrue();
        second.Should().BeSameAs(first);
        late.Heard.Should().BeEmpty();
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
