using CsCheck;

namespace RxChat.Tests.Filters.Operators;

public class ReviewTests
{
    private static readonly TimeSpan s_while = TimeSpan.FromSeconds(3);

    private static bool IsLink(ChatMessage message) => message.Text is "x" or "y";

    [Fact]
    public void What_is_held_holds_what_its_sender_says_after_it_and_nobody_else()
    {
        var stage = new DrawnFilter();
        var said = stage.Said("axbA-cyB|");

        stage.Heard(said.Review(IsLink, s_while, scheduler: stage.Time)).Should().Be("a--A(xb)c-B-(y|)");

        said.Should().HaveSubscriptions("^-------!");
    }

    [Fact]
    public void Whoever_lets_go_hears_nothing_of_what_waits()
    {
        var stage = new DrawnFilter();
        var said = stage.Said("x------");
        stage.Heard(said.Review(IsLink, s_while, scheduler: stage.Time), during: "^-!").Should().Be("");
        said.Should().HaveSubscriptions("^-!");
    }

    [Fact]
    public void What_waits_is_bounded()
    {
        var stage = new DrawnFilter();
        stage.Heard((messages, time) => messages.Review(IsLink, s_while, waiting: 2, time), "xbcA-d|")
            .Should().Be("---(Axb)-d|");
        stage.Told.Should().Equal("alice: too much waits for review, try later");
    }

    [Fact]
    public void Each_senders_order_stays_and_nothing_is_lost() =>
        Gen.Select(Gen.Int[0, 60], Gen.Long[1, 3], Gen.Bool).List[0, 200].Sample(steps =>
        {
            var said = Played.Of(steps.Select(step => (step.Item1, step.Item2)));
            var held = said.Zip(steps).Where(pair => pair.Second.Item3).Select(pair => pair.First.Text).ToHashSet();
            var passed = Played.Through(said, (messages, time) => messages.Review(
                m => held.Contains(m.Text), TimeSpan.FromMilliseconds(100), scheduler: time));

            for (var sender = 1; sender <= 3; sender++)
                passed.Where(message => message.ClientId == sender)
                    .Should().Equal(said.Where(message => message.ClientId == sender));
        });

    [Fact]
    public void In_a_chat_what_waits_for_a_client_that_leaves_is_not_said()
    {
        var chat = new VirtualChat(new ChatServerOptions
        {
            FilterForEveryone = (messages, time) => messages.Review(IsLink, s_while, scheduler: time),
        });
        var (alice, bob) = (chat.Connect("alice"), chat.Connect("bob"));
        alice.Says("x").Says("after");
        bob.Says("x", at: TimeSpan.FromSeconds(1)).Ends(at: TimeSpan.FromSeconds(2));
        chat.Run(TimeSpan.FromSeconds(10));
        alice.Heard.Should().ContainInOrder(new Heard(s_while, "guest-1: x"), new Heard(s_while, "guest-1: after"));
        alice.Texts.Should().NotContain("guest-2: x");
    }
}
