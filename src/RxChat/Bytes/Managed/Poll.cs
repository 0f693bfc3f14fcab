using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace RxChat;

/// <summary>
/// A few connections whose sockets are asked together whether they have bytes, and a bell that ends the asking.
/// </summary>
[SuppressMessage(
    "Design", "CA1001", Justification = "a late Interrupt from another thread must find the bell")]
internal sealed class Poll
{
    /// <summary>The system counts the microseconds of a wait in an int, which ends after 35 minutes.</summary>
    private const int LongestWait = int.MaxValue / 1000;

    private static readonly byte[] s_ring = [1];

    private readonly byte[] _rung = new byte[1];
    private readonly List<ManagedConnection> _connections = [];
    private readonly Queue<ManagedConnection> _readable = new();
    private readonly List<Socket> _sockets = [];
    private readonly Socket _bell = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    public Poll()
    {
        _bell.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _bell.Connect(_bell.LocalEndPoint!); // to itself, so that nobody else can ring it
        _bell.Blocking = false;
    }

    public bool Any => _connections.Count > 0;

    public void Add(ManagedConnection connection) => _connections.Add(connection);

    public void Remove(ManagedConnection connection) => _connections.Remove(connection);

    /// <summary>Asks no more: each connection waits by itself.</summary>
    public void GiveUp()
    {
        if (_connections.Count == 0) return;
        foreach (var connection in _connections) connection.WaitAlone();
        _connections.Clear();
    }

    /// <summary>Returns when one has bytes, the bell rang, or the time is over.</summary>
    public void Wait(int milliseconds)
    {
        _sockets.Clear();
        foreach (var connection in _connections) _sockets.Add(connection.Socket);
        _sockets.Add(_bell);
        Socket.Select(_sockets, null, null, TimeSpan.FromMilliseconds(Math.Min(milliseconds, LongestWait)));
        // What is left in the list is readable, in the order it was in.
        var found = 0;
        foreach (var connection in _connections)
        {
            if (found == _sockets.Count) return;
            if (connection.Socket != _sockets[found]) continue;
            _readable.Enqueue(connection);
            found++;
        }
        if (found < _sockets.Count) _bell.Receive(_rung, SocketFlags.None, out _);
    }

    /// <summary>From any thread.</summary>
    public void Interrupt() => _bell.Send(s_ring, SocketFlags.None, out _);

    /// <summary>Lets those that had bytes receive them.</summary>
    public void Dispatch()
    {
        while (_readable.TryDequeue(out var connection)) connection.Readable();
    }
}
