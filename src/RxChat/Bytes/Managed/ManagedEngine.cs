using System.Collections.Concurrent;
using System.Net;

namespace RxChat;

/// <summary>The portable engine: .NET's own sockets complete on other threads and post here what became ready.</summary>
internal sealed class ManagedEngine : Engine
{
    private readonly ConcurrentQueue<ManagedConnection> _ready = new();
    private readonly AutoResetEvent _signal = new(false);
    private int _signalled;
    private int _open;

    /// <summary>Connections that hold a descriptor, from when they are accepted, which is not on the loop.</summary>
    public int Open => Volatile.Read(ref _open);

    public void Opened() => Interlocked.Increment(ref _open);

    public void Closed() => Interlocked.Decrement(ref _open);

    /// <summary>From any thread: the connection has bytes, or room to send again.</summary>
    public void Post(ManagedConnection connection)
    {
        _ready.Enqueue(connection);
        Wake();
    }

    public override void Wait(long now, long until, bool reads)
    {
        // Whole milliseconds only, rounded up, so a wait is never cut short into a spin.
        if ((_ready.IsEmpty || !reads) && until > now) _signal.WaitOne((int)Math.Ceiling((until - now) / (double)TimeSpan.TicksPerMillisecond));
        Volatile.Write(ref _signalled, 0);
    }

    public override void Wake()
    {
        if (Interlocked.Exchange(ref _signalled, 1) == 0) _signal.Set();
    }

    public override void Dispatch()
    {
        for (var count = _ready.Count; count > 0 && _ready.TryDequeue(out var connection); count--) connection.Ready();
    }

    public override AcceptSource Listen(EventLoop loop, IPEndPoint address) => new ManagedAcceptSource(loop, address);

    // The signal itself is left to its finalizer: a late Wake from another thread must find it.
    public override void Dispose() => _ready.Clear();
}
