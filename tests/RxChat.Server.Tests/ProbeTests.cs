using System.Net;
using System.Net.Sockets;

namespace RxChat.Server.Tests;

/// <summary>Who only looks whether the port is open is no news to anybody; who stays is, silent or not.</summary>
public class ProbeTests
{
    [Theory]
    [InlineData("nul")]
    [InlineData("line")]
    public async Task Who_connects_and_ends_without_a_byte_is_not_announced(string scheme)
    {
        await using var server = await RxChatProcess.ServeAsync();
        using var listener = await server.LineAsync();
        for (var i = 0; i < 50; i++) Probe(scheme == "nul" ? server.NulPort : server.LinePort, reset: i % 2 == 1);
        using var silent = await server.NulAsync();
        await listener.ExpectAsync("* guest-52 joined");
        silent.Dispose();
        await listener.ExpectAsync("* guest-52 left");
    }

    private static void Probe(int port, bool reset)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, port);
        if (reset) socket.LingerState = new LingerOption(true, 0);
    }
}
