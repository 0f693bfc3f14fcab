using System.Reactive.Linq;
using FluentAssertions;
using RxChat;
using RxChat.Marbles;
using RxChat.Testing;
using Xunit;

public class ChatTests
{
    [Fact]
    public void An_hour_takes_no_time()
    {
        #region package-testing
        var chat = new VirtualChat(new ChatServerOptions { FilterPerClient = (said, time) => said.MaxLength(5) });
        var alice = chat.Connect("alice");
        var bob = chat.Connect("bob", at: TimeSpan.FromMinutes(5));
        alice.Says("hello", at: TimeSpan.FromMinutes(10)).Says("how are you?", at: TimeSpan.FromMinutes(11));

        chat.Run(TimeSpan.FromHours(1));

        bob.Heard.Should().EndWith(new Heard(TimeSpan.FromMinutes(10), "guest-1: hello"));
        alice.Texts.Should().EndWith("* a message may have at most 5 characters");
        #endregion
    }

    [Fact]
    public void An_observable_is_drawn()
    {
        #region package-assertions
        var marbles = new MarbleScheduler();
        var source = marbles.Hot("-a-b-c|");

        marbles.Record(source.Skip(1)).Should().Be("---b-c|");
        source.Should().HaveSubscriptions("^-----!");
        #endregion
    }
}
