using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace RxChat.Testing;

/// <summary>
/// The time of a loop that was: it is what it is told to be, and what is due runs when that is said, in the order in
/// which a loop would run it.
/// </summary>
/// <param name="isLoop">Whether it does something again and again by itself, as a loop.</param>
internal sealed class RecordedTime(bool isLoop) : ILoopTime, ISchedulerPeriodic, IStopwatchProvider, IServiceProvider
{
    private readonly PriorityQueue<Item, (long Due, long Order)> _agenda = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private long _order;
    private long _now;

    public DateTimeOffset Now { get; private set; }

    public TimeSpan Monotonic => TimeSpan.FromTicks(_now);

    public bool IsCurrent => Environment.CurrentManagedThreadId == _thread;

    /// <summary>Whether something came from elsewhere, where nobody knows what comes when.</summary>
    public bool HasBeenElsewhere { get; private set; }

    public void Set(long at, DateTimeOffset now) => (_now, Now) = (at, now);

    /// <summary>Runs what is next, whenever it was due; false if there is nothing.</summary>
    public bool RunNext()
    {
        while (_agenda.TryDequeue(out var item, out _))
        {
            if (item.IsDisposed) continue;
            item.Run();
            return true;
        }
        return false;
    }

    /// <summary>Runs what is due until then, each when it is.</summary>
    public void RunUntil(long at, DateTimeOffset now)
    {
        while (_agenda.TryPeek(out _, out var key) && key.Due <= at)
        {
            Set(Math.Max(_now, key.Due), now.AddTicks(key.Due - at));
            RunNext();
        }
        Set(at, now);
    }

    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) =>
        Schedule(state, TimeSpan.Zero, action);

    public IDisposable Schedule<TState>(
        TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
        Schedule(state, dueTime - Now, action);

    public IDisposable Schedule<TState>(
        TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action) =>
        Add(new Once<TState>(this, state, action), _now + Math.Max(0, dueTime.Ticks));

    public IDisposable SchedulePeriodic<TState>(TState state, TimeSpan period, Func<TState, TState> action) =>
        Add(new Periodic<TState>(this, state, period, action), _now + Math.Max(0, period.Ticks));

    public IStopwatch StartStopwatch() => new LoopStopwatch(this);

    public object? GetService(Type serviceType) =>
        serviceType == typeof(IStopwatchProvider) || (isLoop && serviceType == typeof(ISchedulerPeriodic))
            ? this
            : null;

    private IDisposable Add(Item item, long due)
    {
        if (!IsCurrent)
        {
            HasBeenElsewhere = true;
            return Disposable.Empty;
        }
        item.Due = due;
        _agenda.Enqueue(item, (due, _order++));
        return item;
    }

    private abstract class Item : IDisposable
    {
        public long Due { get; set; }

        public bool IsDisposed { get; private set; }

        public abstract void Run();

        public virtual void Dispose() => IsDisposed = true;
    }

    private sealed class Once<TState>(
        RecordedTime time, TState state, Func<IScheduler, TState, IDisposable> action) : Item
    {
        private readonly SingleAssignmentDisposable _inner = new();

        public override void Run() => _inner.Disposable = action(time, state);

        public override void Dispose()
        {
            base.Dispose();
            _inner.Dispose();
        }
    }

    private sealed class Periodic<TState>(
        RecordedTime time, TState state, TimeSpan period, Func<TState, TState> action) : Item
    {
        private TState _state = state;

        public override void Run()
        {
            _state = action(_state);
            if (!IsDisposed) time.Add(this, Math.Max(time._now, Due + period.Ticks));
        }
    }
}
