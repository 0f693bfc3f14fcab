using System.Net;
using System.Text;
using RxChat.Tests.Protocols;

namespace RxChat.Tests.Stories;

/// <summary>Who comes through a trusted proxy is who the proxy says, to everybody and every limit.</summary>
public class ProxyStories
{
    private const string Alice = "PROXY TCP4 203.0.113.7 192.0.2.1 4321 4040\r\n";

    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private static readonly IPEndPoint s_proxy = new(IPAddress.Parse("10.0.0.1"), 1000);
    private static readonly ChatServerOptions s_options = new() { ProxyFrom = [IPNetwork.Parse("10.0.0.0/8")] };

    public static TheoryData<byte[]> Headers { get; } = new()
    {
        Encoding.ASCII.GetBytes(Alice),
        ProxyHeaderTests.V2(0x21, 0x11, ProxyHeaderTests.IPv4("203.0.113.7", 4321)),
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void Whole_or_byte_by_byte_it_says_whose_the_connection_is(byte[] header)
    {
        foreach (var isWhole in new[] { true, false })
        {
            var chat = new VirtualChat(s_options);
            byte[] all = [.. header, .. "hello\0"u8];
            var alice = chat.Connect("alice", scheme: "nul", address: s_proxy);
            chat.Run(s_second);
            if (isWhole) alice.Sends(all);
            else alice.Dribbles(all);
            chat.Run(s_second);

            alice.Texts.Should().Equal("203.0.113.7:4321: hello");
        }
    }

    [Fact]
    public void On_line_and_as_a_page_one_is_greeted_after_it()
    {
        var chat = new VirtualChat(s_options);
        var line = chat.Connect("line", address: s_proxy);
        var page = chat.Connect("page", scheme: "http", address: s_proxy);
        chat.Run(s_second);
        line.Texts.Should().BeEmpty("it is not known who they are");
        line.Sends(Encoding.ASCII.GetBytes(Alice));
        page.Sends(Encoding.ASCII.GetBytes(Alice + WebSocketBytes.Upgrade()));
        chat.Run(s_second);

        line.Texts.First().Should().StartWith("* welcome, guest-1");
        Encoding.UTF8.GetString([.. page.Peer.Received.SelectMany(piece => piece.Value)])
            .Should().StartWith("HTTP/1.1 101 ").And.Contain("welcome");
    }

    [Fact]
    public void Limits_and_denied_networks_are_of_who_is_behind_it()
    {
        var chat = new VirtualChat(s_options with
        {
            MaxConnectionsPerAddress = 1, Denied = [IPNetwork.Parse("198.51.100.0/24")],
        });
        var all = new[] { "203.0.113.7", "203.0.113.7", "203.0.113.8", "198.51.100.1" }.Select(from => chat
            .Connect(from, address: s_proxy)
            .Sends(Encoding.ASCII.GetBytes($"PROXY TCP4 {from} 192.0.2.1 1 2\r\n"))).ToArray();
        chat.Run(s_second);

        all[0].Texts.First().Should().StartWith("* welcome");
        all[1].Texts.Should().Equal("* too many connections from 203.0.113.7, at most 1 may be open");
        all[2].Texts.First().Should().StartWith("* welcome");
        all[3].Texts.Should().Equal("* 198.51.100.1 may not connect");
    }

    [Theory]
    [InlineData("PROXY UNKNOWN\r\n")]
    [InlineData("\r\n\r\n\0\r\nQUIT\n\x20\0\0\0")]
    public void A_proxy_that_speaks_for_itself_is_itself(string header)
    {
        var chat = new VirtualChat(s_options);
        var check = chat.Connect("check", scheme: "nul", address: s_proxy)
            .Sends(Encoding.ASCII.GetBytes(header)).Says("hello");
        chat.Run(s_second);

        check.Texts.Should().Equal("10.0.0.1:1000: hello");
    }

    [Fact]
    public void Without_a_header_whole_within_5_seconds_nobody_is_let_in()
    {
        var log = new List<LogEntry>();
        var chat = new VirtualChat(s_options with { Log = System.Reactive.Observer.Create<LogEntry>(log.Add) });
        var silent = chat.Connect("silent", address: s_proxy);
        var half = chat.Connect("half", address: s_proxy).Dribbles("PROXY TCP4 203"u8.ToArray());
        var slow = chat.Connect("slow", address: s_proxy);
        for (var n = 0; n < Alice.Length; n++) slow.Sends([(byte)Alice[n]], n * s_second);
        var other = chat.Connect("other", address: s_proxy).Says("hello");
        var gone = chat.Connect("gone", address: s_proxy).Ends();
        var broken = chat.Connect("broken", address: s_proxy).Resets();
        chat.Run(60 * s_second);

        foreach (var late in new[] { silent, half, slow })
        {
            late.Texts.Should().Equal("* a proxy begins with a PROXY header, and none came for 5 s");
            late.Peer.EndedAt.Should().Be(VirtualChat.Start + (5 * s_second));
        }
        other.Texts.Single().Should().StartWith("* a proxy begins with a PROXY header, and this is none: ");
        gone.Texts.Concat(broken.Texts).Should().BeEmpty();
        chat.Clients.Should().OnlyContain(client => client.ClosedAt != null);
        chat.Server.Kept.Connections.Should().Be(0);
        log.First(entry => entry.Event == "refused").Detail.Should().Be(
            "10.0.0.1:1000 a proxy begins with a PROXY header, and this is none: it does not begin with one");
    }

    [Theory]
    [InlineData("nul")]
    [InlineData("line")]
    [InlineData("json")]
    [InlineData("http")]
    public void From_anywhere_else_it_is_no_header_and_the_log_has_the_mend(string scheme)
    {
        var log = new List<LogEntry>();
        var chat = new VirtualChat(s_options with { Log = System.Reactive.Observer.Create<LogEntry>(log.Add) });
        var spoof = chat.Connect("spoof", scheme: scheme, address: new IPEndPoint(IPAddress.Parse("198.51.100.1"), 5))
            .Sends(Encoding.ASCII.GetBytes(Alice + "hello\n\0"));
        chat.Run(20 * s_second);

        spoof.ClosedAt.Should().NotBeNull();
        log.Select(entry => $"{entry.Detail}").Should().Contain(detail =>
            detail.EndsWith("if it is your proxy, say so: --proxy-from 198.51.100.1", StringComparison.Ordinal));
        Encoding.UTF8.GetString([.. spoof.Peer.Received.SelectMany(piece => piece.Value)])
            .Should().Contain("you speak the PROXY protocol").And.NotContain("203.0.113.7");
    }

    [Fact]
    public void A_stop_does_not_wait_for_headers()
    {
        var chat = new VirtualChat(s_options);
        var silent = chat.Connect("silent", address: s_proxy);
        chat.Run(s_second);
        chat.Stop(2 * s_second);

        silent.Peer.WasReset.Should().BeFalse();
        silent.ClosedAt.Should().NotBeNull();
    }
}
