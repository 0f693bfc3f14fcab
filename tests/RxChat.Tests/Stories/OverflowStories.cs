using System.Globalization;
using CsCheck;

namespace RxChat.Tests.Stories;

/// <summary>What is left out of too much, as each policy has it: whole messages, counted, and told.</summary>
public class OverflowStories
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private static readonly ChatServerOptions s_small = new() { MaxFrame = 1024, Backlog = 4096 };

    /// <summary>Those that let nobody go.</summary>
    public static TheoryData<Overflow> Dropping { get; } =
        [Overflow.DropOldest, Overflow.DropNewest, Overflow.Latest, Overflow.Sample];

    [Theory]
    [MemberData(nameof(Dropping))]
    public void Whatever_is_said_and_read_each_message_is_heard_in_order_or_counted(Overflow policy) =>
        Gen.Select(Gen.Select(Gen.Int[0, 4], Gen.Int[1, 900]).Array[1, 120], Gen.Int[64, 3000]).Sample(
            (steps, window) =>
            {
                var chat = new VirtualChat(s_small with { Overflow = policy });
                var speakers = new[] { chat.Connect("a", scheme: "nul"), chat.Connect("b", scheme: "nul") };
                for (var n = 0; n < 3; n++) chat.Connect($"{n}", scheme: "nul");
                var slow = chat.Connect("slow", scheme: "nul", window: window).Freezes();
                chat.Run(s_second);
                var said = 0;
                foreach (var (action, size) in steps)
                {
                    if (action == 0) slow.Peer.Read(size);
                    else speakers[action % 2].Says($"{said++:00000} {new string('x', size)}");
                    chat.Run(TimeSpan.FromMilliseconds(1));
                }
                slow.Thaws();
                chat.Run(s_second);
                speakers[0].Says($"{said++:00000} the last");
                chat.Run(s_second);

                var (heard, missed) = Told(slow);
                heard.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
                heard[^1].Should().Be(said - 1);
                (heard.Count + missed).Should().Be(said);
                slow.ClosedAt.Should().BeNull();
            },
            iter: 100);

    [Fact]
    public void The_latest_of_each_who_speaks_is_kept()
    {
        var (chat, speaker, slow) = Frozen(Overflow.Latest);
        var rare = chat.Connect("rare", scheme: "nul");
        rare.Says("00000 seldom");
        chat.Run(s_second);
        Speak(chat, speaker, 1, 500);

        slow.Thaws();
        chat.Run(s_second);
        var (heard, missed) = Told(slow);
        slow.Texts.Should().Contain("guest-4: 00000 seldom");
        heard.Should().EndWith([500]);
        (heard.Count + missed).Should().Be(501);
    }

    [Fact]
    public void Of_so_many_who_speak_that_their_latest_are_too_much_the_newest_are_kept()
    {
        var (chat, _, slow) = Frozen(Overflow.Latest);
        for (var n = 0; n < 200; n++)
        {
            Speak(chat, chat.Connect($"{n}", scheme: "nul"), n, 1);
            chat.Run(s_second);
        }
        slow.Thaws();
        chat.Run(s_second);
        var (heard, missed) = Told(slow);
        heard.Should().HaveCountGreaterThan(20).And.EndWith(Enumerable.Range(181, 19));
        (heard.Count + missed).Should().Be(200);
    }

    [Fact]
    public void The_newest_are_dropped_and_told_where_they_would_be()
    {
        var (chat, speaker, slow) = Frozen(Overflow.DropNewest);
        Speak(chat, speaker, 0, 200);
        slow.Thaws();
        chat.Run(s_second);
        Speak(chat, speaker, 200, 1);

        var (heard, missed) = Told(slow);
        heard.SkipLast(1).Should().Equal(Enumerable.Range(0, 200 - missed));
        slow.Texts.TakeLast(2).First().Should().Be($"* {missed} messages missed");
        heard[^1].Should().Be(200);
    }

    [Fact]
    public void A_sample_is_even_however_long_it_lasts()
    {
        var (chat, speaker, slow) = Frozen(Overflow.Sample);
        Speak(chat, speaker, 0, 2000);
        slow.Thaws();
        chat.Run(s_second);
        var (heard, missed) = Told(slow);
        (heard.Count + missed).Should().Be(2000);
        for (var quarter = 0; quarter < 4; quarter++)
            heard.Count(n => n / 500 == quarter).Should().BeInRange(1, 40, "{0}", string.Join(' ', heard));
    }

    [Fact]
    public void A_client_chooses_for_itself()
    {
        var chat = new VirtualChat(s_small);
        var speaker = chat.Connect("speaker", scheme: "nul");
        var slow = chat.Connect("slow", scheme: "json", window: 500)
            .Says("""{"type":"join","room":"lobby"}""")
            .Says("""{"type":"overflow","policy":"latest","ref":"1"}""")
            .Says("""{"type":"overflow","policy":"soon"}""");
        chat.Connect("other", scheme: "nul");
        chat.Run(s_second);
        slow.Freezes();
        Speak(chat, speaker, 0, 500);
        slow.Thaws();
        chat.Run(s_second);

        slow.Texts.Should().ContainInOrder(
            """{"type":"overflow","policy":"latest","ref":"1"}""", """{"type":"ok","ref":"1"}""");
        slow.Texts.Should().Contain(text => text.StartsWith(
            """{"type":"error","code":"wrong_usage",""", StringComparison.Ordinal));
        slow.Texts.Should().Contain(text => text.StartsWith("""{"type":"missed","count":""", StringComparison.Ordinal));
        slow.Texts.Last().Should().Contain("00499");
        slow.ClosedAt.Should().BeNull();
    }

    [Fact]
    public void What_is_too_much_of_a_room_with_a_policy_of_its_own_costs_nothing_of_others()
    {
        var chat = new VirtualChat(s_small with
        {
            RoomOverflow = new Dictionary<string, Overflow> { ["Prices"] = Overflow.Latest },
        });
        var (talker, ticker) = (chat.Connect("talker", scheme: "nul"), chat.Connect("ticker", scheme: "nul"));
        var slow = chat.Connect("slow", scheme: "nul", window: 500);
        chat.Connect("other", scheme: "nul").Says("/join prices");
        ticker.Says("/join prices");
        slow.Says("/join prices");
        chat.Run(s_second);
        slow.Freezes();
        for (var n = 0; n < 20; n++)
        {
            Speak(chat, talker, n, 1);
            for (var k = 0; k < 20; k++) ticker.Says($"{(n * 20) + k:00000} {new string('p', 100)}");
            chat.Run(s_second);
        }
        slow.ClosedAt.Should().BeNull();
        slow.Thaws(at: chat.Now);
        chat.Run(s_second);
        slow.Texts.Where(text => text.Contains('x', StringComparison.Ordinal)).Should().HaveCount(20);
        slow.Texts.Should().Contain(text => text.EndsWith("missed", StringComparison.Ordinal));
        slow.Texts.Should().Contain(text => text.Contains("00399", StringComparison.Ordinal));

        slow.Freezes();
        Speak(chat, talker, 0, 60);
        slow.Thaws();
        chat.Run(s_second);
        slow.Texts.Last().Should().Be("* you read too slowly: more than 4096 bytes waited");
    }

    [Theory]
    [InlineData("json://127.0.0.1:0", null)]
    [InlineData("json://127.0.0.1:0?overflow=latest", Overflow.Latest)]
    [InlineData("nul://127.0.0.1:0/?overflow=drop-newest", Overflow.DropNewest)]
    public void An_endpoint_has_it_in_its_URL(string url, Overflow? policy) =>
        Endpoint.Parse(url).Overflow.Should().Be(policy);

    [Theory]
    [InlineData("json://127.0.0.1:0?overflow=soon", "disconnect, drop-oldest, drop-newest, latest or sample")]
    [InlineData("json://127.0.0.1:0?backlog=3", "none of what an endpoint has")]
    [InlineData("jsons://127.0.0.1:0?overflow=latest", "within TLS")]
    public void What_no_endpoint_has_is_refused(string url, string why) =>
        FluentActions.Invoking(() => Endpoint.Parse(url)).Should().Throw<FormatException>().WithMessage($"*{why}*");

    private static (VirtualChat Chat, VirtualClient Speaker, VirtualClient Slow) Frozen(Overflow policy)
    {
        var chat = new VirtualChat(s_small with { Overflow = policy });
        var speaker = chat.Connect("speaker", scheme: "nul");
        var slow = chat.Connect("slow", scheme: "nul", window: 500).Freezes();
        chat.Connect("other", scheme: "nul");
        chat.Run(s_second);
        return (chat, speaker, slow);
    }

    private static void Speak(VirtualChat chat, VirtualClient speaker, int from, int count)
    {
        for (var n = from; n < from + count; n++)
        {
            speaker.Says($"{n:00000} {new string('x', 100)}");
            chat.Run(TimeSpan.FromMilliseconds(100));
        }
    }

    /// <summary>The numbers of what was heard, and how many others were counted.</summary>
    private static (List<int> Heard, int Missed) Told(VirtualClient client)
    {
        var (heard, missed) = (new List<int>(), 0);
        foreach (var text in client.Texts)
        {
            if (text.StartsWith("* ", StringComparison.Ordinal)) missed += Number(text.Split(' ')[1]);
            else heard.Add(Number(text.Split(": ")[1][..5]));
        }
        return (heard, missed);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
