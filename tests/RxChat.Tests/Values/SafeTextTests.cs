using CsCheck;

namespace RxChat.Tests.Values;

/// <summary>What a filter or a bot says is as safe as what came over a wire.</summary>
public class SafeTextTests
{
    [Theory]
    [InlineData("a: b\n* server says", "a__b___server_says")]
    [InlineData("weather bot", "weather_bot")]
    [InlineData("bot", "bot")]
    [InlineData("ö\0ö", "ö_ö")]
    [InlineData("", "_")]
    public void A_name_breaks_no_frame_and_forges_no_notice(string from, string shown)
    {
        new ChatMessage(from, "lobby", "x").From.Should().Be(shown);
        (new ChatMessage("bot", "lobby", "x") with { From = from }).From.Should().Be(shown);
    }

    [Fact]
    public void Whatever_a_bot_says_as_whomever_is_one_frame_that_starts_with_its_name() =>
        Gen.Select(Gen.String, Gen.String).Sample(
            (from, text) =>
            {
                var chat = new VirtualChat(new ChatServerOptions
                {
                    FilterForEveryone = (messages, _) => messages.Replies(
                        said => System.Reactive.Linq.Observable.Select(
                            said, message => new ChatMessage(from, message.Room, text) with { Text = text })),
                });
                var (nul, line) = (chat.Connect("nul", scheme: "nul"), chat.Connect("line"));
                nul.Says("go");
                chat.Run(TimeSpan.FromSeconds(1));

                var shown = new ChatMessage(from, "lobby", text).From;
                shown.Should().NotContainAny(" ", ":", "\n", "\0").And.NotBeEmpty();
                var spoken = line.Texts.Where(one => !one.StartsWith("* ", StringComparison.Ordinal));
                foreach (var heard in new[] { nul.Texts, spoken })
                {
                    heard.Should().HaveCount(text.Length == 0 ? 1 : 2);
                    if (text.Length > 0) heard.Last().Should().StartWith($"{shown} [bot]: ");
                }
            },
            iter: 500);

    [Fact]
    public void A_bots_text_is_cut_to_what_a_frame_may_hold_and_a_senders_is_refused()
    {
        var chat = new VirtualChat(new ChatServerOptions
        {
            MaxFrame = 10,
            FilterPerClient = (messages, _) => System.Reactive.Linq.Observable.Select(
                messages, message => message.Text == "grow" ? message with { Text = "ööööööö" } : message),
            FilterForEveryone = (messages, _) => messages.Replies(said => System.Reactive.Linq.Observable.Select(
                said, message => new ChatMessage("bot", message.Room, "öööööö"))),
        });
        var nul = chat.Connect("nul", scheme: "nul").Says("hello").Says("grow");
        chat.Run(TimeSpan.FromSeconds(1));

        nul.Texts.Should().Equal(
            "guest-1: hello", "bot [bot]: ööööö",
            "* not said: a message may hold at most 10 bytes", "bot [bot]: ööööö");
    }

    [Theory]
    [InlineData("a\u3164b")]
    [InlineData("\u115F")]
    [InlineData("\u1160")]
    [InlineData("\uFFA0")]
    [InlineData("a\u200Bb")]
    [InlineData("a b")]
    [InlineData("ａ")]
    public void Nobody_takes_a_name_that_is_not_seen_as_it_is(string name) =>
        Names.Problem(name, 32).Should().NotBeNull();
}
