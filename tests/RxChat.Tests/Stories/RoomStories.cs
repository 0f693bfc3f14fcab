
namespace RxChat.Tests.Stories;

/// <summary>Rooms, names and answers as a person on <c>line</c> sees them.</summary>
public class RoomStories
{
    private readonly VirtualChat _chat = new();

    [Fact]
    public void A_second_room_becomes_the_current_one_and_the_first_is_still_heard()
    {
        var alice = Join("alice");
        var bob = Join("bob");
        bob.Says("/join tea").Says("in tea").Says("/who").Says("/who LOBBY").Says("/rooms");
        _chat.Run(TimeSpan.FromSeconds(1));
        alice.Says("in the lobby");
        _chat.Run(TimeSpan.FromSeconds(1));
        bob.Says("/join lobby").Says("back");

        Told(bob).Should().Equal(
            "* bob joined", "bob: in tea", "* in tea: bob", "* in lobby: alice, bob", "* rooms: lobby (2), tea (1)",
            "[lobby] alice: in the lobby", "* in lobby: alice, bob", "bob: back");
        Told(alice).Should().Equal("alice: in the lobby", "bob: back");
    }

    [Fact]
    public void Leaving_the_last_room_leaves_nowhere_to_speak()
    {
        var alice = Join("alice");
        alice.Says("/leave").Says("hello?").Says("/who").Says("/leave").Says("/leave nowhere");

        Told(alice).Should().Equal(
            "* alice left", "* you are in no room, /join one", "* you are in no room, /join one",
            "* you are in no room, /join one",
            "* you are not in nowhere");
    }

    [Fact]
    public void Leaving_the_current_room_goes_back_to_the_one_before()
    {
        var alice = Join("alice");
        var bob = Join("bob");
        alice.Says("/join tea").Says("/leave").Says("here again");

        Told(bob).Should().EndWith("alice: here again");
    }

    [Fact]
    public void Names_are_one_whatever_their_case_and_guests_names_are_nobodys()
    {
        var alice = Join("alice");
        var bob = Join("bob");
        bob.Says("/name ALICE").Says("/name guest-77").Says("/name a b").Says("/name zero\u200Bwidth")
            .Says("/name look\u00A0alike")
            .Says("/name " + new string('x', 33)).Says("/name").Says("/name Bob").Says("/name Ørjan");

        Told(bob).Should().Equal(
            "* the name ALICE is taken", "* the name guest-77 is taken",
            "* a name has letters, digits, '-', '_' and '.' only",
            "* a name has letters, digits, '-', '_' and '.' only",
            "* a name has letters, digits, '-', '_' and '.' only", "* a name has at most 32 characters",
            "* usage: /name NAME",
            "* bob is now Bob", "* Bob is now Ørjan");
        Told(alice).Should().Equal("* bob is now Bob", "* Bob is now Ørjan");
    }

    [Fact]
    public void A_name_that_was_left_can_be_taken()
    {
        var alice = Join("alice");
        alice.Ends();
        _chat.Run(TimeSpan.FromSeconds(1));
        var other = _chat.Connect("other");
        other.Says("/name alice");

        _chat.Run(TimeSpan.FromSeconds(1));

        other.Texts.Should().EndWith("* guest-2 is now alice");
    }

    [Fact]
    public void Messages_to_one_are_heard_by_two()
    {
        var alice = Join("alice");
        var bob = Join("bob");
        var eve = Join("eve");
        alice.Says("/msg BOB a secret").Says("/msg nobody x").Says("/msg bob").Says("/msg alice to myself");

        Told(alice).Should().Equal(
            "you -> bob: a secret", "* nobody is called nobody", "* usage: /msg NAME text", "alice -> you: to myself");
        Told(bob).Should().Equal("alice -> you: a secret");
        Told(eve).Should().BeEmpty();
    }

    [Fact]
    public void A_slash_is_said_doubled_and_an_unknown_command_never_is()
    {
        var alice = Join("alice");
        var bob = Join("bob");
        alice.Says("//etc/passwd").Says("/shrug hm").Says("/").Says("/NAME Alice2");

        Told(bob).Should().Equal("alice: /etc/passwd", "* alice is now Alice2");
        Told(alice).Should().StartWith(
            ["alice: /etc/passwd", "* unknown command /shrug, try /help", "* unknown command /, try /help"]);
    }

    [Fact]
    public void Rooms_of_one_client_are_limited()
    {
        var chat = new VirtualChat(new ChatServerOptions { MaxRoomsPerClient = 2, MaxRoom = 5 });
        var alice = chat.Connect("alice");
        alice.Says("/join tea").Says("/join milk").Says("/join toolong").Says("/leave").Says("/join milk");
        chat.Run(TimeSpan.FromSeconds(1));

        alice.Texts.Skip(2).Should().Equal(
            "* guest-1 joined", "* you may be in at most 2 rooms; /leave one first",
            "* a room has at most 5 characters",
            "* guest-1 left", "* guest-1 joined");
    }

    [Fact]
    public void In_a_crowd_comings_and_goings_are_one_line_a_second()
    {
        var first = _chat.Connect("first");
        for (var n = 0; n < 60; n++) _chat.Connect($"{n}");
        _chat.Run(TimeSpan.FromSeconds(1.5));
        foreach (var client in _chat.Clients.Skip(50)) client.Ends();
        var late = _chat.Connect("late");
        _chat.Run(TimeSpan.FromSeconds(1));

        first.Heard.Where(heard => heard.At == TimeSpan.Zero)
            .Should().HaveCount(1 + 50, "a greeting and fifty arrivals one by one");
        first.Heard.Should().ContainSingle(heard => heard.At == TimeSpan.FromSeconds(1))
            .Which.Text.Should().Be("* 11 joined");
        first.Texts.Last().Should().Be("* 1 joined, 11 left");
        late.Texts.Take(2).Should().Equal("* welcome, guest-62. /help lists the commands", "* guest-62 joined");
    }

    [Fact]
    public void Controls_can_neither_end_a_line_nor_steer_a_terminal()
    {
        var alice = Join("alice");
        var nul = _chat.Connect("nul", scheme: "nul");
        nul.Says("two\nlines\r\nthree\rfour\e[31mred\u0085\u007F\ttab");

        Told(alice).Should().Equal("guest-2: two lines three\uFFFDfour\uFFFD[31mred\uFFFD\uFFFD\ttab");
        _chat.Run(TimeSpan.FromSeconds(1));
        nul.Texts.Should().Equal("guest-2: two\nlines\nthree\uFFFDfour\uFFFD[31mred\uFFFD\uFFFD\ttab");
    }

    private VirtualClient Join(string name)
    {
        var client = _chat.Connect(name);
        client.Says($"/name {name}");
        return client;
    }

    /// <summary>What a client was told after everybody had come.</summary>
    private IEnumerable<string> Told(VirtualClient client)
    {
        _chat.Run(TimeSpan.FromSeconds(1));
        var lastComing = client.Texts.ToList()
            .FindLastIndex(text => text.StartsWith("* guest-", StringComparison.Ordinal));
        return client.Texts.Skip(lastComing + 1);
    }
}
