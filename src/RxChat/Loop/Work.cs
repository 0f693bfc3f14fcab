using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace RxChat;

/// <summary>Work that waits for its time on an <see cref="EventLoop"/>; once it runs it may be scheduled again.</summary>
internal abstract class Work
{
    public long Due { get; set; }

    /// <summary>Among those due at the same time.</summary>
    public long Order { get; set; }

    public (long Due, long Order) Key => (Due, Order);

    public abstract void Run();
}

/// <summary>Work scheduled once; disposing it, from any thread, keeps it from running.</summary>
internal sealed class ScheduledWork<TState>(IScheduler loop, TState state, Func<IScheduler, TState, IDisposable> action) : Work, IDisposable
{
    private SingleAssignmentDisposableValue _inner;

    public override void Run()
    {
        if (!_inner.IsDisposed) _inner.Disposable = action(loop, state);
    }

    public void Dispose() => _inner.Dispose();
}

/// <summary>Work that schedules itself again, a period after it was due, or after now when that has passed already.</summary>
internal sealed class PeriodicWork<TState> : IDisposable
{
    private readonly EventLoop _loop;
    private readonly TimeSpan _period;
    private readonly Func<TState, TState> _action;
    private TState _state;
    private DateTimeOffset _due;
    private volatile bool _disposed;

    public PeriodicWork(EventLoop loop, TState state, TimeSpan period, Func<TState, TState> action)
    {
        (_loop, _state, _period, _action) = (loop, state, period, action);
        _due = loop.Now + period;
        Next();
    }

    // What is scheduled already finds it disposed: nothing to take back, and no race with a tick that runs before this returns.
    public void Dispose() => _disposed = true;

    private void Next() => _loop.Schedule(this, _due, static (_, self) => self.Tick());

    private IDisposable Tick()
    {
        if (_disposed) return Disposable.Empty;
        _state = _action(_state);
        _due += _period;
        if (_due < _loop.Now) _due = _loop.Now;
        Next();
        return Disposable.Empty;
    }
}
