using System.Reactive.Linq;

namespace RxChat.Tests.Docs;

/// <summary>The samples of docs/testing.md on the whole server in virtual time.</summary>
public class VirtualChatSamples
{
    [Fact]
    public void A_story()
    {
        #region virtual-story
        var chat = new VirtualChat();
        var alice = chat.Connect("alice");
        var bob = chat.Connect("bob", at: TimeSpan.FromMinutes(5), scheme: "nul");
        alice.Says("anybody here?").Says("hello", at: TimeSpan.FromMinutes(10));
        bob.Ends(at: TimeSpan.FromMinutes(20));

        chat.Run(TimeSpan.FromHours(1));

        bob.Heard.Should().Contain(new Heard(TimeSpan.FromMinutes(10), "guest-1: hello"));
        bob.Texts.Should().NotContain("guest-1: anybody here?");
        bob.ClosedAt.Should().Be(TimeSpan.FromMinutes(20));
        #endregion
    }

    [Fact]
    public void Split_frames()
    {
        #region virtual-splits
        var chat = new VirtualChat();
        var (alice, bob) = (chat.Connect("alice"), chat.Connect("bob"));

        alice.Sends("hel"u8.ToArray(), at: TimeSpan.FromSeconds(1));
        alice.Sends("lo\nand agai"u8.ToArray(), at: TimeSpan.FromSeconds(2));
        alice.Dribbles("n: é\n"u8.ToArray(), at: TimeSpan.FromSeconds(3));
        chat.Run(TimeSpan.FromSeconds(5));

        bob.Heard.Should().ContainInOrder(
            new Heard(TimeSpan.FromSeconds(2), "guest-1: hello"),
            new Heard(TimeSpan.FromSeconds(3), "guest-1: and again: é"));
        #endregion
    }

    [Fact]
    public void A_slow_reader()
    {
        #region virtual-slow
        var options = new ChatServerOptions { MaxFrame = 1024, Backlog = 4096, Overflow = Overflow.DropOldest };
        var chat = new VirtualChat(options);
        var speaker = chat.Connect("speaker");
        var healthy = new[] { chat.Connect("one"), chat.Connect("two"), chat.Connect("three") };
        var slow = chat.Connect("slow", window: 2000).Freezes(at: TimeSpan.FromSeconds(1));
        for (var second = 2; second < 100; second++)
            speaker.Says(new string('x', 200), at: TimeSpan.FromSeconds(second));
        slow.Reads(500, at: TimeSpan.FromSeconds(60)).Thaws(at: TimeSpan.FromSeconds(101));

        chat.Run(TimeSpan.FromMinutes(2));

        slow.Texts.Should().Contain(text => text.EndsWith("messages missed", StringComparison.Ordinal));
        healthy.Should().AllSatisfy(client =>
            client.Texts.Count(text => text.StartsWith("guest-1: x", StringComparison.Ordinal)).Should().Be(98));
        #endregion
    }

    [Fact]
    public void One_that_breaks_off()
    {
        #region virtual-reset
        var chat = new VirtualChat();
        var (alice, bob) = (chat.Connect("alice"), chat.Connect("bob"));
        bob.Sends("this is never end"u8.ToArray(), at: TimeSpan.FromSeconds(1)).Resets(at: TimeSpan.FromSeconds(2));

        chat.Run(TimeSpan.FromSeconds(5));

        alice.Heard.Should().EndWith(new Heard(TimeSpan.FromSeconds(2), "* guest-2 left"));
        #endregion
    }

    [Fact]
    public void A_filter_is_drawn()
    {
        #region virtual-filter
        MessageFilter slowMode = (messages, time) => messages
            .Window(() => Observable.Timer(TimeSpan.FromSeconds(5), time))
            .SelectMany(window => window.Take(1));

        var marbles = new MarbleScheduler(frame: TimeSpan.FromSeconds(1));
        var said = marbles.Hot("-ab---cd-e-f", letter => new ChatMessage("alice", "lobby", $"{letter}"));

        var passed = marbles.Record(slowMode(said, marbles).Select(message => message.Text), during: "------------!");

        passed.Should().Be("    -a----c----f");
        #endregion
    }

    [Fact]
    public void The_same_story_is_told_the_same_way()
    {
        #region virtual-transcript
        static string Story()
        {
            var chat = new VirtualChat(new ChatServerOptions { Idle = TimeSpan.FromHours(2) });
            for (var n = 0; n < 10; n++)
                chat.Connect($"{n}", at: TimeSpan.FromMinutes(n))
                    .Says($"I am {n}", at: TimeSpan.FromMinutes(n * 3 + 1));
            chat.Run(TimeSpan.FromHours(4));
            return chat.Transcript;
        }

        Story().Should().Be(Story());
        #endregion
    }
}
