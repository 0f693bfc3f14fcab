using System.Collections.Concurrent;

namespace RxChat;

/// <summary>
/// What an <see cref="EventLoop"/> waits on: the seam between the loop and an engine. All but <see cref="Wake"/> is called on the
/// loop's thread.
/// </summary>
internal abstract class Poller : IDisposable
{
    /// <summary>Returns when something is ready, somebody called <see cref="Wake"/> since the last wait, or the time is over.</summary>
    public abstract void Wait(TimeSpan timeout);

    /// <summary>Ends a wait under way, or the next one; from any thread.</summary>
    public abstract void Wake();

    /// <summary>Handles what was ready when the wait ended.</summary>
    public abstract void Dispatch();

    public abstract void Dispose();
}

/// <summary>What becomes ready: a socket that has bytes to receive or room to send again, a listener with a connection to accept.</summary>
internal interface IReadiness
{
    /// <summary>On the loop, once per turn at the most for each time readiness was posted.</summary>
    void Ready();
}

/// <summary>The portable engine's waiting: .NET's own sockets complete on other threads and post what became ready.</summary>
internal sealed class SignalPoller : Poller
{
    private readonly ConcurrentQueue<IReadiness> _ready = new();
    private readonly AutoResetEvent _signal = new(false);
    private int _signalled;

    /// <summary>From any thread.</summary>
    public void Post(IReadiness source)
    {
        _ready.Enqueue(source);
        Wake();
    }

    public override void Wait(TimeSpan timeout)
    {
        if (_ready.IsEmpty && timeout != TimeSpan.Zero) _signal.WaitOne(RoundedUp(timeout));
        Volatile.Write(ref _signalled, 0);
    }

    public override void Wake()
    {
        if (Interlocked.Exchange(ref _signalled, 1) == 0) _signal.Set();
    }

    public override void Dispatch()
    {
        for (var count = _ready.Count; count > 0 && _ready.TryDequeue(out var source); count--) source.Ready();
    }

    // The signal itself is left to its finalizer: a late Wake from another thread must find it.
    public override void Dispose() => _ready.Clear();

    // Whole milliseconds only, so a wait is never cut short into a spin.
    private static TimeSpan RoundedUp(TimeSpan timeout) =>
        timeout == Timeout.InfiniteTimeSpan ? timeout : TimeSpan.FromMilliseconds(Math.Ceiling(timeout.TotalMilliseconds));
}
