using System.Net.Sockets;

namespace RxChat.Bench;

/// <summary>
/// The load's connections, used from one thread: the one place that knows how to wait for many sockets at once.
/// </summary>
internal abstract class Wire(int connections) : IDisposable
{
    protected List<Socket> Sockets { get; } = new(connections);

    /// <exception cref="IOException">The system has no means left to wait for sockets.</exception>
    public static Wire Create(int connections, bool portable) =>
        OperatingSystem.IsLinux() && !portable ? new EpollWire(connections) : new SocketWire(connections);

    /// <summary>Takes over a connected socket; they are numbered from 0.</summary>
    public void Take(Socket socket)
    {
        if (socket.ProtocolType == ProtocolType.Tcp) socket.NoDelay = true;
        socket.Blocking = false;
        Sockets.Add(socket);
        Watch(Sockets.Count - 1);
    }

    /// <summary>
    /// Waits until there is something to receive, or the time in nanoseconds is over; says on which connections.
    /// </summary>
    public abstract ReadOnlySpan<int> Wait(long nanoseconds);

    /// <summary>The bytes received, 0 at the end of the stream, -1 when there are none now.</summary>
    /// <exception cref="IOException">The connection is broken.</exception>
    public abstract int Receive(int connection, Span<byte> buffer);

    /// <summary>The bytes sent, 0 when the socket takes none now.</summary>
    /// <exception cref="IOException">The connection is broken.</exception>
    public abstract int Send(int connection, ReadOnlySpan<byte> bytes);

    /// <summary>Says to the server that nothing more comes; it then ends the connection from its side.</summary>
    public void Finish(int connection)
    {
        try { Sockets[connection].Shutdown(SocketShutdown.Send); }
        catch (SocketException) { /* It has ended already. */ }
    }

    /// <summary>Ends a connection whose stream has ended.</summary>
    public virtual void Forget(int connection) => Sockets[connection].Dispose();

    public virtual void Dispose() => Sockets.ForEach(socket => socket.Dispose());

    /// <summary>Waits for a connection from now on.</summary>
    protected abstract void Watch(int connection);
}
