using System.Text.Json;
using RxChat.Tests.Protocols;

namespace RxChat.Tests.Stories;

/// <summary>What was said is numbered, asked for, said once, and taken up again where one was.</summary>
public class HistoryStories
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly VirtualChat _chat = new();

    [Fact]
    public void Numbers_are_dense_in_each_room_and_ids_later_each_time()
    {
        var ann = Join("ann", "tea", "milk");
        for (var n = 0; n < 20; n++) Say(ann, n % 2 == 0 ? "tea" : "milk", $"{n}");
        Run();

        var said = Of(ann, "message");
        said.Where(message => Text(message, "room") == "tea").Select(Seq)
            .Should().Equal(Enumerable.Range(1, 10).Select(n => (long)n));
        said.Where(message => Text(message, "room") == "milk").Select(Seq)
            .Should().Equal(Enumerable.Range(1, 10).Select(n => (long)n));
        said.Select(message => Text(message, "id")).Should().BeInAscendingOrder(StringComparer.Ordinal)
            .And.OnlyHaveUniqueItems();
    }

    [Fact]
    public void A_page_is_the_latest_or_before_or_after_a_number()
    {
        var ann = Join("ann", "tea");
        for (var n = 1; n <= 20; n++) Say(ann, "tea", $"{n}");
        foreach (var asked in new[]
            {
                "\"limit\":3", "\"before\":10,\"limit\":2", "\"after\":17", "\"after\":5,\"before\":9,\"limit\":2",
                "\"before\":3", "\"after\":99", "\"after\":9223372036854775807",
                "\"before\":9223372036854775807,\"limit\":1",
            }) ann.Says($$"""{"type":"history","room":"tea",{{asked}}}""");
        Run();

        Of(ann, "history").Select(page => (Numbers(page), page.GetProperty("more").GetBoolean())).Should()
            .BeEquivalentTo<(long[], bool)>(
                [
                    ([18, 19, 20], true), ([8, 9], true), ([18, 19, 20], false), ([6, 7], true), ([1, 2], false),
                    ([], false), ([], false), ([20], true),
                ],
                options => options.WithStrictOrdering());
    }

    [Fact]
    public void A_thousand_of_a_room_are_kept_and_numbers_go_on_when_everybody_has_left()
    {
        var ann = Join("ann", "tea");
        for (var n = 1; n <= 1500; n++) Say(ann, "tea", $"{n}");
        ann.Ends(at: s_second);
        Run();
        var bob = Join("bob", "tea").Says("""{"type":"history","room":"tea","after":0,"limit":2}""");
        Say(bob, "tea", "next");
        Run();

        Of(bob, "joined").Single().GetProperty("seq").GetInt64().Should().Be(1500);
        Numbers(Of(bob, "history").Single()).Should().Equal(501, 502);
        Seq(Of(bob, "message").Single()).Should().Be(1501);
    }

    [Fact]
    public void The_same_key_is_said_once_and_another_text_with_it_is_an_error()
    {
        var ann = Join("ann", "tea", "milk");
        Say(ann, "tea", "x", "k", "1");
        Say(ann, "tea", "x", "k", "2");
        Say(ann, "tea", "y", "k", "3");
        Say(ann, "milk", "y", "k", "4");
        var bob = Join("bob", "tea");
        Say(bob, "tea", "x", "k", "5");
        Run();

        Of(ann, "message").Select(message => Text(message, "text")).Should().Equal("x", "y");
        Of(ann, "ok").Select(Seq).Should().Equal(1, 1, 1);
        Of(ann, "error").Select(error => Text(error, "code") + Text(error, "ref")).Should().Equal("duplicate3");
        Text(Of(bob, "ok").Single(), "id").Should().Be(Text(Of(ann, "message").First(), "id"));
    }

    [Fact]
    public void Who_comes_back_gets_what_was_missed_and_then_what_is_said_without_gap_or_double()
    {
        var ann = Join("ann", "tea");
        var texts = Enumerable.Range(1, 900).Select(n => $"{n} {new string('x', n)}").ToList();
        foreach (var text in texts) Say(ann, "tea", text);
        Run();
        var bob = _chat.Connect("bob", scheme: "json");
        bob.Says($$"""{"type":"join","room":"tea","epoch":"{{_chat.Server.Epoch}}","after":100,"ref":"r"}""");
        Say(ann, "tea", "live");
        Run();

        var heard = Objects(bob).Skip(1).ToList();
        var pages = heard.TakeWhile(one => Text(one, "type") == "history").ToList();
        pages.Should().HaveCountGreaterThan(3);
        pages.SelectMany(Numbers).Should().Equal(Enumerable.Range(101, 800).Select(n => (long)n));
        heard.Skip(pages.Count).Select(one => Text(one, "type")).Should().Equal("joined", "ok", "message");
        Seq(heard[^1]).Should().Be(901);
    }

    [Theory]
    [InlineData("", 4, "", "5")]
    [InlineData("", 5, "", "")]
    [InlineData("", 9, "rewound 5", "")]
    [InlineData("another", 4, "rewound 0", "12345")]
    public void What_is_lost_is_told(string epoch, int after, string told, string numbers)
    {
        var ann = Join("ann", "tea");
        for (var n = 1; n <= 5; n++) Say(ann, "tea", $"{n}");
        Run();
        var since = epoch.Length > 0 ? epoch : _chat.Server.Epoch;
        var bob = _chat.Connect("bob", scheme: "json")
            .Says($$"""{"type":"join","room":"tea","epoch":"{{since}}","after":{{after}}}""");
        Run();

        string.Concat(Of(bob, "rewound").Select(one => $"rewound {Seq(one)}")).Should().Be(told);
        string.Concat(Of(bob, "history").SelectMany(Numbers)).Should().Be(numbers);
    }

    [Fact]
    public void What_is_kept_no_longer_is_counted()
    {
        var ann = Join("ann", "tea");
        for (var n = 1; n <= 1200; n++) Say(ann, "tea", $"{n}");
        Run();
        var bob = _chat.Connect("bob", scheme: "json").Says("""{"type":"join","room":"tea","after":150}""");
        Run();

        Of(bob, "missed").Single().GetProperty("count").GetInt64().Should().Be(50);
        Of(bob, "history").SelectMany(Numbers).Should().Equal(Enumerable.Range(201, 1000).Select(n => (long)n));
    }

    [Fact]
    public void Sixty_four_mebibytes_are_kept_of_all_rooms()
    {
        var histories = new Histories();
        var text = new string('x', 70_000);
        for (var n = 1; n <= 999; n++) Keep("one", n);
        histories.Of("one")!.Bytes.Should().BeLessThanOrEqualTo(Histories.MostBytes)
            .And.BeGreaterThan(Histories.MostBytes - text.Length - 1000);
        histories.Of("one")!.Last.Should().Be(999);
        Keep("two", 1);
        histories.Of("one")!.First.Should().Be(1000, "nothing was said there for longest");
        Keep("one", 1000);
        histories.Of("one")!.Read(1000).Seq.Should().Be(1000, "numbers go on");

        void Keep(string room, long seq) => histories.Keep(new Said(new ChatMessage("a", room, text), seq));
    }

    [Fact]
    public void A_page_is_as_long_as_what_was_edited_is_now()
    {
        var ann = _chat.Connect("ann", scheme: "json").Says("""{"type":"join","room":"tea"}""");
        for (var n = 1; n <= 20; n++) Say(ann, "tea", $"{n}");
        Run();
        foreach (var id in Of(ann, "message").Select(message => Text(message, "id")).ToArray())
        {
            ann.Says($$"""{"type":"edit","room":"tea","id":"{{id}}","text":"{{new string('x', 10_000)}}"}""");
            Run();
        }
        var bob = _chat.Connect("bob", scheme: "json").Says("""{"type":"join","room":"tea","after":0}""");
        Run();
        Of(bob, "history").Should().HaveCountGreaterThan(3);
        Of(bob, "history").SelectMany(Numbers).Should().Equal(Enumerable.Range(1, 40).Select(n => (long)n));
    }

    [Fact]
    public void Who_comes_back_after_a_change_is_not_told_what_was_shared_before_it()
    {
        var ann = _chat.Connect("ann", scheme: "json").Says("""{"type":"join","room":"tea"}""")
            .Says("""{"type":"say","room":"tea","text":"secret"}""");
        _chat.Run(s_second);
        var back = """{"type":"join","room":"tea","after":0}""";
        var (bob, old) = (_chat.Connect("bob", scheme: "json").Says(back), _chat.Connect("old").Says("/join tea"));
        var cid = _chat.Connect("cid", scheme: "json").Says(back);
        _chat.Run(s_second);
        var id = Text(Of(ann, "message").Single(), "id");
        ann.Says($$"""{"type":"remove","room":"tea","id":"{{id}}"}""");
        _chat.Run(s_second);
        var dan = _chat.Connect("dan", scheme: "json").Says(back);
        _chat.Run(s_second);
        old.Says("/history");
        _chat.Run(s_second);

        string PageOf(VirtualClient client) => client.Texts.Single(text => text.Contains("\"history\""));
        PageOf(bob).Should().Contain("secret").And.Be(PageOf(cid));
        PageOf(dan).Should().NotContain("secret").And.Contain("\"removed\":true");
        old.Texts.Last().Should().EndWith("guest-1: (removed)");
    }

    [Fact]
    public void A_slow_reader_takes_a_long_resume_at_its_pace()
    {
        var chat = new VirtualChat(new ChatServerOptions { MaxFrame = 8192, Backlog = 16384 });
        var ann = chat.Connect("ann", scheme: "json").Says("""{"type":"join","room":"tea"}""");
        for (var n = 1; n <= 900; n++)
            ann.Says($$"""{"type":"say","room":"tea","text":"{{n}} {{new string('x', 1000)}}"}""");
        chat.Run(s_second);
        var bob = chat.Connect("bob", scheme: "json", window: 5000)
            .Says("""{"type":"join","room":"tea","after":0,"ref":"r"}""").Freezes(at: 2 * s_second);
        for (var second = 3; second < 300; second++) bob.Reads(5000, at: second * s_second);
        bob.Thaws(at: 301 * s_second);
        chat.Run(400 * s_second);

        Of(bob, "history").SelectMany(Numbers).Should().Equal(Enumerable.Range(1, 900).Select(n => (long)n));
        Of(bob, "ok").Should().ContainSingle();
    }

    [Fact]
    public void People_type_it_too()
    {
        var ann = _chat.Connect("ann").Says("/history").Says("one").Says("two", at: s_second)
            .Says("/history 1", at: s_second).Says("/history x", at: s_second);
        Run();
        ann.Texts.Should().ContainInOrder(
            "* nothing was said here yet", "guest-1: one", "guest-1: two", "* 2026-01-01 00:00:01 #2 guest-1: two",
            "* usage: /history [NUMBER]");
    }

    private VirtualClient Join(string name, params string[] rooms)
    {
        var client = _chat.Connect(name, scheme: "json");
        foreach (var room in rooms) client.Says($$"""{"type":"join","room":"{{room}}"}""");
        return client;
    }

    private static void Say(VirtualClient client, string room, string text, string? key = null, string? name = null) =>
        client.Says(JsonSerializer.Serialize(new Dictionary<string, string?>
        {
            ["type"] = "say", ["room"] = room, ["text"] = text, ["key"] = key, ["ref"] = name,
        }));

    private void Run() => _chat.Run(2 * s_second);

    private static IEnumerable<JsonElement> Objects(VirtualClient client) =>
        JsonFrames.Heard(client.Texts);

    private static List<JsonElement> Of(VirtualClient client, string type) =>
        [.. Objects(client).Where(one => Text(one, "type") == type)];

    private static string Text(JsonElement one, string property) => one.GetProperty(property).GetString()!;

    private static long Seq(JsonElement one) => one.GetProperty("seq").GetInt64();

    private static long[] Numbers(JsonElement page) => [.. page.GetProperty("messages").EnumerateArray().Select(Seq)];
}
