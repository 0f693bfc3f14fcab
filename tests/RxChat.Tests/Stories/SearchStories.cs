using RxChat.Tests.Protocols;

namespace RxChat.Tests.Stories;

/// <summary>What was said is found by its words.</summary>
public class SearchStories
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly VirtualChat _chat = new();

    [Fact]
    public void All_words_in_any_order_and_case_are_found_in_the_last_text()
    {
        var ann = _chat.Connect("ann").Says("The tea is green.").Says("green, says Ann").Says("evergreen tea")
            .Says("ночь, улица").Says("/edit Ночь и чай").Says("gone").Says("/remove")
            .Says("/search GREEN").Says("/search tea   green").Says("/search ночь").Says("/search улица")
            .Says("/search gone").Says("/search -- ").Says("/search");
        _chat.Run(s_second);

        ann.Texts.Skip(9).Should().Equal(
            "* 2026-01-01 00:00:00 #1 guest-1: The tea is green.", "* 2026-01-01 00:00:00 #2 guest-1: green, says Ann",
            "* 2026-01-01 00:00:00 #1 guest-1: The tea is green.",
            "* 2026-01-01 00:00:00 #4 guest-1: Ночь и чай (edited)",
            "* nothing was found", "* nothing was found", "* there is no word to search for", "* usage: /search WORDS");
    }

    [Fact]
    public void Much_text_is_looked_through_a_piece_at_a_time_and_nothing_is_left_out()
    {
        var chat = new VirtualChat(new ChatServerOptions { MaxFrame = 64 * 1024 });
        var ann = chat.Connect("ann", scheme: "json").Says("""{"type":"join","room":"tea"}""");
        for (var n = 1; n <= 40; n++)
        {
            var text = $"{new string('x', 10_000)} {(n % 10 == 0 ? "Чай" : n)}";
            ann.Says($$"""{"type":"say","room":"tea","text":"{{text}}"}""", at: n * s_second);
        }
        ann.Says("""{"type":"search","room":"tea","words":"чай","ref":"r"}""", at: TimeSpan.FromMinutes(1))
            .Says("""{"type":"ping","ref":"p"}""", at: TimeSpan.FromMinutes(1));
        chat.Run(TimeSpan.FromMinutes(2));

        var heard = JsonFrames.Heard(ann.Texts).ToArray();
        var page = heard.Single(frame => frame.GetProperty("type").GetString() == "search");
        page.GetProperty("messages").EnumerateArray().Select(one => one.GetProperty("seq").GetInt64())
            .Should().Equal(10, 20, 30, 40);
        page.GetProperty("more").GetBoolean().Should().BeFalse();
        heard.Select(one => one.TryGetProperty("ref", out var of) ? of.GetString() : null).Where(one => one is not null)
            .Should().Equal(["r", "r", "p", "p"], "each is answered after the one before it");
    }

    [Fact]
    public void A_page_is_the_latest_or_before_a_number_and_nobody_searches_where_they_are_not()
    {
        var ann = _chat.Connect("ann", scheme: "json").Says("""{"type":"join","room":"tea"}""");
        for (var n = 1; n <= 30; n++) ann.Says($$"""{"type":"say","room":"tea","text":"tea {{n % 2}}"}""");
        foreach (var asked in new[] { "\"limit\":3", "\"before\":26,\"limit\":2", "\"before\":3", "\"limit\":7777" })
            ann.Says($$"""{"type":"search","room":"tea","words":"1",{{asked}}}""");
        var bob = _chat.Connect("bob", scheme: "json")
            .Says("""{"type":"search","room":"tea","words":"1","ref":"r"}""");
        _chat.Run(s_second);

        JsonFrames.Heard(ann.Texts).Where(frame => frame.GetProperty("type").GetString() == "search")
            .Select(page => string.Join(' ', page.GetProperty("messages").EnumerateArray()
                .Select(message => message.GetProperty("seq").GetInt64())) + $" {page.GetProperty("more")}")
            .Should().Equal(
                "25 27 29 True", "23 25 True", "1 False", "1 3 5 7 9 11 13 15 17 19 21 23 25 27 29 False");
        JsonFrames.Heard(bob.Texts).Last().GetProperty("code").GetString().Should().Be("not_member");
    }
}
