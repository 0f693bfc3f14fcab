using System.Reactive.Linq;

namespace RxChat.Tests.Filters.Operators;

public class RepliesTests
{
    [Fact]
    public void A_reply_comes_after_what_it_answers()
    {
        var stage = new DrawnFilter(('p', "!ping"), ('z', "pong"));
        var said = stage.Said("a-(pb)-|");

        stage.Heard(said.Replies(
            heard => heard.Where(m => m.Text == "!ping").Select(m => new ChatMessage("bot", m.Room, "pong"))))
            .Should().Be("a-(pzb)-|", stage.Text);

        said.Should().HaveSubscriptions("^---!");
    }

    [Fact]
    public void A_bot_that_has_had_enough_leaves_the_chat_as_it_is()
    {
        var stage = new DrawnFilter();
        stage.Heard((messages, _) => messages.Replies(heard => heard.Take(1)), "a-b|").Should().Be("(aa)-b|");
    }

    [Fact]
    public void A_late_reply_comes_when_it_is_due_and_then_is_the_end()
    {
        var stage = new DrawnFilter();
        var said = stage.Said("a-b|");
        stage.Heard(said.Replies(heard => heard.Where(m => m.Text == "b").Delay(TimeSpan.FromSeconds(3), stage.Time)))
            .Should().Be("a-b--b|");
        said.Should().HaveSubscriptions("^--!");
    }

    [Fact]
    public void In_a_chat_everybody_hears_the_bot()
    {
        var chat = new VirtualChat(new ChatServerOptions
        {
            FilterForEveryone = (messages, _) => messages.Replies(
                heard => heard.Where(m => m.Text == "!ping").Select(m => new ChatMessage("bot", m.Room, "pong"))),
        });
        var (alice, bob) = (chat.Connect("alice"), chat.Connect("bob"));
        alice.Says("!ping").Says("thanks");
        chat.Run(TimeSpan.FromSeconds(1));
        bob.Texts.Should().EndWith(["guest-1: !ping", "bot [bot]: pong", "guest-1: thanks"]);
        alice.Texts.Should().EndWith(["guest-1: !ping", "bot [bot]: pong", "guest-1: thanks"]);
    }
}
