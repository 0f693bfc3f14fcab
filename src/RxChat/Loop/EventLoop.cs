using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reactive.Concurrency;

namespace RxChat;

/// <summary>
/// One thread on which everything of a server happens, as an <see cref="IScheduler"/>: a turn waits until something is due or
/// ready, handles what is ready, then runs the work that is due, equal times in the order they were scheduled.
/// </summary>
/// <remarks>
/// <para><c>Schedule</c> may be called from any thread; work always runs on the loop's thread, never inside <c>Schedule</c>.
/// Work scheduled by work runs a turn later at the earliest, so readiness is never starved.</para>
/// <para>Time is monotonic and read once per turn: within a turn <see cref="Now"/> stands still.</para>
/// <para>Work MUST NOT block: nothing else moves meanwhile. Work that throws is handed to <c>failed</c> and the loop goes on.</para>
/// </remarks>
public sealed class EventLoop : IScheduler, ISchedulerPeriodic, IServiceProvider, IDisposable
{
    /// <summary>Items of due work in one turn; the rest waits for the next, so that sockets are looked at in between.</summary>
    private const int WorkPerTurn = 4096;

    /// <summary>Ticks after which nothing is ever due, far from overflow.</summary>
    private const long Never = long.MaxValue / 4;

    /// <summary>The longest wait in ticks: an hour, which every engine can express.</summary>
    private const long LongestWait = TimeSpan.TicksPerHour;

    private readonly ConcurrentQueue<Work> _incoming = new();
    private readonly PriorityQueue<Work, (long Due, long Order)> _timed = new();

    /// <summary>Work that was due when it was scheduled, by the loop itself: in the order it runs in.</summary>
    private readonly Queue<Work> _soon = new();
    private readonly Action<Exception>? _failed;
    private readonly Thread _thread;
    private readonly int _threadId;
    private readonly DateTimeOffset _startedAt = DateTimeOffset.UtcNow;
    private readonly long _startedTicks = Stopwatch.GetTimestamp();
    private DateTimeOffset _now;
    private long _nowTicks;
    private long _readsHeldUntil;
    private long _order;
    private volatile bool _stopped;
    private Watchdog? _watchdog;

    /// <summary>Starts a loop on a background thread of its own.</summary>
    /// <param name="engine">What it stands on.</param>
    /// <param name="failed">Told of exceptions that work lets escape; called on the loop.</param>
    public EventLoop(EngineKind engine = EngineKind.Auto, Action<Exception>? failed = null)
    {
        _failed = failed;
        Engine = Engine.Create(engine);
        _thread = new Thread(Run) { IsBackground = true, Name = "rxchat-loop" };
        _threadId = _thread.ManagedThreadId;
        _thread.Start();
    }

    /// <summary>The turn's time on the loop's thread, the present time elsewhere.</summary>
    public DateTimeOffset Now => IsCurrent ? _now : _startedAt.AddTicks(ElapsedTicks());

    internal bool IsCurrent => Environment.CurrentManagedThreadId == _threadId;

    /// <summary>One receive buffer for all sockets: a chunk is borrowed for the length of OnNext, so one is enough.</summary>
    internal byte[] ReceiveBuffer { get; } = GC.AllocateUninitializedArray<byte>(Connection.MaxChunk, pinned: true);

    internal Engine Engine { get; }

    /// <summary>The turn's time since the loop started.</summary>
    internal TimeSpan TurnBegan => TimeSpan.FromTicks(_nowTicks);

    /// <summary>Real time since the loop started, which goes on within a turn.</summary>
    internal TimeSpan Elapsed => TimeSpan.FromTicks(ElapsedTicks());

    /// <summary>Leaves what the sockets receive to gather until then; work that is due runs.</summary>
    internal void HoldReads(TimeSpan until) => _readsHeldUntil = until.Ticks;

    /// <summary>Has slow turns told on another thread, from the next turn on; the first who asks is heard. On the loop.</summary>
    internal void Watch(TimeSpan limit, Action<TimeSpan, bool> tell) => _watchdog ??= new Watchdog(this, limit, tell);

    /// <inheritdoc />
    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) =>
        Schedule(state, TimeSpan.Zero, action);

    /// <inheritdoc />
    public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action)
    {
        var work = new ScheduledWork<TState>(this, state, action);
        Schedule(work, dueTime);
        return work;
    }

    /// <inheritdoc />
    public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
        Schedule(state, dueTime - Now, action);

    /// <summary>Runs an action every <paramref name="period"/>; a period missed while the loop was busy is not made up for.</summary>
    public IDisposable SchedulePeriodic<TState>(TState state, TimeSpan period, Func<TState, TState> action)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.Zero);
        return new PeriodicWork<TState>(this, state, period, action);
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType) => serviceType == typeof(ISchedulerPeriodic) ? this : null;

    /// <summary>As the public ones, for work made before.</summary>
    internal void Schedule(Work work, TimeSpan dueTime)
    {
        var wait = Math.Clamp(dueTime.Ticks, 0, Never);
        if (!IsCurrent)
        {
            work.Due = ElapsedTicks() + wait;
            _incoming.Enqueue(work);
            Engine.Wake();
            return;
        }
        (work.Due, work.Order) = (_nowTicks + wait, _order++);
        if (wait == 0) _soon.Enqueue(work);
        else _timed.Enqueue(work, work.Key);
    }

    /// <summary>Ends the loop after the turn under way and waits for it, unless called on the loop itself. Work still queued is dropped.</summary>
    public void Dispose()
    {
        _stopped = true;
        Engine.Wake();
        if (!IsCurrent) _thread.Join();
    }

    private long ElapsedTicks() => Stopwatch.GetElapsedTime(_startedTicks).Ticks;

    private void Run()
    {
        while (!_stopped)
        {
            var reads = _nowTicks >= _readsHeldUntil;
            var now = ElapsedTicks();
            Engine.Wait(now, Math.Min(NextDue(), reads ? now + LongestWait : _readsHeldUntil), reads);
            _nowTicks = ElapsedTicks();
            if (!reads && _nowTicks >= _readsHeldUntil)
            {
                // The hold is over: what gathered is read before the work that waited for it runs.
                Engine.Wait(_nowTicks, _nowTicks, reads = true);
            }
            _now = _startedAt.AddTicks(_nowTicks);
            _watchdog?.TurnBegins(TimeSpan.FromTicks(_nowTicks));
            if (reads) Dispatch();
            RunDueWork();
            _watchdog?.TurnEnds();
        }
        _watchdog?.Dispose();
        Engine.Dispose();
    }

    private long NextDue() => _soon.Count > 0 || !_incoming.IsEmpty ? 0 : _timed.TryPeek(out var next, out _) ? next.Due : Never;

    private void Dispatch()
    {
        try
        {
            Engine.Dispatch();
        }
        catch (Exception e) when (_failed is not null)
        {
            _failed(e);
        }
    }

    private void RunDueWork()
    {
        while (_incoming.TryDequeue(out var work))
        {
            work.Order = _order++;
            _timed.Enqueue(work, work.Key);
        }
        var end = _order;
        for (var done = 0; done < WorkPerTurn && NextBefore(end) is { } work; done++)
        {
            try
            {
                work.Run();
            }
            catch (Exception e) when (_failed is not null)
            {
                _failed(e);
            }
        }
    }

    // What was scheduled since the turn's work began waits for the next turn.
    private Work? NextBefore(long end)
    {
        var soon = _soon.TryPeek(out var first) && first.Order < end;
        var timed = _timed.TryPeek(out var next, out _) && next.Due <= _nowTicks && next.Order < end;
        if (timed && !(soon && first!.Key.CompareTo(next!.Key) < 0)) return _timed.Dequeue();
        return soon ? _soon.Dequeue() : null;
    }
}
