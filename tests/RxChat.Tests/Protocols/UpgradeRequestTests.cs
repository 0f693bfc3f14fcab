using System.Text;
using static RxChat.Tests.Protocols.WebSocketBytes;

namespace RxChat.Tests.Protocols;

/// <summary>Which bytes open a WebSocket on the loop; everything else is for an HTTP server to judge.</summary>
public class UpgradeRequestTests
{
    private static readonly ChatServerOptions s_options = new()
    {
        AllowedHosts = ["chat.example.org"], AllowedOrigins = ["https://friends.example"],
    };

    public static TheoryData<string> Exact =>
    [
        Upgrade(),
        Upgrade("127.0.0.1:4080"),
        Upgrade("[::1]:4080"),
        Upgrade("chat.example.org"),
        Upgrade("CHAT.example.org:8443", "Origin: https://chat.example.org:8443"),
        Upgrade("localhost:4080", "Origin: http://localhost:4080", "User-Agent: a b", "Cookie: a=b; c=d", "X-Empty:"),
        Upgrade("localhost:4080", "Origin: https://friends.example"),
        Upgrade().Replace("Upgrade: websocket", "UPGRADE:\t WebSocket ", StringComparison.Ordinal),
        Upgrade("localhost", "Sec-WebSocket-Extensions: permessage-deflate"),
    ];

    public static TheoryData<string> Others =>
    [
        "", "\r\n", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "hello\n",
        Upgrade()[..^2],
        Upgrade() + "x",
        Upgrade() + Upgrade(),
        Upgrade().Replace("GET", "get", StringComparison.Ordinal),
        Upgrade().Replace("GET", "POST", StringComparison.Ordinal),
        Upgrade().Replace("/ws", "/ws?a=b", StringComparison.Ordinal),
        Upgrade().Replace("/ws", "http://localhost:4080/ws", StringComparison.Ordinal),
        Upgrade().Replace("HTTP/1.1", "HTTP/1.0", StringComparison.Ordinal),
        Upgrade().Replace("\r\n", "\n", StringComparison.Ordinal),
        Upgrade().Replace("Host:", "Host :", StringComparison.Ordinal),
        Upgrade().Replace("Host:", " Host:", StringComparison.Ordinal),
        Upgrade().Replace("localhost", "local\0host", StringComparison.Ordinal),
        Upgrade().Replace("Host: localhost:4080\r\n", "", StringComparison.Ordinal),
        Upgrade().Replace("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ=", StringComparison.Ordinal),
        Upgrade().Replace("dGhlIHNhbXBsZSBub25jZQ==", "c2hvcnQ=", StringComparison.Ordinal),
        Upgrade().Replace("Version: 13", "Version: 8", StringComparison.Ordinal),
        Upgrade().Replace("Upgrade: websocket", "Upgrade: h2c", StringComparison.Ordinal),
        Upgrade().Replace("keep-alive, Upgrade", "keep-alive", StringComparison.Ordinal),
        Upgrade("localhost", "Host: localhost"),
        Upgrade("localhost", "Content-Length: 0"),
        Upgrade("localhost", "Transfer-Encoding: chunked"),
        Upgrade("localhost", "X: a", " folded: b"),
        Upgrade("localhost", "no colon"),
        Upgrade("localhost", "Sec-WebSocket-Version: 13"),
        Upgrade("localhost", $"X: {new string('x', 9000)}"),
        // Strangers, and names that somebody may have lead here.
        Upgrade("localhost:4080", "Origin: https://evil.example"),
        Upgrade("localhost:4080", "Origin: null"),
        Upgrade("localhost:4080", "Origin: http://localhost:4081"),
        Upgrade("evil.example"),
        Upgrade("evil.example", "Origin: http://evil.example"),
        Upgrade("localhost@evil.example"),
        Upgrade("127.0.0.1.evil.example"),
        Upgrade("localhost/evil"),
        Upgrade(""),
    ];

    [Theory]
    [MemberData(nameof(Exact))]
    public void An_exact_request_is_answered_with_its_key(string opening) =>
        Answer(opening).Should().StartWith("HTTP/1.1 101 Switching Protocols\r\n")
            .And.Contain("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n").And.EndWith("\r\n\r\n")
            .And.NotContain("Sec-WebSocket-Protocol").And.NotContain("Sec-WebSocket-Extensions");

    [Theory]
    [MemberData(nameof(Others))]
    public void Whatever_else_is_not(string opening) => Answer(opening).Should().BeNull();

    [Theory]
    [InlineData("rxchat.v1")]
    [InlineData("rxchat.v2, rxchat.v1")]
    public void The_subprotocol_is_named_to_whom_asks_for_it(string asked) =>
        Answer(Upgrade("localhost", $"Sec-WebSocket-Protocol: {asked}"))
            .Should().Contain("\r\nSec-WebSocket-Protocol: rxchat.v1\r\n");

    [Fact]
    public void Of_a_request_that_is_cut_anywhere_nothing_is_one()
    {
        var whole = Upgrade();
        for (var cut = 0; cut < whole.Length; cut++) Answer(whole[..cut]).Should().BeNull();
    }

    private static string? Answer(string opening) =>
        UpgradeRequest.Answer(Encoding.Latin1.GetBytes(opening), s_options.MayAsk) is { } answer
            ? Encoding.ASCII.GetString(answer)
            : null;
}
