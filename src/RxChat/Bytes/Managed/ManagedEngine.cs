using System.Collections.Concurrent;
using System.Net.Sockets;

namespace RxChat;

/// <summary>
/// The portable engine: .NET's own sockets complete on other threads and post here what became ready. While there are
/// few connections the loop asks them itself, which saves a small broadcast the way from thread to thread.
/// </summary>
internal sealed class ManagedEngine(Descriptors descriptors) : SocketEngine
{
    /// <summary>Asking more than these costs as much as being told.</summary>
    private const int Few = 32;

    private readonly ConcurrentQueue<ManagedConnection> _ready = new();
    private readonly Poll _poll = new();
    private readonly AutoResetEvent _signal = new(false);
    private int _signalled;
    private volatile bool _polling;
    private readonly HashSet<ManagedConnection> _connections = [];
    private bool _lookAtAll;
    private int _open;

    /// <summary>Of which each connection holds one.</summary>
    public Descriptors Descriptors => descriptors;

    /// <summary>Connections from when they are accepted, which is not on the loop.</summary>
    public int Open => Volatile.Read(ref _open);

    public void Opened() => Interlocked.Increment(ref _open);

    public void Closed()
    {
        Interlocked.Decrement(ref _open);
        descriptors.GiveBack();
    }

    public void Add(ManagedConnection connection) => _connections.Add(connection);

    public void Remove(ManagedConnection connection) => _connections.Remove(connection);

    /// <summary>From any thread: the connection has bytes, or room to send again.</summary>
    public void Post(ManagedConnection connection)
    {
        _ready.Enqueue(connection);
        Wake();
    }

    /// <summary>
    /// Asks the connection from now on whether it has bytes; false when there are too many for that, and it has to post
    /// it.
    /// </summary>
    public bool TryPoll(ManagedConnection connection)
    {
        if (Open > Few) return false;
        _poll.Add(connection);
        return true;
    }

    public void StopPolling(ManagedConnection connection) => _poll.Remove(connection);

    public override void Wait(long now, long until, bool reads)
    {
        if (Open > Few) _poll.GiveUp();
        // Whole milliseconds only, rounded up, so a wait is never cut short into a spin.
        var wait = (int)Math.Ceiling(Math.Max(0, until - now) / (double)TimeSpan.TicksPerMillisecond);
        if (reads && !_ready.IsEmpty) wait = 0;
        if (reads && _poll.Any) WaitForPoll(wait);
        else if (wait > 0) _signal.WaitOne(wait);
        // A full fence: whoever still found it set has enqueued what the loop looks for next.
        Interlocked.Exchange(ref _signalled, 0);
    }

    public override void Wake()
    {
        if (Interlocked.Exchange(ref _signalled, 1) != 0) return;
        if (_polling) _poll.Interrupt();
        else _signal.Set();
    }

    public override void Dispatch()
    {
        for (var count = _ready.Count; count > 0 && _ready.TryDequeue(out var connection); count--) connection.Ready();
        _poll.Dispatch();
        if (!_lookAtAll) return;
        _lookAtAll = false;
        foreach (var connection in _connections.ToArray()) connection.Look();
    }

    public override void LookAtAll() => _lookAtAll = true;

    public override AcceptSource Listen(EventLoop loop, Socket listening) => new ManagedAcceptSource(loop, listening);

    // The signal itself is left to its finalizer: a late Wake from another thread must find it.
    public override void Dispose() => _ready.Clear();

    // Written before the other is read, as in Wake: either the loop sees that it was woken, or the waker that it has to
    // interrupt.
    private void WaitForPoll(int milliseconds)
    {
        _polling = true;
        Interlocked.MemoryBarrier();
        _poll.Wait(Volatile.Read(ref _signalled) == 0 ? milliseconds : 0);
        _polling = false;
    }
}
