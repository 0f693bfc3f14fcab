using System.Collections.Concurrent;
using System.Net.Sockets;

namespace RxChat.Bench;

/// <summary>
/// Elsewhere: .NET's sockets say with an empty receive that there are bytes, and the bytes
/// are then taken by the load's thread.
/// </summary>
internal sealed class SocketWire(int connections) : Wire(connections)
{
    private readonly List<SocketAsyncEventArgs> _waits = new(connections);
    private readonly ConcurrentQueue<int> _completed = new();
    private readonly AutoResetEvent _signal = new(false);
    private readonly int[] _ready = new int[1024];
    private readonly bool[] _forgotten = new bool[connections];
    private int _count;
    private volatile bool _disposed;

    public override ReadOnlySpan<int> Wait(long nanoseconds)
    {
        // Those of the last time were received from: only now is it known that they may be waited for again.
        for (var i = 0; i < _count; i++) Await(_ready[i]);
        // Whole milliseconds are all there is to wait for here; below one it spins, so
        // that messages leave when they are due.
        if (_completed.IsEmpty && nanoseconds >= 1_000_000) _signal.WaitOne((int)(nanoseconds / 1_000_000));
        _count = 0;
        while (_count < _ready.Length && _completed.TryDequeue(out var connection)) _ready[_count++] = connection;
        return _ready.AsSpan(0, _count);
    }

    public override int Receive(int connection, Span<byte> buffer)
    {
        var count = Sockets[connection].Receive(buffer, SocketFlags.None, out var error);
        return Outcome(error, count, -1);
    }

    public override int Send(int connection, ReadOnlySpan<byte> bytes)
    {
        var count = Sockets[connection].Send(bytes, SocketFlags.None, out var error);
        return Outcome(error, count, 0);
    }

    public override void Forget(int connection)
    {
        base.Forget(connection);
        _forgotten[connection] = true;
    }

    // The signal is left to its finalizer: a completion from another thread may still set it.
    public override void Dispose()
    {
        _disposed = true;
        base.Dispose();
    }

    protected override void Watch(int connection)
    {
        var wait = new SocketAsyncEventArgs();
        wait.SetBuffer(Memory<byte>.Empty);
        wait.Completed += (_, _) => Completed(connection);
        _waits.Add(wait);
        Await(connection);
    }

    private static int Outcome(SocketError error, int count, int blocked) => error switch
    {
        SocketError.Success => count,
        SocketError.WouldBlock => blocked,
        _ => throw new IOException(new SocketException((int)error).Message),
    };

    private void Await(int connection)
    {
        if (_forgotten[connection]) return;
        if (!Sockets[connection].ReceiveAsync(_waits[connection])) Completed(connection);
    }

    private void Completed(int connection)
    {
        if (_disposed) return;
        _completed.Enqueue(connection);
        _signal.Set();
    }
}
