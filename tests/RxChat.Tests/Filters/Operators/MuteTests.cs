using System.Net;
using System.Reactive.Linq;

namespace RxChat.Tests.Filters.Operators;

public class MuteTests
{
    [Fact]
    public void Somebody_is_silent_for_a_time_from_the_subscription_on()
    {
        var stage = new DrawnFilter();
        var said = stage.Said("a-B-c-d|");

        stage.Heard(said.Mute("ALICE", TimeSpan.FromSeconds(5), stage.Time), during: "-^--------")
            .Should().Be("--B---d|");

        said.Should().HaveSubscriptions("-^-----!");
        stage.Told.Should().Equal("alice: you are muted");
    }

    [Fact]
    public void Neither_another_name_nor_another_connection_evades_it()
    {
        var chat = new VirtualChat(new ChatServerOptions
        {
            FilterForEveryone = (messages, time) => messages.Mute("bob", TimeSpan.FromMinutes(1), time),
        });
        VirtualClient Connect(int port, string address = "192.0.2.7") =>
            chat.Connect($"{port}", address: new IPEndPoint(IPAddress.Parse(address), port));
        var (first, other) = (Connect(1001), Connect(1002, address: "192.0.2.8"));
        first.Says("/name bob").Says("a").Says("/name rob").Says("b").Says("/quit");
        chat.Run(TimeSpan.FromSeconds(1));
        var second = Connect(1003).Says("c").Says("d", at: TimeSpan.FromMinutes(1));
        other.Says("e");
        chat.Run(TimeSpan.FromMinutes(2));

        first.Texts.Count(text => text == "* you are muted").Should().Be(2);
        second.Texts.Count(text => text == "* you are muted").Should().Be(1);
        other.Texts.Where(text => text.StartsWith("guest-", StringComparison.Ordinal))
            .Should().Equal("guest-2: e", "guest-3: d");
    }

    [Fact]
    public void Whoever_is_named_is_silent_from_then_on_for_a_time()
    {
        var stage = new DrawnFilter();
        var said = stage.Said("abABc-d-C--e|");
        var named = stage.Cold("-a-----A").Select(by => by.Sender!);

        stage.Heard(said.Mute(named, TimeSpan.FromSeconds(4), stage.Time)).Should().Be("abAB--d----e|");
        stage.Told.Should().Equal(
            "alice: you are muted for another 1 s", "bob: you are muted for another 3 s");
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
