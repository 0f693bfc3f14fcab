using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace RxChat;

/// <summary>
/// Work that waits for its time on an <see cref="EventLoop"/>; once it runs it may be scheduled again.
/// </summary>
internal abstract class Work
{
    public long Due { get; set; }

    /// <summary>Among those due at the same time.</summary>
    public long Order { get; set; }

    /// <summary>Whether it was to run at once when it was scheduled.</summary>
    public bool IsSoon { get; set; }

    public (long Due, long Order) Key => (Due, Order);

    /// <summary>Whether nobody wants it any more.</summary>
    public virtual bool IsCancelled => false;

    public abstract void Run();
}

/// <summary>Work scheduled once; disposing it, from any thread, keeps it from running.</summary>
internal sealed class ScheduledWork<TState>(EventLoop loop, TState state, Func<IScheduler, TState, IDisposable> action)
    : Work, IDisposable
{
    private SingleAssignmentDisposableValue _inner;

    public override bool IsCancelled => _inner.IsDisposed;

    public override void Run()
    {
        if (!_inner.IsDisposed) _inner.Disposable = action(loop, state);
    }

    public void Dispose()
    {
        if (!_inner.IsDisposed) loop.Cancelled();
        _inner.Dispose();
    }
}

/// <summary>
/// Work that schedules itself again, a period after it was due, or at once when that has passed already.
/// </summary>
internal sealed class PeriodicWork<TState> : Work, IDisposable
{
    private readonly EventLoop _loop;
    private readonly TimeSpan _period;
    private readonly Func<TState, TState> _action;
    private TState _state;
    private volatile bool _disposed;

    public PeriodicWork(EventLoop loop, TState state, TimeSpan period, Func<TState, TState> action)
    {
        (_loop, _state, _period, _action) = (loop, state, period, action);
        loop.Schedule(this, period);
    }

    public override bool IsCancelled => _disposed;

    public override void Run()
    {
        if (_disposed) return;
        _state = _action(_state);
        if (!_disposed) _loop.Schedule(this, TimeSpan.FromTicks(Due) + _period - _loop.Monotonic);
    }

    public void Dispose()
    {
        if (!_disposed) _loop.Cancelled();
        _disposed = true;
    }
}
