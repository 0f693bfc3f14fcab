using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace RxChat.Testing;

/// <summary>
/// The machine a simulated server runs on, until it crashes: its clock may be stepped, and what is scheduled on it is
/// lost with it.
/// </summary>
/// <param name="time">That of the world.</param>
/// <param name="step">By how much its time of day is off.</param>
internal sealed class Machine(HistoricalScheduler time, TimeSpan step)
    : ISchedulerPeriodic, IStopwatchProvider, IServiceProvider, IMachineTime
{
    private readonly DateTimeOffset _started = time.Now;

    /// <summary>By how much its time of day is off.</summary>
    public TimeSpan Step { get; set; } = step;

    public bool HasCrashed { get; private set; }

    /// <summary>What is scheduled and was neither run nor disposed.</summary>
    public int Pending { get; private set; }

    public DateTimeOffset Now => time.Now + Step;

    public TimeSpan Monotonic => time.Now - _started;

    public bool IsCurrent => true;

    public bool IsRunning => time.IsEnabled;

    public void Crash() => HasCrashed = true;

    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) =>
        Schedule(state, TimeSpan.Zero, action);

    public IDisposable Schedule<TState>(
        TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
        Schedule(state, dueTime - Now, action);

    public IDisposable Schedule<TState>(
        TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action)
    {
        if (HasCrashed) return Disposable.Empty;
        Pending++;
        var work = new Work<TState>(this, state, action);
        work.Waits = time.Schedule(
            work, dueTime > TimeSpan.Zero ? dueTime : TimeSpan.Zero, static (_, work) => work.Run());
        return work;
    }

    public IDisposable SchedulePeriodic<TState>(TState state, TimeSpan period, Func<TState, TState> action)
    {
        var next = new SerialDisposable();
        Again();
        return next;

        void Again() => next.Disposable = Schedule(action, period, (_, action) =>
        {
            state = action(state);
            if (!next.IsDisposed) Again();
            return Disposable.Empty;
        });
    }

    public IStopwatch StartStopwatch() => new LoopStopwatch(this);

    public object? GetService(Type serviceType) =>
        serviceType == typeof(ISchedulerPeriodic) || serviceType == typeof(IStopwatchProvider) ? this : null;

    private sealed class Work<TState>(
        Machine machine, TState state, Func<IScheduler, TState, IDisposable> action) : IDisposable
    {
        private IDisposable? _begun;
        private bool _hasRun;
        private bool _isDisposed;

        public IDisposable? Waits { get; set; }

        public IDisposable Run()
        {
            if (_isDisposed || machine.HasCrashed) return Disposable.Empty;
            _hasRun = true;
            machine.Pending--;
            _begun = action(machine, state);
            if (_isDisposed) _begun.Dispose();
            return Disposable.Empty;
        }

        public void Dispose()
        {
            if (_isDisposed) return;
            _isDisposed = true;
            Waits?.Dispose();
            _begun?.Dispose();
            if (!_hasRun) machine.Pending--;
        }
    }
}
