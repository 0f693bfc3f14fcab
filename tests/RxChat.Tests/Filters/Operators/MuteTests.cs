using RxChat.Testing;

namespace RxChat.Tests.Filters.Operators;

public class MuteTests
{
    [Fact]
    public void Somebody_is_silent_for_a_time_from_the_subscription_on()
    {
        var stage = new Stage();
        var said = stage.Said("a-B-c-d|");

        stage.Heard(said.Mute("ALICE", TimeSpan.FromSeconds(5), stage.Time), during: "-^--------")
            .Should().Be("--B---d|");

        said.Should().HaveSubscriptions("-^-----!");
        stage.Told.Should().Equal("alice: you are muted");
    }

    [Fact]
    public void In_a_chat_the_others_are_heard()
    {
        var chat = new VirtualChat(new ChatServerOptions
        {
            FilterForEveryone = (messages, time) => messages.Mute("guest-1", TimeSpan.FromMinutes(1), time),
        });
        var (alice, bob) = (chat.Connect("alice"), chat.Connect("bob"));
        alice.Says("a").Says("c", at: TimeSpan.FromMinutes(1));
        bob.Says("b");
        chat.Run(TimeSpan.FromMinutes(2));
        alice.Texts.Should().ContainInOrder("* you are muted", "guest-2: b", "guest-1: c").And.NotContain("guest-1: a");
    }
}
