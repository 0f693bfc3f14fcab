using System.Net;
using System.Net.Sockets;

namespace RxChat.Server.Bench;

/// <summary>The load's connections, used from one thread: the one place that knows how to wait for many sockets at once.</summary>
internal abstract class Wire : IDisposable
{
    public static Wire Create(int connections, bool portable) => OperatingSystem.IsLinux() && !portable ? new EpollWire(connections) : new SocketWire(connections);

    /// <summary>Connects one more; they are numbered from 0.</summary>
    public void Connect(IPEndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(address);
            socket.NoDelay = true;
            socket.Blocking = false;
            Add(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Waits until there is something to receive, or the time in nanoseconds is over; says on which connections.</summary>
    public abstract ReadOnlySpan<int> Wait(long nanoseconds);

    /// <summary>The bytes received, 0 at the end of the stream, -1 when there are none now.</summary>
    /// <exception cref="IOException">The connection is broken.</exception>
    public abstract int Receive(int connection, Span<byte> buffer);

    /// <summary>The bytes sent, 0 when the socket takes none now.</summary>
    /// <exception cref="IOException">The connection is broken.</exception>
    public abstract int Send(int connection, ReadOnlySpan<byte> bytes);

    /// <summary>Says to the server that nothing more comes; it then ends the connection from its side.</summary>
    public abstract void Finish(int connection);

    /// <summary>Ends a connection whose stream has ended.</summary>
    public abstract void Forget(int connection);

    public abstract void Dispose();

    protected abstract void Add(Socket socket);
}
