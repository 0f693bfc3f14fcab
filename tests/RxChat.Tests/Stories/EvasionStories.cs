using System.Net;

namespace RxChat.Tests.Stories;

/// <summary>What somebody may not do, they may not do by another way either.</summary>
public class EvasionStories
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly VirtualChat _chat = AccountChat.New();

    [Fact]
    public void Who_is_banned_does_not_come_in_by_logging_in_or_taking_a_name()
    {
        var owner = Registered("owner").Says("/join tea");
        Registered("alice").Says("/quit");
        _chat.Run(s_second);
        owner.Says("/ban alice").Says("/ban zoe");
        var again = _chat.Connect("again").Says("/join tea").Says("/login alice password");
        var other = _chat.Connect("other").Says("/join tea").Says("/name zoe");
        _chat.Run(s_second);
        owner.Says("/who tea");
        _chat.Run(s_second);
        owner.Texts.Last().Should().Be("* in tea: owner");
        again.Texts.Should().Contain("* you are logged in as alice").And.Contain("* alice left");
        other.Texts.Should().Contain("* zoe left");
    }

    [Fact]
    public void Who_is_banned_from_the_lobby_does_not_come_in_where_everybody_has_to_log_in()
    {
        var accounts = new Accounts(
            new MemoryAccountStore(), new PlainPasswords(), AccountChat.NotAtRandom());
        foreach (var name in new[] { "root", "alice" })
        {
            var added = accounts.AddAsync(
                name, new Secret("password"), name == "root", default, TestContext.Current.CancellationToken);
            added.IsCompleted.Should().BeTrue("memory keeps it at once");
        }
        var chat = new VirtualChat(new ChatServerOptions { RequireLogin = true, Accounts = accounts });
        var root = chat.Connect("root").Says("/login root password");
        chat.Run(s_second);
        root.Says("/ban alice");
        chat.Run(s_second);
        var again = chat.Connect("again").Says("/login alice password").Says("am I heard");
        chat.Run(s_second);
        root.Says("/who lobby");
        chat.Run(s_second);
        again.Texts.Should().Contain("* you are logged in as alice")
            .And.NotContain(text => text.EndsWith("am I heard"));
        root.Texts.Last().Should().Be("* in lobby: root");
    }

    [Fact]
    public void Who_keeps_the_room_bans_no_network_that_those_are_in_who_may_do_as_much()
    {
        var owner = Registered("owner", from: "192.0.2.1").Says("/join tea");
        var moderator = Registered("moderator", from: "192.0.2.2").Says("/join tea");
        var guest = _chat.Connect("guest", address: new IPEndPoint(IPAddress.Parse("192.0.2.3"), 5000))
            .Says("/join tea");
        _chat.Run(s_second);
        owner.Says("/role moderator moderator");
        _chat.Run(s_second);
        moderator.Says("/ban 0.0.0.0/0").Says("/who tea");
        _chat.Run(s_second);
        moderator.Texts.Last().Should().Be("* in tea: owner, moderator");
        owner.Says("/mute moderator");
        _chat.Run(s_second);
        moderator.Says("/unmute moderator").Says("am I heard");
        _chat.Run(s_second);
        owner.Texts.Should().NotContain(text => text.EndsWith("am I heard"));
        guest.Texts.Should().NotContain(text => text.EndsWith("am I heard"));
    }

    [Fact]
    public void Who_says_it_again_is_answered_however_slow_the_room_is()
    {
        var owner = Registered("owner").Says("/join tea").Says("/slow 60s");
        _chat.Run(s_second);
        var ann = _chat.Connect("ann", scheme: "json").Says("""{"type":"join","room":"tea"}""");
        for (var n = 1; n <= 2; n++)
        {
            _chat.Run(s_second);
            ann.Says($$"""{"type":"say","room":"tea","text":"x","key":"k","ref":"{{n}}"}""");
        }
        _chat.Run(5 * s_second);
        Protocols.JsonFrames.Heard(ann.Texts).Where(one => one.TryGetProperty("ref", out _))
            .Select(one => one.GetProperty("type").GetString()).Should().Equal("ok", "ok");
        owner.Texts.Where(text => text.EndsWith(": x")).Should().ContainSingle();
    }

    [Fact]
    public void Who_is_ignored_says_nothing_by_an_edit_either()
    {
        var alice = Registered("alice");
        var bob = Registered("bob").Says("/ignore alice");
        _chat.Run(s_second);
        var json = _chat.Connect("json", scheme: "json")
            .Says("""{"type":"login","name":"alice","password":"password"}""")
            .Says("""{"type":"say","room":"@bob","text":"one","ref":"1"}""");
        _chat.Run(s_second);
        var id = Protocols.JsonFrames.Heard(json.Texts).Single(one => one.TryGetProperty("ref", out _))
            .GetProperty("id").GetString();
        json.Says($$"""{"type":"edit","room":"@bob","id":"{{id}}","text":"two"}""");
        _chat.Run(s_second);
        alice.Texts.Should().Contain(text => text.Contains("two"));
        bob.Texts.Should().NotContain(text => text.Contains("one") || text.Contains("two"));
    }

    private VirtualClient Registered(string name, string from = "127.0.0.1")
    {
        var client = _chat.Connect(name, address: new IPEndPoint(IPAddress.Parse(from), 5000))
            .Says($"/name {name}").Says("/register password");
        _chat.Run(s_second);
        return client;
    }
}
