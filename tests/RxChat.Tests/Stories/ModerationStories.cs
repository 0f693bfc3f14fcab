using System.Net;

namespace RxChat.Tests.Stories;

/// <summary>Rooms are kept in order, and nobody hears or reads what they may not.</summary>
public class ModerationStories
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Who_makes_a_room_keeps_it_in_order()
    {
        var (chat, alice) = Owned();
        var bob = chat.Connect("bob").Says("/join tea");
        chat.Run(s_second);
        bob.Says("/topic mine").Says("/kick alice").Says("spam");
        chat.Run(s_second);
        alice.Says("/kick guest-2 no spam please");
        chat.Run(s_second);
        bob.Says("/join tea").Says("sorry");
        chat.Run(s_second);

        bob.Texts.Skip(2).Should().Equal("* guest-2 joined",
            "* for that one has to be a moderator here", "* for that one has to be a moderator here", "guest-2: spam",
            "* alice kicks guest-2: no spam please", "* guest-2 left", "* guest-2 joined", "guest-2: sorry");
        alice.Texts.Should().ContainInOrder("* alice joined", "* alice makes alice an owner", "* guest-2 joined",
            "guest-2: spam", "* alice kicks guest-2: no spam please", "* guest-2 left", "* guest-2 joined",
            "guest-2: sorry");
    }

    [Fact]
    public void Who_is_banned_hears_and_reads_nothing_until_it_is_over()
    {
        var (chat, alice) = Owned();
        var bob = chat.Connect("bob").Says("/name bob").Says("/join tea");
        chat.Run(s_second);
        alice.Says("/ban bob 10m spam");
        chat.Run(s_second);
        bob.Says("am I heard").Says("/join tea").Says("/who tea").Says("/name robert").Says("/join tea");
        alice.Says("bob is gone");
        chat.Run(s_second);
        bob.Texts.Should().EndWith(["* alice bans bob until 2026-01-01 00:10:02: spam", "* bob left", "bob: am I heard",
            "* you are banned from tea until 2026-01-01 00:10:02: spam", "* in tea: alice", "* bob is now robert",
            "* you are banned from tea until 2026-01-01 00:10:02: spam"]);
        alice.Says("/rules").Says("/unban bob").Says("/rules");
        chat.Run(s_second);
        alice.Texts.Should().EndWith([
            "* 2026-01-01 00:00:01 #1 alice makes alice an owner",
            "* 2026-01-01 00:00:02 #2 alice bans bob until 2026-01-01 00:10:02: spam",
            "* alice lets bob come again", "* 2026-01-01 00:00:01 #1 alice makes alice an owner"]);
        alice.Says("/ban robert 10m");
        chat.Run(TimeSpan.FromMinutes(11));
        bob.Says("/join tea");
        chat.Run(s_second);
        bob.Texts.Last().Should().Be("* robert joined");
    }

    [Fact]
    public void A_network_is_banned_by_its_address()
    {
        var (chat, alice) = Owned();
        VirtualClient From(string address) =>
            chat.Connect(address, address: new IPEndPoint(IPAddress.Parse(address), 5000)).Says("/join tea");
        var near = From("192.0.2.7");
        var far = From("198.51.100.7");
        chat.Run(s_second);
        alice.Says("/ban 192.0.2.0/24").Says("/ban bob/24").Says("/ban 2001:db8::1");
        chat.Run(s_second);
        near.Texts.Last().Should().Be("* guest-2 left");
        var other = From("192.0.2.200");
        var six = From("2001:db8::1");
        chat.Run(s_second);
        other.Texts.Last().Should().Be("* you are banned from tea");
        six.Texts.Last().Should().Be("* you are banned from tea");
        alice.Texts.Should().Contain("* a network is as in 10.0.0.0/8");
        far.Texts.Should().NotContain(text => text.Contains("banned"));
    }

    [Fact]
    public void Who_is_muted_is_not_heard_nor_kept_until_it_is_over()
    {
        var (chat, alice) = Owned();
        var bob = chat.Connect("bob", scheme: "json");
        bob.Says("""{"type":"join","room":"tea"}""").Says("""{"type":"name","name":"bob"}""")
            .Says("""{"type":"say","room":"tea","text":"first","ref":"1"}""");
        chat.Run(s_second);
        var first = Protocols.JsonFrames.Heard(bob.Texts).Last().GetProperty("id").GetString();
        alice.Says("/mute bob 60s");
        chat.Run(s_second);
        bob.Says("""{"type":"say","room":"tea","text":"muted","ref":"2"}""")
            .Says($$"""{"type":"edit","room":"tea","id":"{{first}}","text":"muted","ref":"3"}""")
            .Says($$"""{"type":"react","room":"tea","id":"{{first}}","emoji":"x","ref":"4"}""")
            .Says("""{"type":"typing","room":"tea","ref":"5"}""")
            .Says("""{"type":"name","name":"robert","ref":"6"}""")
            .Says("""{"type":"say","room":"tea","text":"muted","ref":"7"}""");
        chat.Run(s_second);
        var answers = Protocols.JsonFrames.Heard(bob.Texts).Where(one => one.TryGetProperty("ref", out _)).ToArray();
        answers.Skip(1).Select(one => one.TryGetProperty("code", out var code) ? code.GetString() : "ok")
            .Should().Equal("muted", "muted", "muted", "ok", "ok", "muted");
        alice.Says("/history").Says("/search muted");
        chat.Run(TimeSpan.FromMinutes(1));
        alice.Texts.Should().NotContain(text => text.Contains("bob: muted") || text.Contains("types"));
        alice.Texts.Should().EndWith(["* nothing was found"]);
        bob.Says("""{"type":"say","room":"tea","text":"better","ref":"8"}""");
        chat.Run(s_second);
        alice.Texts.Last().Should().Be("robert: better");
    }

    [Fact]
    public void What_was_said_before_it_was_edited_is_for_who_keeps_the_room_until_it_is_removed()
    {
        var (chat, alice) = Owned();
        var bob = chat.Connect("bob").Says("/join tea").Says("first").Says("/edit second").Says("/edit third")
            .Says("/original #2");
        chat.Run(s_second);
        bob.Texts.Last().Should().Be("* for that one has to be a moderator here");
        alice.Says("/original #2").Says("/original #7").Says("/remove #2").Says("/original #2");
        chat.Run(s_second);
        alice.Texts.Should().EndWith(["* 2026-01-01 00:00:01 #2 guest-2 said first: first",
            "* there is no such message here; /history shows the numbers", "* alice removes #2",
            "* there is no such message here; /history shows the numbers"]);
    }

    [Fact]
    public void In_a_slow_room_everybody_but_its_keepers_says_one_thing_in_a_while()
    {
        var (chat, alice) = Owned();
        var bob = chat.Connect("bob").Says("/join tea");
        alice.Says("/slow 5s");
        chat.Run(s_second);
        bob.Says("one").Says("two");
        alice.Says("three").Says("four");
        chat.Run(4 * s_second);
        bob.Says("five");
        chat.Run(s_second);
        bob.Says("six");
        alice.Says("/slow off");
        chat.Run(s_second);
        bob.Says("seven").Says("eight");
        chat.Run(s_second);
        alice.Texts.Where(text => !text.StartsWith('*')).Should().Equal(
            "guest-2: one", "alice: three", "alice: four", "guest-2: six", "guest-2: seven", "guest-2: eight");
        bob.Texts.Should().ContainInOrder("* alice lets everybody speak once in 5 s", "* not said: wait 5 s",
            "* not said: wait 1 s", "* alice lets everybody speak as fast as they like");
    }

    [Fact]
    public void A_private_room_is_its_members()
    {
        var (chat, alice) = Owned();
        alice.Says("/private on").Says("a secret");
        var (bob, eve) = (chat.Connect("bob").Says("/name bob"), chat.Connect("eve").Says("/name eve"));
        chat.Run(s_second);
        bob.Says("/register password");
        chat.Run(s_second);
        bob.Says("/join tea");
        eve.Says("/join tea").Says("/rooms").Says("/who tea").Says("/rules tea");
        chat.Run(s_second);
        alice.Says("/invite bob").Says("/invite nobody");
        chat.Run(s_second);
        bob.Says("/join tea").Says("/history");
        eve.Says("/join tea");
        chat.Run(s_second);

        eve.Texts.Should().EndWith(["* tea is private, ask for an invitation", "* rooms: lobby (3)",
            "* nobody is in tea", "* for that one has to be a moderator here",
            "* tea is private, ask for an invitation"]);
        bob.Texts.Should().ContainInOrder("* tea is private, ask for an invitation", "* alice makes bob a member",
            "* bob joined", "* 2026-01-01 00:00:01 #3 alice: a secret");
        alice.Texts.Should().Contain("* nobody is called nobody");
        // The right is the account's, not the connection's.
        bob.Says("/quit");
        chat.Connect("again").Says("/login bob password").Says("/join tea");
        chat.Run(s_second);
        chat.Clients[^1].Texts.Last().Should().Be("* bob joined");
    }

    [Fact]
    public void Nobody_stays_where_they_may_not_be_as_who_they_are_now()
    {
        var (chat, alice) = Owned();
        var member = chat.Connect("member").Says("/name bob").Says("/register password");
        var banned = chat.Connect("banned").Says("/name eve").Says("/register password");
        chat.Run(s_second);
        banned.Says("/logout").Says("/join tea");
        chat.Run(s_second);
        alice.Says("/private on").Says("/invite bob").Says("/ban eve");
        chat.Run(s_second);
        member.Says("/join tea");
        chat.Run(s_second);
        member.Says("/logout");
        banned.Says("/login eve password");
        chat.Run(s_second);
        alice.Says("a secret").Says("/who");
        chat.Run(s_second);
        member.Texts.Should().ContainInOrder("* bob is now guest-2", "* you are logged out", "* guest-2 left");
        banned.Texts.Where(text => !text.Contains("[lobby]")).Should().EndWith(
            ["* guest-3 is now eve", "* you are logged in as eve", "* eve left"]);
        member.Texts.Concat(banned.Texts).Should().NotContain(text => text.Contains("a secret"));
        alice.Texts.Last().Should().Be("* in tea: alice");
    }

    [Theory]
    [InlineData("none", "nothing was said here yet", "nothing was found", "2")]
    [InlineData("joined", "nothing was said here yet", "nothing was found", "2")]
    [InlineData("all", "#3 alice: before", "#3 alice: before", null)]
    public void What_was_said_before_is_read_by_whom_the_owner_lets(
        string access, string history, string found, string? missed)
    {
        var (chat, alice) = Owned();
        alice.Says($"/access {(access == "all" ? "none" : access)}").Says("before");
        if (access == "all") alice.Says("/access all");
        chat.Run(s_second);
        var bob = chat.Connect("bob").Says("/join tea").Says("/history").Says("/search before");
        var eve = chat.Connect("eve", scheme: "json").Says("""{"type":"join","room":"tea","after":1}""");
        chat.Run(s_second);
        alice.Says("after");
        chat.Run(s_second);
        bob.Says("/history");
        alice.Says("/history");
        chat.Run(s_second);
        bob.Texts.Skip(3).First(text => text.Contains(history)).Should().NotBeNull();
        bob.Texts.Should().Contain(text => text.EndsWith(found));
        alice.Texts.Should().Contain(text => text.Contains("#3 alice: before"), "the owner reads all");
        bob.Texts.Any(text => text.Contains("before")).Should().Be(access == "all");
        bob.Texts.Any(text => text.Contains("#4 alice: after")).Should().Be(access == "joined");
        var frames = Protocols.JsonFrames.Heard(eve.Texts).ToArray();
        frames.Where(one => one.GetProperty("type").GetString() == "missed")
            .Select(one => one.GetProperty("count").GetRawText()).Should().Equal(missed is null ? [] : [missed]);
        if (missed is not null) eve.Texts.Should().NotContain(text => text.Contains("before"));
    }

    /// <summary>alice has an account, and the room tea; she is in the lobby no longer.</summary>
    private static (VirtualChat Chat, VirtualClient Alice) Owned()
    {
        var chat = AccountChat.New();
        var alice = chat.Connect("alice").Says("/name alice").Says("/register password");
        chat.Run(s_second);
        alice.Says("/join tea");
        chat.Run(TimeSpan.Zero);
        return (chat, alice);
    }
}
