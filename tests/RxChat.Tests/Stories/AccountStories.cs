using System.Net;

namespace RxChat.Tests.Stories;

/// <summary>Names that are kept, and who comes back as whom.</summary>
public class AccountStories
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Who_registers_keeps_the_name()
    {
        var chat = AccountChat.New();
        var bob = chat.Connect("bob").Says("/name bob");
        chat.Run(s_second);
        var alice = chat.Connect("alice").Says("/name alice").Says("/register one two three").Says("hello")
            .Says("/quit");
        chat.Run(s_second);
        var mallory = chat.Connect("mallory").Says("/name alice").Says("/name ALICE").Says("/name аlice")
            .Says("/name aIice").Says("/login alice wrong-password").Says("/login alice one two three").Says("it is me")
            .Says("/name x").Says("/logout").Says("/who");
        chat.Run(s_second);

        alice.Texts.Should().Equal("* welcome, guest-2. /help lists the commands", "* guest-2 joined",
            "* guest-2 is now alice", "* you are logged in as alice", "alice: hello", "* alice left");
        mallory.Texts.Should().Equal("* welcome, guest-3. /help lists the commands", "* guest-3 joined",
            "* the name alice is taken", "* the name alice is taken",
            "* the name аlice looks like alice, which is registered",
            "* the name aIice looks like alice, which is registered",
            "* that is not the password of this name, or no token",
            "* guest-3 is now alice", "* you are logged in as alice", "alice: it is me",
            "* you are logged in as alice; /logout first",
            "* alice is now guest-3", "* you are logged out", "* in lobby: bob, guest-3");
        bob.Texts.Should().EndWith(["* guest-3 joined", "* guest-3 left", "alice: it is me",
            "* alice is now guest-3"]);
    }

    [Fact]
    public void Several_connections_of_an_account_are_one_person()
    {
        var chat = AccountChat.New();
        var bob = chat.Connect("bob").Says("/name bob");
        chat.Run(s_second);
        var desk = chat.Connect("desk").Says("/name alice").Says("/register password");
        chat.Run(s_second);
        var phone = chat.Connect("phone").Says("/login alice password", 3 * s_second)
            .Says("/who", 3 * s_second);
        desk.Says("from the desk", 4 * s_second);
        bob.Says("/msg alice psst", 5 * s_second);
        phone.Says("/msg bob what", 6 * s_second).Says("/quit", 7 * s_second);
        desk.Says("/quit", 8 * s_second);
        chat.Run(20 * s_second);

        phone.Texts.Should().Equal("* welcome, guest-3. /help lists the commands", "* guest-3 joined",
            "* guest-3 is now alice", "* you are logged in as alice", "* in lobby: bob, alice",
            "alice: from the desk", "bob -> you: psst", "you -> bob: what", "* alice left");
        desk.Texts.Should().Equal("* welcome, guest-2. /help lists the commands", "* guest-2 joined",
            "* guest-2 is now alice", "* you are logged in as alice", "* guest-3 joined", "* guest-3 left",
            "alice: from the desk", "bob -> you: psst", "you -> bob: what", "* alice left");
        bob.Texts.Should().Equal("* welcome, guest-1. /help lists the commands", "* guest-1 joined",
            "* guest-1 is now bob", "* guest-2 joined", "* guest-2 is now alice", "* guest-3 joined", "* guest-3 left",
            "alice: from the desk", "you -> alice: psst", "alice -> you: what", "* alice left");
    }

    [Fact]
    public async Task Who_has_a_registered_name_when_its_owner_comes_is_a_guest_again()
    {
        var store = new MemoryAccountStore();
        var accounts = new Accounts(store, new PlainPasswords(), AccountChat.NotAtRandom());
        var chat = AccountChat.New(options => options with { Accounts = accounts });
        var squatter = chat.Connect("squatter").Says("/name alice");
        chat.Run(s_second);
        var refusal = await accounts.AddAsync("Alice", new Secret("password"), isOperator: true, VirtualChat.Start,
            TestContext.Current.CancellationToken);
        refusal.Should().BeNull();
        chat.Connect("alice", scheme: "json")
            .Says("""{"type":"login","name":"alice","password":"password","ref":"1"}""");
        chat.Run(s_second);
        squatter.Texts.Last().Should().Be("* alice is now guest-1");
        chat.Clients[1].Texts.Should().Equal("""{"type":"welcome","name":"guest-2"}""",
            """{"type":"renamed","from":"guest-2","to":"Alice"}""",
            """{"type":"login","name":"Alice","operator":true,"ignored":[]}""", """{"type":"ok","ref":"1"}""");
    }

    [Fact]
    public void A_token_brings_back_who_asked_for_it_until_the_password_is_another()
    {
        var chat = AccountChat.New();
        var alice = chat.Connect("alice").Says("/name alice").Says("/register password").Says("/token");
        var guest = chat.Connect("guest").Says("/name gast").Says("what I said").Says("/token").Says("/quit");
        chat.Run(s_second);
        string TokenOf(VirtualClient client) => client.Texts.Single(text => text.Contains("token: "))[^64..];
        var again = chat.Connect("again").Says($"/login {TokenOf(guest)}").Says("/edit what I meant");
        var phone = chat.Connect("phone").Says($"/login {TokenOf(alice)}");
        chat.Run(s_second);
        again.Texts.Should().Contain("* gast edits #1: what I meant");
        again.Texts.Should().Contain("* guest-3 is now gast");
        phone.Texts.Last().Should().Be("* you are logged in as alice");

        alice.Says("/password wrong-one another-one").Says("/password password another-one");
        chat.Run(s_second);
        var late = chat.Connect("late").Says($"/login {TokenOf(alice)}").Says("/login alice another-one");
        chat.Run(s_second);
        alice.Texts.Should().Contain("* that is not the password of this name, or no token");
        late.Texts.Should().EndWith(["* that is not the password of this name, or no token",
            "* guest-5 is now alice", "* you are logged in as alice"]);
    }

    [Fact]
    public void A_token_that_nobody_used_for_long_is_void()
    {
        var chat = AccountChat.New();
        var guest = chat.Connect("guest").Says("/name gast").Says("/token").Says("/quit");
        chat.Run(s_second);
        var token = guest.Texts.Single(text => text.Contains("token: "))[^64..];
        chat.Run(TimeSpan.FromDays(91));
        var late = chat.Connect("late").Says($"/login {token}").Says($"/login {token}");
        chat.Run(s_second);
        late.Texts.TakeLast(2).Should().AllBe("* that is not the password of this name, or no token");
    }

    [Fact]
    public void Whose_account_is_gone_is_a_guest_and_the_name_is_free()
    {
        var chat = AccountChat.New();
        var alice = chat.Connect("alice").Says("/name alice").Says("/register password");
        chat.Run(s_second);
        var phone = chat.Connect("phone").Says("/login alice password");
        chat.Run(s_second);
        alice.Says("/unregister wrong-one").Says("/unregister password").Says("/unregister password");
        chat.Run(s_second);
        var bob = chat.Connect("bob").Says("/name alice");
        chat.Run(s_second);
        alice.Texts.Should().EndWith(["* that is not the password of this name, or no token", "* alice is now guest-1",
            "* you are logged out", "* alice is now guest-2", "* you are not logged in", "* guest-3 joined",
            "* guest-3 is now alice"]);
        phone.Texts.Should().ContainInOrder("* you are logged in as alice", "* alice is now guest-2",
            "* you are logged out", "* guest-3 is now alice");
        bob.Texts.Last().Should().Be("* guest-3 is now alice");
    }

    [Fact]
    public void Passwords_are_tried_a_few_times_and_then_slowly()
    {
        var chat = AccountChat.New();
        chat.Connect("alice").Says("/name alice").Says("/register password");
        chat.Run(s_second);
        var mallory = chat.Connect("mallory", address: new IPEndPoint(IPAddress.Parse("192.0.2.1"), 1));
        for (var i = 0; i < 7; i++) mallory.Says($"/login alice guess-number-{i}");
        chat.Run(s_second);
        mallory.Texts.Skip(2).Should().Equal(
            Enumerable.Repeat("* that is not the password of this name, or no token", 5)
                .Concat(Enumerable.Repeat("* too many attempts, try again in 12 s", 2)));
        // From one address, whatever the name.
        for (var i = 0; i < 16; i++) mallory.Says($"/login name-{i} guess-number");
        chat.Run(s_second);
        mallory.Texts.Last().Should().StartWith("* too many attempts, try again in ");
        mallory.Says("/login alice password", chat.Now + 20 * s_second);
        chat.Run(30 * s_second);
        mallory.Texts.Last().Should().Be("* you are logged in as alice");
    }

    [Fact]
    public void Where_one_has_to_log_in_nothing_is_heard_before_and_the_lobby_is_there_after()
    {
        var chat = AccountChat.New(options => options with { RequireLogin = true });
        var guest = chat.Connect("guest").Says("hello?").Says("/join tea").Says("/who lobby").Says("/name mallory");
        var alice = chat.Connect("alice", scheme: "json");
        alice.Says("""{"type":"join","room":"lobby","ref":"1"}""")
            .Says("""{"type":"register","name":"alice","password":"password","ref":"2"}""")
            .Says("""{"type":"join","room":"lobby","ref":"3"}""")
            .Says("""{"type":"say","room":"lobby","text":"secret","ref":"4"}""");
        chat.Run(s_second);
        guest.Texts.Should().Equal(
            ["* welcome, guest-1. /help lists the commands",
            .. Enumerable.Repeat("* log in first: /login NAME PASSWORD", 5)]);
        var frames = Protocols.JsonFrames.Heard(alice.Texts).ToArray();
        frames[1].GetProperty("code").GetString().Should().Be("login_required");
        guest.Says("/login alice password").Says("me, too").Says("/logout").Says("anybody?");
        chat.Run(s_second);
        guest.Texts.Skip(6).Should().Equal("* guest-1 is now alice", "* you are logged in as alice", "* alice joined",
            "alice: me, too", "* alice is now guest-1", "* you are logged out", "* guest-1 left",
            "* log in first: /login NAME PASSWORD");
        alice.Texts.Should().Contain(text => text.Contains("me, too"));
    }

    [Fact]
    public void When_too_much_is_to_be_checked_it_is_said_and_nothing_waits()
    {
        var chat = AccountChat.New(passwords: new Overwhelmed());
        var alice = chat.Connect("alice").Says("/name alice").Says("/register password").Says("still here");
        chat.Run(s_second);
        alice.Texts.Should().EndWith(["* too many passwords are checked now, try again", "alice: still here"]);
    }

    private sealed class Overwhelmed : IPasswords
    {
        public Task<string> HashAsync(Secret password, CancellationToken cancellation) => throw new BusyException();

        public Task<bool> VerifyAsync(string hash, Secret password, CancellationToken cancellation) =>
            throw new BusyException();
    }
}
