namespace RxChat.Tests.Stories;

/// <summary>Who is here, away or only lost for a moment, and who does not hear whom.</summary>
public class PresenceStories
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_return_within_the_grace_time_is_no_news()
    {
        var chat = AccountChat.New(options => options with { Grace = 5 * s_second });
        var bob = chat.Connect("bob");
        var alice = chat.Connect("alice").Says("/name alice").Says("/register password");
        chat.Run(s_second);
        alice.Resets();
        chat.Run(3 * s_second);
        // Whoever logs in comes as somebody else; who is in no room before does not.
        var again = chat.Connect("again", scheme: "json")
            .Says("""{"type":"login","name":"alice","password":"password"}""")
            .Says("""{"type":"join","room":"lobby"}""").Says("""{"type":"say","room":"lobby","text":"back"}""");
        chat.Run(10 * s_second);
        bob.Texts.Skip(3).Should().Equal("* guest-2 is now alice", "alice: back");
        again.Resets(TimeSpan.FromSeconds(20));
        chat.Run(30 * s_second);
        bob.Heard[^1].Should().Be(new Heard(TimeSpan.FromSeconds(25), "* alice left"));
    }

    [Fact]
    public void Who_types_comes_back_as_a_guest_who_is_gone_once_they_have_logged_in()
    {
        var chat = AccountChat.New();
        var bob = chat.Connect("bob");
        var alice = chat.Connect("alice").Says("/name alice").Says("/register password");
        chat.Run(s_second);
        alice.Resets();
        chat.Run(s_second);
        var again = chat.Connect("again").Says("/login alice password").Says("/who");
        chat.Run(TimeSpan.FromMinutes(1));
        bob.Texts.Skip(3).Should().Equal("* guest-2 is now alice", "* guest-3 joined", "* guest-3 left");
        again.Texts.Should().EndWith(["* guest-3 is now alice", "* you are logged in as alice",
            "* in lobby: guest-1, alice"]);
    }

    [Fact]
    public void Who_leaves_on_purpose_or_is_a_guest_has_left_at_once()
    {
        var chat = AccountChat.New();
        var bob = chat.Connect("bob");
        var alice = chat.Connect("alice").Says("/name alice").Says("/register password");
        var guest = chat.Connect("guest");
        chat.Run(s_second);
        alice.Says("/leave");
        guest.Resets();
        chat.Run(s_second);
        bob.Texts.Should().EndWith(["* alice left", "* guest-3 left"]);
        alice.Texts.Should().EndWith(["* alice left"]);
    }

    [Fact]
    public void Who_is_away_says_so()
    {
        var chat = new VirtualChat();
        var (nul, bob) = (chat.Connect("nul", scheme: "nul"), chat.Connect("bob", scheme: "json"));
        var alice = chat.Connect("alice").Says("/name alice").Says("/away lunch").Says("/away lunch");
        bob.Says("""{"type":"join","room":"lobby"}""");
        chat.Run(s_second);
        bob.Says("""{"type":"who","room":"lobby"}""").Says("""{"type":"say","room":"@alice","text":"hey","ref":"1"}""");
        chat.Run(s_second);
        alice.Says("/back");
        chat.Run(s_second);
        Protocols.JsonFrames.Heard(bob.Texts).Should().NotBeEmpty();
        bob.Texts.Should().ContainInOrder(
            """{"type":"presence","room":"lobby","name":"alice","state":"away","text":"lunch"}""",
            """{"type":"who","room":"lobby","members":["guest-1","alice","guest-2"],"count":3,"away":["alice"]}""",
            """{"type":"message","room":"@alice","from":"guest-2","text":"hey"}""",
            """{"type":"presence","name":"alice","state":"away","text":"lunch","ref":"1"}""",
            """{"type":"presence","room":"lobby","name":"alice","state":"here"}""");
        alice.Texts.Should().ContainInOrder("* alice is away: lunch", "guest-2 -> you: hey", "* alice is here again");
        nul.Texts.Should().BeEmpty();
    }

    [Fact]
    public void Who_is_ignored_is_not_heard_by_whom_and_by_nobody_else()
    {
        var chat = AccountChat.New();
        var alice = chat.Connect("alice").Says("/name alice").Says("/register password").Says("/ignore Bob");
        chat.Run(s_second);
        var (bob, carol) = (chat.Connect("bob").Says("/name bob"), chat.Connect("carol").Says("/name carol"));
        chat.Run(s_second);
        bob.Says("one").Says("/msg alice psst");
        carol.Says("two");
        chat.Run(s_second);
        bob.Says("three").Says("/edit four");
        chat.Run(s_second);
        alice.Says("five");
        chat.Run(s_second);
        alice.Texts.Where(text => !text.Contains("joined") && !text.Contains("is now")).Skip(1).Should().Equal(
            "* you are logged in as alice", "* you do not hear Bob", "carol: two", "alice: five");
        carol.Texts.Should().ContainInOrder(
            "bob: one", "carol: two", "bob: three", "* bob edits #3: four", "alice: five");
        bob.Texts.Should().Contain("you -> alice: psst");
        // It is kept with the account, and holds on all connections.
        var phone = chat.Connect("phone").Says("/login alice password");
        chat.Run(s_second);
        bob.Says("six");
        chat.Run(s_second);
        phone.Says("/unignore bob");
        chat.Run(s_second);
        bob.Says("seven");
        chat.Run(s_second);
        alice.Texts.Should().EndWith(["* you hear again bob", "bob: seven"]);
        phone.Texts.Should().EndWith(["* you are logged in as alice", "* you hear again bob", "bob: seven"]);
    }
}
