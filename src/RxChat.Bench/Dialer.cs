using System.Net;
using System.Net.Sockets;

namespace RxChat.Bench;

/// <summary>Connects to the first of a host's addresses that takes a connection, and stays with it.</summary>
internal sealed class Dialer(BenchOptions options)
{
    private readonly int _wanted = options.Connections + options.Frozen;
    private int _made;
    private int _address;

    /// <exception cref="IOException">No address of the host takes one.</exception>
    public Socket Dial(int? receiveBuffer = null)
    {
        while (true)
        {
            var address = options.Addresses[_address];
            Socket? socket = null;
            try
            {
                var protocol = address is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified;
                socket = new Socket(address.AddressFamily, SocketType.Stream, protocol);
                if (receiveBuffer is { } bytes) socket.ReceiveBufferSize = bytes;
                socket.Connect(address);
                _made++;
                return socket;
            }
            catch (SocketException) when (_made == 0 && _address + 1 < options.Addresses.Length)
            {
                socket?.Dispose();
                _address++;
            }
            catch (SocketException e)
            {
                socket?.Dispose();
                var what = $"{options.Url} ({_made} of {_wanted} made)";
                throw new IOException($"cannot connect to {what}: {e.Message}; {Mend(e.SocketErrorCode)}");
            }
        }
    }

    private static string Mend(SocketError error) => error switch
    {
        SocketError.ConnectionReset => "does its log say why?",
        SocketError.TooManyOpenSockets => "allow more open files (ulimit -n), or use fewer connections",
        SocketError.AddressNotAvailable => "no port of this machine is free for it; use fewer connections",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => "is this machine connected to that network?",
        _ => "is the server running there?",
    };
}
