using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reactive.Concurrency;

namespace RxChat;

/// <summary>
/// One thread on which everything of a server happens, as an <see cref="IScheduler"/>: a turn waits until something is
/// due or ready, handles what is ready, then runs the work that is due, equal times in the order they were scheduled.
/// </summary>
/// <remarks>
/// <para><c>Schedule</c> may be called from any thread; work always runs on the loop's thread, never inside
/// <c>Schedule</c>. Work scheduled by work runs a turn later at the earliest, so readiness is never starved.</para>
/// <para>Time is read once per turn: within a turn <see cref="Now"/> stands still. Due times are monotonic;
/// <see cref="Now"/> is the time of day, read anew about once a second, so it follows a clock that is stepped. What
/// takes the difference of two times asks for an <see cref="IStopwatchProvider"/>, as Rx's own operators do.</para>
/// <para>Work that was due runs after every socket was heard that had something to say when it was due, also when the
/// process, or a turn, stood still meanwhile: silence is not the loop's own.</para>
/// <para>Work MUST NOT block: nothing else moves meanwhile. Work that throws costs only itself: the exception is handed
/// to <c>failed</c> and the loop goes on. Where there is no <c>failed</c>, or it throws itself, the exception is
/// written to standard error.</para>
/// </remarks>
public sealed partial class EventLoop
    : ILoopTime, ISchedulerPeriodic, IStopwatchProvider, IServiceProvider, IDisposable
{
    /// <summary>
    /// Items of due work in one turn; the rest waits for the next, so that sockets are looked at in between.
    /// </summary>
    private const int WorkPerTurn = 4096;

    /// <summary>Ticks after which nothing is ever due, far from overflow.</summary>
    private const long Never = long.MaxValue / 4;

    /// <summary>The longest wait in ticks: an hour, which every engine can express.</summary>
    private const long LongestWait = TimeSpan.TicksPerHour;

    /// <summary>Who is this late has stood still, in ticks.</summary>
    private const long StoodStill = TimeSpan.TicksPerSecond / 10;

    private readonly Engine _engine;
    private readonly ConcurrentQueue<Work> _incoming = new();
    private readonly Agenda _agenda = new();
    private readonly Action<Exception>? _failed;
    private readonly Thread _thread;
    private readonly int _threadId;
    private readonly WallClock _clock;
    private readonly long _startedTicks = Stopwatch.GetTimestamp();
    private DateTimeOffset _now;
    private long _nowTicks;
    private long _readsHeldUntil;
    private volatile bool _stopped;
    private Watchdog? _watchdog;

    /// <summary>With an engine and a time of day of the caller's; the clock is read on any thread.</summary>
    internal EventLoop(Engine engine, Action<Exception>? failed, Func<DateTimeOffset> clock)
    {
        (_engine, _failed, _clock) = (engine, failed, new WallClock(clock));
        _thread = new Thread(Run) { IsBackground = true, Name = "rxchat-loop" };
        _threadId = _thread.ManagedThreadId;
        _thread.Start();
    }

    /// <summary>The time of day: the turn's on the loop's thread, the present one elsewhere.</summary>
    public DateTimeOffset Now => IsCurrent ? _now : _clock.Read();

    bool ILoopTime.IsCurrent => IsCurrent;

    TimeSpan ILoopTime.Monotonic => Monotonic;

    internal bool IsCurrent => Environment.CurrentManagedThreadId == _threadId;

    /// <summary>The turn's time since the loop started.</summary>
    internal TimeSpan TurnBegan => TimeSpan.FromTicks(_nowTicks);

    /// <summary>
    /// Time since the loop started as <see cref="Now"/> tells it: the turn's on the loop's thread, the present one
    /// elsewhere.
    /// </summary>
    internal TimeSpan Monotonic => IsCurrent ? TurnBegan : Elapsed;

    /// <summary>Where the time that each turn takes is recorded, without its wait.</summary>
    internal Histogram<double>? TurnTime { get; set; }

    /// <summary>Work that it holds or held.</summary>
    internal int Held => _agenda.Count;

    /// <summary>Real time since the loop started, which goes on within a turn.</summary>
    internal TimeSpan Elapsed => TimeSpan.FromTicks(ElapsedTicks());

    /// <summary>
    /// Leaves what the sockets receive to gather until then, or until a timer is due: it runs after a read even so.
    /// </summary>
    internal void HoldReads(TimeSpan until) => _readsHeldUntil = until.Ticks;

    /// <summary>
    /// Has slow turns told on another thread, from the next turn on; the first who asks is heard. On the loop.
    /// </summary>
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
    public IDisposable Schedule<TState>(
        TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
        Schedule(state, dueTime - Now, action);

    /// <summary>
    /// Runs an action every <paramref name="period"/>; a period missed while the loop was busy is not made up for.
    /// </summary>
    public IDisposable SchedulePeriodic<TState>(TState state, TimeSpan period, Func<TState, TState> action)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.Zero);
        return new PeriodicWork<TState>(this, state, period, action);
    }

    /// <summary>
    /// A stopwatch that no step of a clock touches; on the loop's thread it stands still within a turn.
    /// </summary>
    public IStopwatch StartStopwatch() => new LoopStopwatch(this);

    /// <inheritdoc />
    public object? GetService(Type serviceType) =>
        serviceType == typeof(ISchedulerPeriodic) || serviceType == typeof(IStopwatchProvider) ? this : null;

    /// <summary>As the public ones, for work made before.</summary>
    internal void Schedule(Work work, TimeSpan dueTime)
    {
        var wait = Math.Clamp(dueTime.Ticks, 0, Never);
        work.IsSoon = wait == 0;
        work.Due = Monotonic.Ticks + wait;
        if (IsCurrent)
        {
            _agenda.Add(work);
            return;
        }
        _incoming.Enqueue(work);
        _engine.Wake();
    }

    /// <summary>Something of it was disposed before, or after, it ran; from any thread.</summary>
    internal void Cancelled() => _agenda.Cancelled();

    /// <summary>
    /// Ends the loop after the turn under way and waits for it, unless called on the loop itself. Work still queued is
    /// dropped.
    /// </summary>
    public void Dispose()
    {
        _stopped = true;
        _engine.Wake();
        if (!IsCurrent) _thread.Join();
    }

    private long ElapsedTicks() => Stopwatch.GetElapsedTime(_startedTicks).Ticks;

    private void Run()
    {
        while (!_stopped) Turn();
        _watchdog?.Dispose();
        _engine.Dispose();
    }

    // What runs was due before the sockets were looked at, never since: so a process that was stopped just now has read
    // them all before it judges who was silent. Reads are not held any longer then either.
    private void Turn()
    {
        var looked = ElapsedTicks();
        var next = _agenda.HasSoon || !_incoming.IsEmpty ? 0 : _agenda.NextTimed;
        var reads = looked >= _readsHeldUntil || _agenda.NextTimed <= looked;
        var until = Math.Min(next, reads ? looked + LongestWait : _readsHeldUntil);
        if (looked - _nowTicks > StoodStill) _engine.LookAtAll();
        _engine.Wait(looked, until, reads);
        _nowTicks = ElapsedTicks();
        if (_nowTicks - Math.Max(looked, until) > StoodStill) _engine.LookAtAll();
        _now = _clock.At(_nowTicks);
        _watchdog?.TurnBegins(TimeSpan.FromTicks(_nowTicks));
        if (reads) Dispatch();
        RunDueWork(reads ? looked : -1);
        _watchdog?.TurnEnds();
        if (TurnTime is { Enabled: true } recorded)
            recorded.Record(TimeSpan.FromTicks(ElapsedTicks() - _nowTicks).TotalSeconds);
    }

    private void RunDueWork(long due)
    {
        while (_incoming.TryDequeue(out var work))
        {
            if (!work.IsCancelled) _agenda.Add(work);
        }
        _agenda.Tidy();
        var end = _agenda.End;
        for (var done = 0; done < WorkPerTurn && _agenda.Next(due, end) is { } work; done++)
        {
            try
            {
                work.Run();
            }
            catch (Exception e)
            {
                Report(e);
            }
        }
    }

    private void Dispatch()
    {
        try
        {
            _engine.Dispatch();
        }
        catch (Exception e)
        {
            Report(e);
        }
    }

    private void Report(Exception error)
    {
        try
        {
            if (_failed is null) Console.Error.WriteLine($"rxchat-loop: {error}");
            else _failed(error);
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"rxchat-loop: {e}{Environment.NewLine}while this was told: {error}");
        }
    }
}
