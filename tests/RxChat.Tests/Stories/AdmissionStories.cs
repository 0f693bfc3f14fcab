using System.Net;

namespace RxChat.Tests.Stories;

/// <summary>Who may connect, from where, how many at a time and how fast.</summary>
public class AdmissionStories
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", false)]
    [InlineData("192.0.2.1", "192.0.2.2", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", true)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", false)]
    public void One_party_has_so_many_and_of_IPv6_a_network_is_one(string first, string other, bool isLetIn)
    {
        var chat = new VirtualChat(new ChatServerOptions { MaxConnectionsPerAddress = 1 });
        From(chat, first);
        var second = From(chat, other);
        chat.Run(s_second);
        IsIn(second).Should().Be(isLetIn);
        if (!isLetIn) second.Texts.Single().Should().Contain("at most 1 may be open");
    }

    [Fact]
    public void After_a_burst_they_come_at_a_rate_and_who_comes_from_elsewhere_does_not_wait()
    {
        var chat = new VirtualChat(new ChatServerOptions { MaxConnectionsPerAddress = 5, ConnectRate = 2 });
        var burst = Enumerable.Range(0, 5).Select(_ => From(chat, "192.0.2.1")).ToArray();
        chat.Run(s_second / 10);
        foreach (var client in burst) client.Ends();
        chat.Run(s_second / 10);
        var (next, other) = (From(chat, "192.0.2.1"), From(chat, "192.0.2.9"));
        var later = Enumerable.Range(0, 3).Select(_ => From(chat, "192.0.2.1", s_second * 1.1)).ToArray();
        chat.Run(3 * s_second);

        burst.Should().OnlyContain(client => IsIn(client));
        IsIn(next).Should().BeFalse();
        next.Texts.Single().Should().Be("* too many connections from 192.0.2.1, at most 2 a second may begin");
        IsIn(other).Should().BeTrue();
        later.Select(IsIn).Should().Equal(true, true, false);
    }

    [Fact]
    public void Nothing_is_remembered_of_who_has_been_away_for_long()
    {
        var chat = new VirtualChat();
        for (var n = 1; n <= 200; n++) From(chat, $"192.0.2.{n}").Ends(s_second);
        chat.Run(60 * s_second);
        From(chat, "198.51.100.1");
        chat.Run(s_second);
        chat.Server.Parties.Should().Be(1);
    }

    [Fact]
    public void A_denied_network_is_told_so_and_others_are_let_in()
    {
        var chat = new VirtualChat(new ChatServerOptions
        {
            Denied = [IPNetwork.Parse("203.0.113.0/24"), IPNetwork.Parse("2001:db8::/32")],
        });
        var denied = new[] { From(chat, "203.0.113.77"), From(chat, "2001:db8:5::1") };
        var other = From(chat, "203.0.114.1");
        chat.Run(s_second);

        denied.Select(client => client.Texts.Single()).Should()
            .Equal("* 203.0.113.77 may not connect", "* 2001:db8:5::1 may not connect");
        IsIn(other).Should().BeTrue();
    }

    [Fact]
    public void Without_notices_of_the_lobby_one_hears_of_oneself_and_of_other_rooms()
    {
        var chat = new VirtualChat(new ChatServerOptions { LobbyNotices = false });
        var ann = chat.Connect("ann");
        chat.Run(s_second);
        var bob = chat.Connect("bob").Says("/join tea");
        ann.Says("/join tea", 2 * s_second);
        bob.Says("/leave lobby", 3 * s_second).Says("/who lobby", 3 * s_second).Ends(4 * s_second);
        chat.Run(5 * s_second);

        ann.Texts.Skip(1).Should().Equal("* guest-1 joined", "* guest-1 joined", "* guest-2 left");
        bob.Texts.Skip(1).Should().Contain("* guest-2 joined").And.Contain("* in lobby: guest-1");
    }

    private static VirtualClient From(VirtualChat chat, string address, TimeSpan? at = null) =>
        chat.Connect(address, at, address: new IPEndPoint(IPAddress.Parse(address), 1));

    private static bool IsIn(VirtualClient client) =>
        client.Texts.FirstOrDefault()?.StartsWith("* welcome", StringComparison.Ordinal) == true;
}
