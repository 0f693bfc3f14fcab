
namespace RxChat.Tests.Filters.Operators;

public class RejectTests
{
    [Fact]
    public void By_predicate_and_the_reason_is_told()
    {
        var stage = new DrawnFilter(('x', "SHOUT"));
        var said = stage.Said("a-x-B|");

        stage.Heard(said.Reject(message => message.Text == "SHOUT", "do not shout")).Should().Be("a---B|");

        said.Should().HaveSubscriptions("^----!");
        stage.Told.Should().Equal("alice: do not shout");
    }

    [Theory]
    [InlineData("buy at HTTP://x", true)]
    [InlineData("ｈｔｔｐ://x", true)]
    [InlineData("ht\u200Btp://x", true)]
    [InlineData("h\u0301ttp://x", true)]
    [InlineData("hétp://x", false)]
    [InlineData("no link", false)]
    public void By_pattern_whatever_the_dress(string text, bool rejected)
    {
        var stage = new DrawnFilter(('x', text));
        stage.Heard((messages, _) => messages.Reject("https?://"), "x|").Diagram
            .Should().StartWith(rejected ? "-|" : "a|");
        stage.Told.Should().Equal(rejected ? ["alice: that is not said here"] : []);
    }

    [Theory]
    [InlineData("café")]
    [InlineData("CAFÉ")]
    public void A_pattern_with_accents_finds_what_is_written_with_them(string text) =>
        new DrawnFilter(('x', text)).Heard((messages, _) => messages.Reject("café"), "x|").Should().Be("-|");

    [Fact]
    public void A_pattern_that_could_take_quadratic_time_is_refused_at_once() =>
        new DrawnFilter().Invoking(stage => stage.Said("a|").Reject(@"(a)\1")).Should().Throw<NotSupportedException>();

    [Fact]
    public void A_hostile_text_takes_linear_time()
    {
        var text = new string('a', 60_000) + "!";
        new DrawnFilter(('x', text)).Heard((messages, _) => messages.Reject("(a+)+$"), "x|").Timeline.Marbles
            .Should().HaveCount(2);
    }

    [Fact]
    public void The_sender_is_told_in_order_and_nobody_else()
    {
        var chat = new VirtualChat(new ChatServerOptions
        {
            FilterForEveryone = (messages, _) => messages.Reject("spam", "no spam here"),
        });
        var (alice, bob) = (chat.Connect("alice"), chat.Connect("bob"));
        alice.Says("a").Says("SPAM").Says("b");
        chat.Run(TimeSpan.FromSeconds(1));
        alice.Texts.Should().EndWith(["guest-1: a", "* no spam here", "guest-1: b"]);
        bob.Texts.Should().EndWith(["guest-1: a", "guest-1: b"]);
    }
}
