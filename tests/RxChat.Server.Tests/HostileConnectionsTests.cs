using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RxChat.Server.Tests;

/// <summary>Connections that do not come to chat.</summary>
public class HostileConnectionsTests
{
    private static readonly int s_resets = Scale.Of(quick: 1_000, full: 10_000);

    /// <summary>What scanners send first.</summary>
    public static TheoryData<string, byte[]> Scans { get; } = new()
    {
        { "TLS", [0x16, 0x03, 0x01, 0x00, 0xC4, 0x01, 0x00, 0x00, 0xC0, 0x03, 0x03, .. RandomBytes(443).AsSpan(0, 32),
            0x20, .. new byte[150]] },
        { "HTTP", Encoding.ASCII.GetBytes(
            "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: scan\r\nAccept: */*\r\n\r\n") },
        { "SSH", Encoding.ASCII.GetBytes("SSH-2.0-OpenSSH_9.6\r\n") },
        { "RDP", [0x03, 0x00, 0x00, 0x13, 0x0E, 0xE0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x08, 0x00, 0x03, 0x00,
            0x00, 0x00] },
        { "random", RandomBytes(4040) },
        { "more random", RandomBytes(4041) },
    };

    [Theory]
    [MemberData(nameof(Scans))]
    public async Task A_port_scan_costs_nobody_anything(string scan, byte[] bytes)
    {
        await using var scene = await Scene.BeginAsync("nul");
        for (var i = 0; i < 10; i++)
        {
            using var onNul = await scene.Server.NulAsync();
            using var onLine = await scene.Server.LineUngreetedAsync();
            foreach (var scanner in new[] { onNul, onLine })
            {
                await scanner.TrySendBytesAsync(bytes);
                scanner.FinishSending();
                await scanner.ReadToEndAsync();
            }
        }
        await scene.Line.SendAsync("still here");
        await scene.Nul.ReadUntilAsync($"{scene.Line.Address}: still here");
        var heard = await scene.Line.ReadUntilAsync("guest-1: still here");
        heard.Should().NotContain(line => line.Any(c => char.IsControl(c) && c != '\t'));
        heard.Should().OnlyContain(line => line.Replace("* ", "").StartsWith("guest-", StringComparison.Ordinal));
        scan.Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("nul")]
    [InlineData("line")]
    public async Task Who_says_nothing_is_told_so_and_closed_when_that_is_asked_for(string protocol)
    {
        await using var server = await RxChatProcess.ServeAsync("--first-byte", "1");
        var speaking = await server.LineAsync("alice");
        var silent = protocol == "line" ? await server.LineUngreetedAsync() : await server.NulAsync();
        (await silent.ReadToEndAsync()).Should().EndWith(["* nothing came within 1 s of connecting"]);
        await speaking.SendAsync("still here");
        await speaking.ReadUntilAsync("alice: still here");
    }

    [Fact]
    public async Task Connections_that_are_reset_at_once_are_forgotten()
    {
        await using var server = await RxChatProcess.ServeAsync("--log", "warn");
        var watcher = await server.LineAsync("alice");
        var nul = await server.NulAsync();
        await nul.SettleAsync();
        await watcher.ReadUntilAsync(line => line.EndsWith(" joined", StringComparison.Ordinal), "the other");
        var ports = new[] { server.NulPort, server.LinePort };
        await Parallel.ForAsync(0, s_resets, TestContext.Current.CancellationToken, async (i, token) =>
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.LingerState = new LingerOption(true, 0);
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, ports[i % 2]), token);
        });

        await nul.SendAsync("still here");
        await nul.ExpectAsync($"{nul.Address}: still here");
        // Whoever came before these two was accepted before them; what may still be missing are goings, and each is
        // told.
        var (last, lastNul) = (await server.LineAsync(), await server.NulAsync());
        await lastNul.SettleAsync();
        do
        {
            await watcher.ReadUntilAsync(line => line.Split(' ')[^1] is "joined" or "left", "everyone else to be gone");
            await last.SendAsync("/rooms");
        }
        while (await Rooms(last) != "* rooms: lobby (4)");
    }

    [Fact]
    public async Task Connections_that_stay_silent_cost_the_others_nothing()
    {
        await using var server = await RxChatProcess.ServeAsync();
        for (var i = 0; i < 200; i++) await (i % 2 == 0 ? server.NulAsync() : server.LineUngreetedAsync());
        var (a, b) = (await server.LineAsync("alice"), await server.NulAsync());
        await b.SettleAsync();
        await a.SendAsync("hello");
        await a.ReadUntilAsync("alice: hello");
        await b.ReadUntilAsync("alice: hello");
    }

    private static async Task<string> Rooms(RawClient client)
    {
        var answer = "";
        await client.ReadUntilAsync(line => (answer = line).StartsWith("* rooms: ", StringComparison.Ordinal),
            "the list of rooms");
        return answer;
    }

    private static byte[] RandomBytes(int seed)
    {
        var bytes = new byte[20_000];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
