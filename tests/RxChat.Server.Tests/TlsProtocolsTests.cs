using System.Net;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Text;

namespace RxChat.Server.Tests;

/// <summary>Every protocol within TLS is the protocol.</summary>
public sealed class TlsProtocolsTests : IDisposable
{
    private static readonly string[] s_all =
        ["nuls://127.0.0.1:0", "lines://127.0.0.1:0", "jsons://127.0.0.1:0", "https://127.0.0.1:0"];

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"rxchat-{Guid.NewGuid():N}");

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task All_protocols_are_one_chat(SslProtocols version)
    {
        using var certificate = TestCertificate.In(_folder);
        await using var server = await RxChatProcess.ServeOnAsync(s_all, certificate.Options);
        using var nul = await TlsClient.ConnectAsync(server.Endpoints[0], version);
        using var line = await TlsClient.ConnectAsync(server.Endpoints[1], version);
        using var json = await TlsClient.ConnectAsync(server.Endpoints[2], version);
        (nul.Protocol, line.Protocol, json.Protocol).Should().Be((version, version, version));
        await line.ReadUntilAsync(" joined");
        await nul.SendAsync("/name nelly");
        await nul.ReadUntilAsync("nelly");
        await json.SendAsync("""{"type":"join","room":"lobby"}""");
        await json.ReadUntilAsync("joined");
        using var http = Http(server.Endpoints[3], HttpVersion.Version20, version);
        var posted = await http.PostAsync("api/rooms/lobby/messages",
            new StringContent("""{"text":"by HTTP"}""", Encoding.UTF8, "application/json"),
            TestContext.Current.CancellationToken);
        (posted.StatusCode, posted.Version).Should().Be((HttpStatusCode.Created, HttpVersion.Version20));
        await nul.ReadUntilAsync(": by HTTP");
        await nul.SendAsync("over nul");

        await line.ReadUntilAsync("nelly: over nul");
        await json.ReadUntilAsync("over nul");
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_WebSocket_goes_over_either_version_of_HTTP(string version)
    {
        using var certificate = TestCertificate.In(_folder);
        await using var server = await RxChatProcess.ServeOnAsync(["https://127.0.0.1:0"], certificate.Options);
        using var handler = Trusting();
        using var invoker = new HttpMessageInvoker(handler);
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("rxchat.v1");
        (socket.Options.HttpVersion, socket.Options.HttpVersionPolicy) =
            (Version.Parse(version), HttpVersionPolicy.RequestVersionExact);
        await Patience.WaitAsync(
            token => socket.ConnectAsync(new Uri($"wss://{server.Endpoints[0].Authority}/ws"), invoker, token),
            "a WebSocket");
        socket.SubProtocol.Should().Be("rxchat.v1");
        (await ReadAsync(socket)).Should().Contain("welcome");
        await SayAsync(socket, """{"type":"join","room":"tea","ref":"1"}""");
        (await ReadAsync(socket)).Should().Contain("joined");
        (await ReadAsync(socket)).Should().Contain("ok");
        await SayAsync(socket, """{"type":"say","room":"tea","text":"hello"}""");
        (await ReadAsync(socket)).Should().Contain("hello");
        await Patience.WaitAsync(
            token => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", token), "the close");
    }

    [Theory]
    [InlineData("chat.example", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)]
    public async Task Names_of_the_certificate_are_the_servers(string name, HttpStatusCode status)
    {
        using var certificate = TestCertificate.In(_folder, "chat.example");
        await using var server = await RxChatProcess.ServeOnAsync(["https://127.0.0.1:0"], certificate.Options);
        using var http = Http(server.Endpoints[0], HttpVersion.Version11, SslProtocols.None);
        http.DefaultRequestHeaders.Host = name;
        (await http.GetAsync("healthz", TestContext.Current.CancellationToken)).StatusCode.Should().Be(status);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static SocketsHttpHandler Trusting(SslProtocols version = SslProtocols.None) => new()
    {
        SslOptions =
        {
            EnabledSslProtocols = version, RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
        },
    };

    private static HttpClient Http(Uri endpoint, Version http, SslProtocols version) => new(Trusting(version))
    {
        BaseAddress = new Uri($"https://{endpoint.Authority}/"), DefaultRequestVersion = http,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact, Timeout = TimeSpan.FromSeconds(30),
    };

    private static Task SayAsync(ClientWebSocket socket, string text) => Patience.WaitAsync(
        async token => await socket.SendAsync(
            Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, token),
        "a message to be sent");

    private static Task<string> ReadAsync(ClientWebSocket socket) => Patience.WaitAsync(
        async token =>
        {
            var block = new byte[64 * 1024];
            var part = await socket.ReceiveAsync(block.AsMemory(), token);
            return Encoding.UTF8.GetString(block, 0, part.Count);
        },
        "a message");
}
