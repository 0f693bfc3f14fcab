using System.Text;

namespace RxChat.Server.Tests;

/// <summary>
/// What is meant for another protocol's port, a page's request in a browser among it: nobody hears a byte of it, no
/// name is taken by it, and who sent it is told what is wrong and closed.
/// </summary>
public class ForeignSpeechTests
{
    private const string Http = "HTTP", Tls = "TLS", Proxy = "the PROXY protocol";

    /// <summary>A hello as OpenSSL begins it, with an end of a line and NULs in it.</summary>
    private static readonly byte[] s_hello =
        [0x16, 0x03, 0x01, 0x00, 0x2F, 0x01, 0x00, 0x00, 0x2B, 0x03, 0x03, .. "one\nname: hello\nand another\n32 b"u8,
            0x00, 0x00, 0x02, 0x13, 0x01, 0x01, 0x00];

    /// <summary>Version 2 of its header: its signature, a version, a family, a length and two addresses.</summary>
    private static readonly byte[] s_proxy =
        [.. "\r\n\r\n\0\r\nQUIT\n"u8, 0x21, 0x11, 0x00, 0x0C, 192, 0, 2, 1, 192, 0, 2, 2, 0x30, 0x39, 0x01, 0xBB];

    public static TheoryData<string, string, byte[]> Speeches { get; } = new()
    {
        { "curl -d", Http, Request("POST / HTTP/1.1") },
        { "a page", Http, Request("POST /a%20b?c HTTP/1.1") },
        { "HTTP/1.0", Http, Request("GET / HTTP/1.0") },
        { "another method", Http, Request("M-SEARCH * HTTP/1.1") },
        { "curl -X post", Http, Request("post / HTTP/1.1") },
        { "as to a proxy", Http, Request("CONNECT example.org:443 HTTP/1.1") },
        { "HTTP/2", Http, [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Said()] },
        { "after empty lines", Http, [.. "\r\n\n\r\n"u8, .. Request("POST / HTTP/1.1")] },
        { "a hello", Tls, [.. s_hello, .. Said()] },
        { "version 1", Proxy, [.. "PROXY TCP4 192.0.2.1 192.0.2.2 12345 443\r\n"u8, .. Said()] },
        { "of a check", Proxy, [.. "PROXY UNKNOWN\r\n"u8, .. Said()] },
        { "version 2", Proxy, [.. s_proxy, .. Said()] },
    };

    [Theory]
    [MemberData(nameof(Speeches))]
    public Task On_line(string speech, string protocol, byte[] bytes) =>
        NobodyHearsAsync("line", speech, protocol, bytes);

    [Theory]
    [MemberData(nameof(Speeches))]
    public Task On_nul(string speech, string protocol, byte[] bytes) =>
        NobodyHearsAsync("nul", speech, protocol, bytes);

    [Fact]
    public async Task A_request_without_a_NUL_is_never_a_frame_on_nul()
    {
        await using var scene = await Scene.BeginAsync("nul");
        using var stranger = await scene.Server.NulAsync();
        await stranger.SendBytesAsync("POST / HTTP/1.1\r\nHost: x\r\n\r\n/name boss\nhello\n"u8.ToArray());
        stranger.FinishSending();
        await stranger.ExpectEndAsync();
        await scene.OthersGoOnAsync();
    }

    private static async Task NobodyHearsAsync(string on, string speech, string protocol, byte[] bytes)
    {
        await using var scene = await Scene.BeginAsync("nul");
        using var stranger = on == "line" ? await scene.Server.LineAsync() : await scene.Server.NulAsync();
        // Whole, or byte by byte: what came first is known only when its frame is there.
        if (speech.Length % 2 == 0) await stranger.TrySendBytesAsync(bytes);
        else foreach (var one in bytes) await stranger.TrySendBytesAsync(new[] { one });

        (await stranger.ReadToEndAsync()).Should().Equal($"* this port speaks plain text, and you speak {protocol}");
        (await scene.Server.LogLineAsync(" disconnected ")).Should().Contain(protocol);
        await scene.Line.ReadUntilAsync("* guest-4 left");
        await scene.OthersGoOnAsync();
        await scene.Line.SendAsync("/name boss");
        await scene.Line.ExpectAsync("* guest-1 is now boss");
    }

    private static byte[] Request(string line) => [.. Encoding.ASCII.GetBytes($"{line}\r\nHost: 127.0.0.1:4041\r\n"
        + "User-Agent: curl/8.5.0\r\nAccept: */*\r\nContent-Length: 36\r\n\r\n"), .. Said()];

    /// <summary>What one would like to be said, on either port.</summary>
    private static byte[] Said() => "/name boss\nhello\n\0/name boss\0hello\0"u8.ToArray();
}
