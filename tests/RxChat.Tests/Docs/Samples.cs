using System.Reactive.Linq;

namespace RxChat.Tests.Docs;

/// <summary>The documents' samples: each region stands in a document, word for word, and runs here.</summary>
public class Samples
{
    [Fact]
    public async Task A_server_is_embedded_in_a_few_lines()
    {
        #region embed
        await using var server = await ChatServer.StartAsync("line://127.0.0.1:0", "nul://127.0.0.1:0");
        Console.WriteLine($"listening on {string.Join(" and ", server.Endpoints)}");
        #endregion

        server.Endpoints.Should().HaveCount(2).And.OnlyContain(url => !url.EndsWith(":0", StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_chat_tells_is_an_observable_of_values()
    {
        var chat = new VirtualChat();
        var (server, seen) = (chat.Server, new List<string>());
        #region events
        // On the loop, so nothing here may block; who throws is logged, and sees no more.
        using var watching = server.Events
            .Select(told => told.Body)
            .OfType<Said>()
            .Subscribe(said => seen.Add($"{said.Message.From} in {said.Message.Room}: {said.Message.Text}"));
        #endregion

        chat.Connect("alice").Says("/name alice").Says("hello");
        chat.Run(TimeSpan.FromSeconds(1));
        seen.Should().Equal("alice in lobby: hello");
    }

    [Fact]
    public async Task A_program_says_and_does()
    {
        var chat = new VirtualChat();
        var server = chat.Server;
        var (alice, bob) = (chat.Connect("alice").Says("/name alice"), chat.Connect("bob").Says("/name bob"));
        chat.Run(TimeSpan.FromSeconds(1));
        #region program
        await server.SayAsync("lobby", "the build is green", from: "ci");
        foreach (var person in await server.WhoAsync("lobby"))
            Console.WriteLine($"{person.Name} speaks {person.Peer?.Protocol}");
        await server.KickAsync("bob", "see you tomorrow");
        #endregion
        chat.Run(TimeSpan.FromSeconds(1));

        alice.Texts.Should().EndWith(["ci [bot]: the build is green", "* bob left"]);
        bob.Texts.Should().EndWith(["ci [bot]: the build is green", "* see you tomorrow"]);
        (await server.WhoAsync()).Select(person => (person.Id, person.Name, person.Peer)).Should().Equal(
            (1, "alice", new Peer("line", IsLocal: true)));
        (await server.WhoAsync("nowhere")).Should().BeEmpty();
        (await server.KickAsync("bob", "again")).Should().BeFalse();
    }

    [Fact]
    public void A_filter_is_drawn()
    {
        #region drawn-filter
        MessageFilter quiet = (messages, time) => messages
            .Reject(message => message.Text.Contains("SALE"), "no advertising")
            .SlowMode(TimeSpan.FromSeconds(3), scheduler: time);

        var drawn = new DrawnFilter(('x', "SALE today"));
        drawn.Heard(quiet, said: "abAx-c|").Should().Be("a-A--c|", drawn.Text);
        drawn.Told.Should().Equal("alice: slow mode: one message every 3 s", "alice: no advertising");
        #endregion
    }

    [Fact]
    public void A_filter_is_a_function_of_messages_and_time()
    {
        #region filter
        // Nobody repeats themselves within 10 seconds; "soon" is said a second later.
        MessageFilter perClient = (messages, time) => messages
            .GroupByUntil(message => message.Text, _ => Observable.Timer(TimeSpan.FromSeconds(10), time))
            .SelectMany(same => same.Take(1));
        MessageFilter forEveryone = (messages, time) => messages
            .Delay(message => message.Text == "soon"
                ? Observable.Timer(TimeSpan.FromSeconds(1), time)
                : Observable.Return(0L));

        var options = new ChatServerOptions { FilterPerClient = perClient, FilterForEveryone = forEveryone };
        #endregion

        var chat = new VirtualChat(options);
        var alice = chat.Connect("alice", scheme: "nul");
        alice.Says("hi").Says("hi").Says("soon").Says("ho").Says("hi", at: TimeSpan.FromSeconds(11));
        chat.Run(TimeSpan.FromMinutes(1));

        alice.Heard.Should().Equal(
            new Heard(TimeSpan.Zero, "guest-1: hi"),
            new Heard(TimeSpan.Zero, "guest-1: ho"),
            new Heard(TimeSpan.FromSeconds(1), "guest-1: soon"),
            new Heard(TimeSpan.FromSeconds(11), "guest-1: hi"));
    }

    [Fact]
    public void A_whole_server_is_tested_in_virtual_time()
    {
        #region virtual
        var chat = new VirtualChat(new ChatServerOptions { Idle = TimeSpan.FromMinutes(5) });
        var alice = chat.Connect("alice");
        var bob = chat.Connect("bob", scheme: "nul");
        bob.Says("hello", at: TimeSpan.FromMinutes(4));

        chat.Run(TimeSpan.FromHours(1));

        alice.Texts.Should().Contain("guest-2: hello");
        alice.ClosedAt.Should().Be(TimeSpan.FromMinutes(5));
        bob.ClosedAt.Should().Be(TimeSpan.FromMinutes(9));
        #endregion
    }
}
