using System.Net;
using System.Net.Sockets;

namespace RxChat;

internal static class ListeningSocket
{
    /// <summary>
    /// The kernel cuts this to its own bound (net.core.somaxconn); a burst of connects waits here for its turn.
    /// </summary>
    private const int Backlog = 65535;

    /// <summary>A socket that listens and does not block.</summary>
    public static Socket Open(IPEndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        try
        {
            if (address.Address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
            socket.Bind(address);
            socket.Listen(Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
