namespace RxChat.Tests.Stories;

/// <summary>Who is who on somebody else's word, for how long, and what for.</summary>
public class VoucherStories
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Who_is_vouched_for_has_an_account_from_the_first_time_on()
    {
        var chat = AccountChat.New();
        var first = chat.Connect("first", voucher: new Voucher("Alice")).Says("hello").Says("/quit");
        chat.Run(s_second);
        var guest = chat.Connect("guest").Says("/name alice").Says("/login alice anything-at-all");
        chat.Run(s_second);
        var again = chat.Connect("again", voucher: new Voucher("alice")).Says("/unread").Says("/name bob");
        chat.Run(s_second);

        first.Texts.Should().Equal("* welcome, guest-1. /help lists the commands", "* guest-1 joined",
            "* guest-1 is now Alice", "* you are logged in as Alice", "Alice: hello", "* Alice left");
        guest.Texts.Should().StartWith(["* welcome, guest-2. /help lists the commands", "* guest-2 joined",
            "* the name Alice is taken", "* that is not the password of this name, or no token"]);
        again.Texts.Should().Contain("* you are logged in as Alice").And.NotContain("* guest-3 is now bob");
    }

    [Theory]
    [InlineData("no such name", "* a name has letters, digits, '-', '_' and '.' only")]
    [InlineData("guest-7", "* the name guest-7 is taken")]
    [InlineData("аlice", "* the name alice is taken")]
    public void Whose_name_cannot_be_is_sent_away_and_is_nobody_else_meanwhile(string name, string reason)
    {
        var chat = AccountChat.New();
        chat.Connect("alice", voucher: new Voucher("alice"));
        chat.Run(s_second);
        var other = chat.Connect("other", voucher: new Voucher(name)).Says("as a guest");
        chat.Run(s_second);

        other.Texts.Should().EndWith(reason).And.NotContain(text => text.Contains("as a guest"));
        other.ClosedAt.Should().NotBeNull();
    }

    [Fact]
    public async Task A_word_that_is_void_ends_the_connection_unless_another_came()
    {
        var chat = AccountChat.New(judge: new DatedTokens());
        var until = VirtualChat.Start + (10 * s_second);
        var lapsed = chat.Connect("lapsed", scheme: "json", voucher: new Voucher("alice", Until: until));
        var renewed = chat.Connect("renewed", scheme: "json", voucher: new Voucher("bob", Until: until));
        renewed.Says("""{"type":"login","token":"alice@20","ref":"hers"}""", 4 * s_second);
        renewed.Says("""{"type":"login","token":"bob@9","ref":"old"}""", 9 * s_second);
        renewed.Says("""{"type":"login","token":"bob@20","ref":"his"}""", 9 * s_second);
        chat.Run(15 * s_second);
        var (afterTen, stillThere) = (lapsed.ClosedAt, renewed.ClosedAt is null);
        chat.Run(15 * s_second);

        afterTen.Should().BeCloseTo(10 * s_second, s_second);
        lapsed.Texts.Should().EndWith(
            """{"type":"error","code":"token_expired","message":"the token has expired; log in with another one"}""");
        stillThere.Should().BeTrue();
        renewed.ClosedAt.Should().BeCloseTo(20 * s_second, s_second);
        renewed.Texts.Where(text => text.Contains("\"ref\"")).Should().Equal(
            """{"type":"error","code":"already_logged_in","name":"bob","message":"""
                + "\"you are logged in as bob; /logout first\",\"ref\":\"hers\"}",
            """{"type":"error","code":"token_expired","message":"the token has expired; log in with another one","""
                + "\"ref\":\"old\"}",
            """{"type":"ok","ref":"his"}""");
        (await chat.Server.WhoAsync()).Should().BeEmpty();
    }

    [Fact]
    public void A_token_that_no_one_has_made_names_what_is_wrong_with_it()
    {
        var chat = AccountChat.New(judge: new DatedTokens());
        var alice = chat.Connect("alice").Says("/login alice@yesterday").Says("/login alice@5");
        chat.Run(s_second);

        alice.Texts.Skip(2).Should().Equal("* the token is no good: yesterday is no second",
            "* guest-1 is now alice", "* you are logged in as alice");
    }

    [Fact]
    public async Task A_token_is_good_for_its_scopes_alone()
    {
        var (store, now) = (new MemoryAccountStore(), TestContext.Current.CancellationToken);
        var accounts = new Accounts(store, new PlainPasswords(), AccountChat.NotAtRandom());
        await accounts.AddBotAsync("deploy", isOperator: true, VirtualChat.Start, now);
        var bot = (await accounts.FindAsync("deploy", now))!.Account;
        var token = await accounts.AddTokenAsync(bot, Scopes.Say | Scopes.Presence, VirtualChat.Start, now);
        var chat = AccountChat.New(options => options with { Accounts = accounts });
        var client = chat.Connect("deploy", scheme: "json").Says($$"""{"type":"login","token":"{{token.Reveal()}}"}""");
        string[] asked =
        [
            """{"type":"say","room":"@deploy","text":"note","ref":"say"}""", """{"type":"rooms","ref":"rooms"}""",
            """{"type":"join","room":"tea","ref":"join"}""", """{"type":"token","ref":"token"}""",
            """{"type":"history","room":"@deploy","ref":"history"}""",
            """{"type":"moderate","room":"tea","act":"kick","whom":"alice","ref":"moderate"}""",
        ];
        foreach (var one in asked) client.Says(one);
        chat.Run(s_second);

        client.Texts.Should().Contain(text => text.Contains("\"scopes\":[\"say\",\"presence\"]"));
        client.Texts.Where(text => text.Contains("out_of_scope"))
            .Select(text => text.Split("\"ref\":\"")[1].TrimEnd('}', '"'))
            .Should().Equal("join", "token", "history", "moderate");
        client.Texts.Should().Contain("""{"type":"ok","ref":"rooms"}""")
            .And.Contain(text => text.StartsWith("""{"type":"ok","seq":1,""") && text.Contains("\"ref\":\"say\""));
    }

    /// <summary>Tokens such as "alice@20": the name, and at which second of the story it is void.</summary>
    private sealed class DatedTokens : ITokenJudge
    {
        public bool Knows(Secret token) => token.Reveal().Contains('@');

        public Task<Judged> JudgeAsync(Secret token, DateTimeOffset now, CancellationToken cancellation)
        {
            var parts = token.Reveal().Split('@');
            return Task.FromResult(int.TryParse(parts[1], out var second)
                ? new Judged(new Voucher(parts[0], Until: VirtualChat.Start + (second * s_second)))
                : new Judged(null, $"{parts[1]} is no second"));
        }
    }
}
