using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace RxChat.Server.Tests;

/// <summary>Behind a proxy that says whose each connection is, on the executable and either engine.</summary>
public sealed class ProxyTests : IDisposable
{
    private const string Alice = "PROXY TCP4 203.0.113.7 127.0.0.1 4321 4040\r\n";

    private static readonly string[] s_trusting = ["--proxy-from", "127.0.0.1"];

    /// <summary>Version 2, of 203.0.113.9:12345.</summary>
    private static readonly byte[] s_bob =
        [.. "\r\n\r\n\0\r\nQUIT\n"u8, 0x21, 0x11, 0x00, 0x0C, 203, 0, 113, 9, 127, 0, 0, 1, 0x30, 0x39, 0x0F, 0xC8];

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"rxchat-{Guid.NewGuid():N}");

    public static TheoryData<string> Engines { get; } =
        OperatingSystem.IsLinux() ? ["epoll", "sockets"] : ["sockets"];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Both_versions_name_who_speaks(string engine)
    {
        await using var server = await RxChatProcess.ServeAsync([.. s_trusting, "--engine", engine]);
        using var alice = await server.NulAsync();
        using var bob = await server.NulAsync();
        foreach (var one in Encoding.ASCII.GetBytes(Alice)) await alice.SendBytesAsync(new[] { one });
        await bob.SendBytesAsync(s_bob);
        await alice.SettleAsync();
        await bob.SettleAsync();
        await alice.SendAsync("hello");
        await bob.ExpectAsync("203.0.113.7:4321: hello");
        await bob.SendBytesAsync("you\0"u8.ToArray());
        await alice.ExpectAsync("203.0.113.7:4321: hello", "203.0.113.9:12345: you");
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task It_comes_before_the_handshake_of_TLS(string engine)
    {
        using var certificate = TestCertificate.In(_folder);
        await using var server = await RxChatProcess.ServeOnAsync(["nuls://127.0.0.1:0", "https://127.0.0.1:0"],
            [.. s_trusting, .. certificate.Options, "--engine", engine]);
        using var alice = await TlsClient.ConnectAsync(
            server.Endpoints[0], before: Encoding.ASCII.GetBytes(Alice));
        await alice.SendAsync("within");
        (await alice.ReadAsync()).Should().Be("203.0.113.7:4321: within");
        using var http = Http(s_bob);
        (await http.GetAsync(new Uri(server.Endpoints[1], "healthz"), Cancellation))
            .StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Rights_and_limits_of_HTTP_are_of_who_asks(string engine)
    {
        await using var server = await RxChatProcess.ServeOnAsync(["http://127.0.0.1:0", "line://127.0.0.1:0"],
            [.. s_trusting, "--engine", engine, "--max-connections-per-address", "2"]);
        using var itself = Http("PROXY UNKNOWN\r\n"u8.ToArray());
        using var bob = Http(s_bob);
        var metrics = new Uri(server.Endpoints[0], "metrics");
        (await itself.GetAsync(metrics, Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await bob.GetAsync(metrics, Cancellation)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        // On a connection of its own, which the loop keeps.
        using var another = Http(s_bob);
        using var page = new ClientWebSocket();
        await page.ConnectAsync(new Uri($"ws://{server.Endpoints[0].Authority}/ws"), another, Cancellation);
        using var third = await server.LineUngreetedAsync();
        await third.SendBytesAsync(s_bob);

        await third.ExpectAsync("* too many connections from 203.0.113.9, at most 2 may be open");
        (await server.LogLineAsync(" refused ")).Should().Contain("203.0.113.9");
    }

    [Fact]
    public async Task Curl_comes_as_it_says()
    {
        Tool.SkipWithout("curl", "curl");
        await using var server = await RxChatProcess.ServeOnAsync(["http://127.0.0.1:0"], s_trusting);
        var url = $"http://{server.Endpoints[0].Authority}/healthz";
        (await Tool.RunAsync("curl", ["-sS", "--haproxy-protocol", url])).Said.Should().Contain("ok");
        var (_, said) = await Tool.RunAsync("curl", ["-sS", "-w", "%{http_code}", "-o", "/dev/null", url]);
        said.Should().NotContain("200");
        (await server.LogLineAsync(" refused ")).Should().Contain("this is none: it does not begin with one");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Whoever it connects to, it first says whose the connection is.
    private static HttpClient Http(byte[] header)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (connecting, cancellation) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(connecting.DnsEndPoint, cancellation);
                await socket.SendAsync(header, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null;
        return new HttpClient(handler) { Timeout = Patience.Limit };
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }
}
