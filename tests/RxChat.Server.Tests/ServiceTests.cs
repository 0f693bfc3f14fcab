using System.Net.Sockets;
using System.Text;

namespace RxChat.Server.Tests;

/// <summary>As a service of systemd: it says when it is ready, and its unit gives it no more than it needs.</summary>
public sealed class ServiceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rxchat-service-").FullName;

    [Fact]
    public async Task It_says_when_it_accepts_and_when_it_stops()
    {
        var path = Path.Combine(_folder, "notify");
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(path));
        await using var server = await RxChatProcess.ServeAsync(
            ["--listen", "line://127.0.0.1:0"], endpoints: 1,
            new Dictionary<string, string> { ["NOTIFY_SOCKET"] = path });
        (await ReadAsync(manager)).Should().Be("READY=1");
        using var ann = await server.LineAsync();
        server.Send(Signal.Terminate);
        (await ReadAsync(manager)).Should().Be("STOPPING=1");
        (await server.ExitAsync()).Should().Be(0);
    }

    [Fact]
    public async Task A_manager_that_is_not_there_is_no_harm()
    {
        await using var server = await RxChatProcess.ServeAsync(
            ["--listen", "line://127.0.0.1:0"], endpoints: 1,
            new Dictionary<string, string> { ["NOTIFY_SOCKET"] = Path.Combine(_folder, "nobody") });
        using var ann = await server.LineAsync();
    }

    [Fact]
    public async Task The_unit_is_locked_up_well()
    {
        Tool.SkipWithout("systemd-analyze", "systemd");
        var unit = Path.Combine(RxChatProcess.Root, "docs", "deploy", "rxchat.service");
        // In tenths: from 0, which may do nothing, to 100, which may do everything.
        var (code, said) = await Tool.RunAsync(
            "systemd-analyze", ["security", "--offline=true", "--threshold=20", "--no-pager", unit]);
        code.Should().Be(0, said);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Task<string> ReadAsync(Socket manager) => Patience.WaitAsync(
        async token =>
        {
            var told = new byte[100];
            return Encoding.ASCII.GetString(told, 0, await manager.ReceiveAsync(told.AsMemory(), token));
        },
        "a word to the service manager");
}
