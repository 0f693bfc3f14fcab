using System.Text;
using static RxChat.Tests.Protocols.WebSocketBytes;

namespace RxChat.Tests.Stories;

/// <summary>What a page's connection begins with is judged when it is whole, and has ten seconds to be.</summary>
public class OpeningStories
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly VirtualChat _chat = new();

    [Fact]
    public void A_request_byte_by_byte_is_answered_at_its_last()
    {
        var request = Encoding.ASCII.GetBytes(Upgrade());
        var page = _chat.Connect("page", scheme: "http");
        for (var n = 0; n < request.Length; n++)
            page.Sends([request[n]], TimeSpan.FromMilliseconds(10 * n));
        _chat.Run(TimeSpan.FromMilliseconds((10 * request.Length) - 11));
        page.Peer.Received.Should().BeEmpty();
        _chat.Run(s_second);

        Heard(page).Should().StartWith("HTTP/1.1 101 ").And.Contain("welcome");
        page.Peer.Received[0].Timestamp.Should().Be(
            VirtualChat.Start + TimeSpan.FromMilliseconds(10 * (request.Length - 1)));
    }

    [Fact]
    public void One_that_goes_on_and_on_is_told_so_after_ten_seconds_and_one_that_never_began_is_not()
    {
        var silent = _chat.Connect("silent", scheme: "http");
        var slow = _chat.Connect("slow", scheme: "http");
        slow.Sends("GET /ws HTTP/1.1\r\nX: "u8.ToArray());
        for (var n = 1; n < 20; n++) slow.Sends("x"u8.ToArray(), TimeSpan.FromSeconds(n));
        _chat.Run(TimeSpan.FromSeconds(9.9));
        foreach (var one in new[] { silent, slow }) one.Peer.EndedAt.Should().BeNull();
        _chat.Run(s_second);

        Heard(slow).Should().StartWith("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n");
        silent.Peer.Received.Should().BeEmpty();
        foreach (var one in new[] { silent, slow })
            one.Peer.EndedAt.Should().Be(VirtualChat.Start + TimeSpan.FromSeconds(10));
        _chat.Run(TimeSpan.FromMinutes(1));
        _chat.Server.Kept.Connections.Should().Be(0);
    }

    [Fact]
    public void One_that_ends_before_it_is_whole_is_judged_then_and_so_is_what_can_never_be_one()
    {
        var cut = _chat.Connect("cut", scheme: "http").Sends("GET /ws HT"u8.ToArray()).Ends(s_second);
        var text = _chat.Connect("text", scheme: "http").Sends("hello\n"u8.ToArray());
        _chat.Run(TimeSpan.FromSeconds(2));

        foreach (var (one, at) in new[] { (cut, s_second), (text, TimeSpan.Zero) })
        {
            Heard(one).Should().StartWith("HTTP/1.1 503 ");
            one.Peer.EndedAt.Should().Be(VirtualChat.Start + at);
        }
    }

    [Fact]
    public void Within_TLS_the_first_record_is_waited_for()
    {
        var https = Protocol.Of("https")!;
        byte[] hello = [0x16, 3, 1, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8];
        for (var n = 1; n < hello.Length; n++)
            https.IsWhole(hello.AsSpan(0, n)).Should().BeFalse();
        https.IsWhole(hello).Should().BeTrue();
        byte[] longest = [0x16, 3, 1, 0xFF, 0xFF, .. new byte[16_640]];
        https.IsWhole(longest).Should().BeTrue("a record is never longer");
        https.IsWhole("h"u8).Should().BeTrue("what is no TLS is told so at once");
    }

    private static string Heard(VirtualClient client) =>
        Encoding.UTF8.GetString([.. client.Peer.Received.SelectMany(piece => piece.Value)]);
}
