using System.Reactive.Concurrency;

namespace RxChat.Marbles;

/// <summary>
/// The virtual time that sources and recordings share: it plans what diagrams say, and lets time pass.
/// </summary>
internal sealed class MarbleClock
{
    private static readonly TimeSpan s_leastPatience = TimeSpan.FromDays(1);

    private readonly Action _start;
    private readonly Action _stop;
    private readonly Action<TimeSpan> _advance;
    private readonly Func<bool> _isRunning;
    private readonly Agenda _agenda;
    private int _recordings;
    private bool _untilRecorded;

    private MarbleClock(
        IScheduler scheduler,
        TimeSpan? frame,
        Action start,
        Action stop,
        Action<TimeSpan> advance,
        Func<bool> isRunning)
    {
        (Scheduler, _start, _stop, _advance, _isRunning) = (scheduler, start, stop, advance, isRunning);
        Frame = MarbleTime.CheckedFrame(frame);
        _agenda = new Agenda(scheduler);
    }

    public IScheduler Scheduler { get; }

    public TimeSpan Frame { get; }

    /// <summary>The scheduler for whoever was given none; null is an error.</summary>
    public IScheduler? Lent { get; set; }

    /// <summary>How long after the last marble of all diagrams it still waits: a day, or a thousand frames.</summary>
    private TimeSpan Patience =>
        TimeSpan.FromTicks(Math.Max(
            s_leastPatience.Ticks, Math.Min(Frame.Ticks, MarbleTime.Longest.Ticks / 1000) * 1000));

    public DateTimeOffset Now => Scheduler.Now;

    public static MarbleClock Of<TAbsolute, TRelative>(
        VirtualTimeSchedulerBase<TAbsolute, TRelative> scheduler, Func<TimeSpan, TRelative> relative, TimeSpan? frame)
        where TAbsolute : IComparable<TAbsolute>
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        ArgumentNullException.ThrowIfNull(relative);
        return new(
            scheduler,
            frame,
            scheduler.Start,
            scheduler.Stop,
            time => scheduler.AdvanceBy(relative(time)),
            () => scheduler.IsEnabled);
    }

    // TestScheduler moves what is due at once by a tick of 100 ns. That is no news to whoever counts
    // milliseconds, so microseconds are enough.
    public TimeSpan Since(DateTimeOffset zero)
    {
        var time = Now - zero;
        return Frame < TimeSpan.FromMilliseconds(1)
            ? time
            : TimeSpan.FromTicks(time.Ticks - (time.Ticks % MarbleTime.TicksPerMicrosecond));
    }

    public IDisposable Plan(DateTimeOffset due, Turn turn, Action action) => _agenda.Plan(due, turn, action);

    public void RecordingBegan() => _recordings++;

    public void RecordingEnded()
    {
        if (--_recordings == 0 && _untilRecorded) _stop();
    }

    public void RunIfStillAt(DateTimeOffset made)
    {
        if (Now == made && !_isRunning()) Run();
    }

    public void Run()
    {
        var latest = (Now > _agenda.Last ? Now : _agenda.Last) + Patience;
        using var patience = Scheduler.Schedule(latest, _stop);
        _untilRecorded = true;
        Run(_start);
    }

    public void Run(TimeSpan time) => Run(() => _advance(time));

    // A scheduler that is left by an exception believes that it still runs, and would do nothing the next time.
    private void Run(Action run)
    {
        try
        {
            RealTime.Forbid(run, Lent);
        }
        finally
        {
            _untilRecorded = false;
            _stop();
        }
    }
}
