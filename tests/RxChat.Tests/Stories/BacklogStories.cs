using CsCheck;

namespace RxChat.Tests.Stories;

/// <summary>
/// Who does not read: what waits is bounded, the policy is applied, the others hear everything in time.
/// </summary>
public class BacklogStories
{
    private const int Small = 4096;

    private static readonly ChatServerOptions s_disconnect = new() { MaxFrame = 1024, Backlog = Small };
    private static readonly ChatServerOptions s_drop = s_disconnect with { Overflow = Overflow.DropOldest };

    [Fact]
    public void A_frozen_client_is_let_go_with_a_last_notice_and_nobody_else_notices()
    {
        var chat = new VirtualChat(s_disconnect);
        var (speaker, frozen) = Frozen(chat);
        Speak(chat, speaker, 200);
        chat.Run(Seconds(300));

        speaker.Texts.Where(text => text.StartsWith("guest-1: ", StringComparison.Ordinal)).Should().HaveCount(200);
        frozen.Peer.EndedAt.Should().BeNull("its window is full, so it can be told nothing more");
        frozen.Peer.WasReset.Should().BeTrue("it was given the time of a drain to take what is its own");
        chat.Connect("later").Says("/who");
        chat.Run(Seconds(1));
        chat.Clients[^1].Texts.Last().Should().Be("* in lobby: guest-1, guest-3, guest-4");
    }

    [Fact]
    public void One_that_reads_again_in_time_hears_why_it_is_let_go()
    {
        var chat = new VirtualChat(s_disconnect);
        var (speaker, frozen) = Frozen(chat);
        Speak(chat, speaker, 200);
        frozen.Thaws(at: Seconds(54));
        chat.Run(Seconds(300));

        frozen.Texts.Last().Should().Be("* you read too slowly: more than 4096 bytes waited");
        frozen.Peer.WasReset.Should().BeFalse();
    }

    [Fact]
    public void Dropping_the_oldest_tells_how_many_were_missed_where_the_gap_is()
    {
        var chat = new VirtualChat(s_drop);
        var (speaker, frozen) = Frozen(chat);
        Speak(chat, speaker, 200);
        frozen.Thaws(at: Seconds(250));
        speaker.Says("after", at: Seconds(260));
        chat.Run(Seconds(300));

        var texts = frozen.Texts
            .Where(text => text.StartsWith("guest-1: ", StringComparison.Ordinal)
                || text.Contains("missed", StringComparison.Ordinal))
            .ToList();
        var gap = texts.FindIndex(text => text.Contains("missed", StringComparison.Ordinal));
        var missed = int.Parse(texts[gap].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        texts[gap].Should().Be($"* {missed} messages missed");
        (gap + missed + (texts.Count - gap - 2)).Should().Be(200, "every message was heard or counted");
        Number(texts[gap + 1]).Should().Be(Number(texts[gap - 1]) + missed + 1);
        texts[^1].Should().Be("guest-1: after");
        frozen.ClosedAt.Should().BeNull();
    }

    [Fact]
    public void A_publisher_that_outruns_most_of_its_room_is_slowed_and_nobody_is_lost()
    {
        var chat = new VirtualChat(s_disconnect);
        var speaker = chat.Connect("speaker", scheme: "nul");
        var readers = Enumerable.Range(0, 5).Select(n => chat.Connect($"{n}", scheme: "nul", window: 512)).ToList();
        foreach (var reader in readers) reader.Freezes();
        for (var n = 0; n < 1000; n++) speaker.Says($"{n:0000} {new string('x', 50)}");
        for (var ms = 1; ms < 2000; ms++)
            chat.At(TimeSpan.FromMilliseconds(ms), () => readers.ForEach(reader => reader.Peer.Read(20)));

        chat.Run(Seconds(2));

        readers.Should().AllSatisfy(reader => reader.ClosedAt.Should().BeNull());
        readers.Should().AllSatisfy(reader => reader.Texts.Count().Should().BeInRange(500, 999));
        speaker.Texts.Count().Should().BeLessThan(1000, "it is read no further while most of its room is backed up");

        foreach (var reader in readers) reader.Thaws();
        chat.Run(Seconds(10));
        readers.Should().AllSatisfy(reader =>
            reader.Texts.Should().HaveCount(1000).And.BeInAscendingOrder(StringComparer.Ordinal));
    }

    [Fact]
    public void A_room_that_is_frozen_altogether_slows_its_publisher_for_a_moment_only()
    {
        var chat = new VirtualChat(s_disconnect);
        var speaker = chat.Connect("speaker", scheme: "nul");
        var frozen = Enumerable.Range(0, 5).Select(n => chat.Connect($"{n}", scheme: "nul", window: 512).Freezes())
            .ToList();
        for (var n = 0; n < 1000; n++) speaker.Says($"{n:0000} {new string('x', 50)}", at: Seconds(1));

        chat.Run(Seconds(60));

        speaker.Texts.Should().HaveCount(1000);
        frozen.Should().AllSatisfy(client => client.ClosedAt.Should().NotBeNull());
    }

    [Fact]
    public void Who_reads_is_not_let_go_for_what_is_said_in_one_turn()
    {
        var chat = new VirtualChat(new ChatServerOptions { MaxFrame = 8192, Backlog = 8192 + 1024 });
        var speakers = new[] { chat.Connect("alice", scheme: "nul"), chat.Connect("bob", scheme: "nul") };
        var reader = chat.Connect("reader", scheme: "nul");
        chat.Run(Seconds(1));
        speakers[0].Says(new string('a', 2200), at: Seconds(2));
        speakers[1].Says(new string('b', 8192), at: Seconds(2));
        chat.Run(Seconds(10));

        reader.Texts.Should().Equal($"guest-1: {new string('a', 2200)}", $"guest-2: {new string('b', 8192)}");
        reader.ClosedAt.Should().BeNull();
    }

    [Fact]
    public void Whatever_is_said_and_read_each_message_is_heard_in_order_or_counted() =>
        Gen.Select(Gen.Select(Gen.Int[0, 3], Gen.Int[1, 900]).Array[1, 120], Gen.Int[64, 3000]).Sample(
            (steps, window) =>
            {
                var chat = new VirtualChat(s_drop);
                var speaker = chat.Connect("speaker", scheme: "nul");
                for (var n = 0; n < 3; n++) chat.Connect($"{n}", scheme: "nul");
                var slow = chat.Connect("slow", scheme: "nul", window: window).Freezes();
                chat.Run(Seconds(1));
                var said = new List<string>();
                foreach (var (action, size) in steps)
                {
                    if (action == 0) slow.Peer.Read(size);
                    else Say(size);
                    chat.Run(TimeSpan.FromMilliseconds(1));
                }
                slow.Thaws();
                chat.Run(Seconds(1));

                var next = 0;
                foreach (var text in slow.Texts)
                {
                    if (text.StartsWith("* ", StringComparison.Ordinal))
                        next += int.Parse(text.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
                    else text.Should().Be($"guest-1: {said[next++]}");
                }
                next.Should().Be(said.Count);

                void Say(int size)
                {
                    said.Add($"{said.Count:00000} {new string((char)('a' + (said.Count % 26)), size)}");
                    speaker.Says(said[^1]);
                }
            },
            iter: 200);

    private static (VirtualClient Speaker, VirtualClient Frozen) Frozen(VirtualChat chat)
    {
        var speaker = chat.Connect("speaker", scheme: "nul");
        var frozen = chat.Connect("frozen", scheme: "nul", window: 2000).Freezes();
        chat.Connect("other", scheme: "nul");
        return (speaker, frozen);
    }

    private static void Speak(VirtualChat chat, VirtualClient speaker, int count)
    {
        for (var n = 0; n < count; n++) speaker.Says($"{n:00000} {new string('x', 100)}", at: chat.Now + Seconds(n));
    }

    private static int Number(string text) =>
        int.Parse(text.AsSpan("guest-1: ".Length, 5), System.Globalization.CultureInfo.InvariantCulture);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
