using CsCheck;

namespace RxChat.Tests.Stories;

/// <summary>A reply that is longer than what may wait for its client: it is taken as the client takes it.</summary>
public class LongReplyStories
{
    private static readonly string[] s_lines =
        [.. Enumerable.Range(0, 5000).Select(n => $"line {n} of the message of the day")];

    [Fact]
    public void It_disconnects_nobody_and_what_is_said_meanwhile_comes_after_it()
    {
        var chat = Chat();
        var (slow, other) = (chat.Connect("slow", scheme: "nul", window: 1000).Freezes(),
            chat.Connect("other", scheme: "nul"));
        other.Says("before");
        slow.Says("/motd", at: Seconds(1)).Says("/motd", at: Seconds(1));
        other.Says("after", at: Seconds(2));
        for (var n = 0; n < 600; n++) slow.Reads(1000, at: Seconds(3 + n));
        chat.Run(Seconds(2000));
        slow.Thaws();
        chat.Run(Seconds(1));

        string[] motd = [.. s_lines.Select(line => $"* {line}")];
        slow.Texts.Should().Equal(
            ["guest-2: before", .. motd, "guest-2: after", .. motd], "it asks again once it has taken it");
        other.Texts.Should().Equal("guest-2: before", "guest-2: after");
    }

    [Fact]
    public void Who_asks_on_without_reading_is_not_listened_to_and_let_go_in_the_end()
    {
        var chat = new VirtualChat(new ChatServerOptions
        {
            Motd = _ => Task.FromResult(string.Join('\n', s_lines)),
        });
        var slow = chat.Connect("slow", scheme: "json", window: 1000).Says("""{"type":"join","room":"tea"}""");
        for (var n = 0; n < 100; n++)
            slow.Says($$"""{"type":"say","room":"tea","text":"{{new string('x', 2000)}}"}""");
        chat.Run(Seconds(10));
        slow.Freezes();
        for (var n = 0; n < 40; n++)
            slow.Says($$"""{"type":"join","room":"tea","after":0,"ref":"{{n}}"}""", at: Seconds(11 + (0.1 * n)));
        chat.Run(Seconds(10));
        chat.Server.OpenRefs.Should().Be(0, "one is answered, and those after it are not looked at");
        slow.Reads(20_000, at: Seconds(70));
        chat.Run(Seconds(100));
        slow.ClosedAt.Should().BeNull("it takes some");
        chat.Run(Seconds(100));
        slow.ClosedAt.Should().NotBeNull();
    }

    [Theory]
    [InlineData(Overflow.DropOldest)]
    [InlineData(Overflow.DropNewest)]
    [InlineData(Overflow.Latest)]
    [InlineData(Overflow.Sample)]
    public void However_a_client_reads_it_loses_nothing_of_replies_and_is_told_what_it_missed_between_them(
        Overflow policy) =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[1, 4000]).Array[1, 40].Sample(
            steps =>
            {
                var chat = Chat(policy, lines: 300);
                var (slow, other) = (chat.Connect("slow", scheme: "nul", window: 500).Freezes(),
                    chat.Connect("other", scheme: "nul"));
                chat.Run(Seconds(1));
                var (said, asked) = (0, 0);
                foreach (var (kind, size) in steps)
                {
                    if (kind == 0) slow.Peer.Read(size);
                    else if (kind == 1 && asked++ < 3) slow.Says("/motd");
                    else other.Says($"{said++} {new string('x', size / 4)}");
                    chat.Run(Seconds(0.01));
                }
                slow.Thaws();
                chat.Run(Seconds(1));

                var next = 0;
                foreach (var text in slow.Texts.Where(text => !text.StartsWith("* line", StringComparison.Ordinal)))
                {
                    if (text.EndsWith("missed", StringComparison.Ordinal)) return; // pages are among what was missed
                    text.Should().StartWith($"guest-2: {next++} ");
                }
                next.Should().Be(said);
                slow.Texts.Count(text => text.StartsWith("* line", StringComparison.Ordinal))
                    .Should().Be(300 * Math.Min(asked, 3));
            },
            iter: 100);

    private static VirtualChat Chat(Overflow overflow = Overflow.Disconnect, int lines = 5000) =>
        new(new ChatServerOptions
        {
            MaxFrame = 1024, Backlog = 16 * 1024, Overflow = overflow,
            Motd = _ => Task.FromResult(string.Join('\n', s_lines.Take(lines))),
        });

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
