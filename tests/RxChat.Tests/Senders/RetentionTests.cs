
namespace RxChat.Tests.Senders;

/// <summary>What a slow client's slices keep alive is bounded like what waits for it.</summary>
public class RetentionTests
{
    [Fact]
    public void A_slow_client_in_a_quiet_room_keeps_no_segment_of_a_busy_one_alive()
    {
        var chat = new VirtualChat();
        var slow = chat.Connect("slow", scheme: "nul", window: 10);
        var quiet = chat.Connect("quiet", scheme: "nul");
        var busy = chat.Connect("busy", scheme: "nul");
        slow.Says("/join quiet").Says("/leave lobby").Freezes();
        quiet.Says("/join quiet").Says("/leave lobby");
        chat.Run(TimeSpan.FromSeconds(1));

        for (var n = 0; n < 20; n++)
        {
            quiet.Says($"a word {n}");
            chat.Run(TimeSpan.FromSeconds(1));
            for (var k = 0; k < 6; k++) busy.Says(new string('x', 60_000));
            chat.Run(TimeSpan.FromSeconds(1));
        }

        var sender = chat.Server.SenderOf(1)!;
        sender.Waiting.Should().BeInRange(100, 1000);
        sender.KeptAlive.Should().BeLessThan(SendLog.SegmentSize + 1000,
            "the head is everybody's, and what waits from segments before it was copied out");
        slow.Thaws();
        chat.Run(TimeSpan.FromSeconds(1));
        slow.Texts.Where(text => text.StartsWith("guest-2: ", StringComparison.Ordinal)).Should()
            .Equal(Enumerable.Range(0, 20).Select(n => $"guest-2: a word {n}"));
    }

    [Fact]
    public void A_slow_client_in_a_busy_room_keeps_alive_at_most_twice_its_backlog_and_a_segment()
    {
        var chat = new VirtualChat(new ChatServerOptions { Overflow = Overflow.DropOldest });
        chat.Connect("slow", scheme: "nul", window: 10).Freezes();
        var busy = chat.Connect("busy", scheme: "nul");
        chat.Connect("other", scheme: "nul");
        for (var n = 0; n < 200; n++)
        {
            busy.Says(new string('x', 30_000));
            chat.Run(TimeSpan.FromSeconds(1));
            chat.Server.SenderOf(1)!.Waiting.Should().BeLessThanOrEqualTo(1024 * 1024);
            chat.Server.SenderOf(1)!.KeptAlive.Should().BeLessThanOrEqualTo((2 * 1024 * 1024) + SendLog.SegmentSize);
        }
        chat.Server.SenderOf(1)!.Waiting.Should().BeGreaterThan(900_000);
    }
}
