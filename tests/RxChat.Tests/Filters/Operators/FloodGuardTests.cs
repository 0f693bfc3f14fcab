using System.Net;

namespace RxChat.Tests.Filters.Operators;

public class FloodGuardTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_warning_then_silence_then_the_end()
    {
        var stage = new DrawnFilter();
        var said = stage.Said("(abcd)-(efg)-h---(iABjkC)|");

        stage.Heard(said.FloodGuard(2, s_second * 1, s_second * 4, stage.Time)).Should().Be("(abd)-(ef)-----(iABj)|");

        said.Should().HaveSubscriptions("^--------!");
        stage.Told.Should().Equal(
            "alice: slow down: more than 2 messages in 1 s, next time you are muted",
            "alice: you are muted for 4 s, next time you are disconnected",
            "alice: you are muted for another 2 s",
            "alice: disconnected for flooding (disconnected)",
            "bob: slow down: more than 2 messages in 1 s, next time you are muted");
    }

    [Fact]
    public void Floods_are_forgotten_of_who_goes_on_speaking_too()
    {
        var stage = new DrawnFilter();
        stage.Heard((messages, time) => messages.FloodGuard(1, s_second, s_second, time), "(ab)-c-d-e-f-g-h-(ij)|")
            .Should().Be("a-c-d-e-f-g-h-i|");
        stage.Told.Should().HaveCount(2).And.OnlyContain(told => told.Contains("next time you are muted"));
    }

    [Fact]
    public void For_everyone_it_knows_who_comes_back_by_the_address()
    {
        var chat = new VirtualChat(new ChatServerOptions
        {
            FilterForEveryone = (messages, time) => messages.FloodGuard(1, s_second * 10, s_second * 30, time),
        });
        VirtualClient Connect(string address, int port) =>
            chat.Connect($"{port}", address: new IPEndPoint(IPAddress.Parse(address), port));
        Connect("192.0.2.7", 1001).Says("a").Says("b").Says("c").Says("d").Says("/quit");
        chat.Run(s_second);
        var again = Connect("192.0.2.7", 1002).Says("/name eve").Says("e");
        var local = Connect("127.0.0.1", 1001).Says("f");
        chat.Run(s_second);

        again.Texts.Should().Contain("* you are muted for another 29 s").And.NotContain("eve: e");
        local.Texts.Should().EndWith("guest-3: f");
    }

    [Fact]
    public void In_a_chat_the_others_go_on()
    {
        var chat = new VirtualChat(new ChatServerOptions
        {
            FilterPerClient = (messages, time) => messages.FloodGuard(2, s_second * 10, s_second * 30, time),
        });
        var (alice, bob) = (chat.Connect("alice"), chat.Connect("bob"));
        foreach (var at in new[] { 1, 2, 40 })
        {
            for (var n = 0; n < 3; n++) alice.Says($"{at}.{n}", at: s_second * at);
        }
        alice.Says("muted", at: s_second * 10);
        bob.Says("still here", at: s_second * 50);
        chat.Run(TimeSpan.FromMinutes(1));

        var told = bob.Texts.Where(text => text.StartsWith("guest-1: ", StringComparison.Ordinal));
        told.Should().Equal(
            "guest-1: 1.0", "guest-1: 1.1", "guest-1: 2.0", "guest-1: 2.1", "guest-1: 40.0", "guest-1: 40.1");
        alice.Texts.Should().ContainInOrder(
            "* slow down: more than 2 messages in 10 s, next time you are muted",
            "* you are muted for 30 s, next time you are disconnected",
            "* you are muted for another 22 s",
            "* disconnected for flooding");
        alice.ClosedAt.Should().Be(s_second * 40);
        bob.Texts.Should().EndWith("guest-2: still here");
    }
}
