using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace RxChat;

/// <summary>
/// When what was said in a turn of the loop goes out: at its end, or as much later as the pacing asks, while reads are
/// held.
/// </summary>
internal sealed class TurnEnd : Work
{
    private readonly Settings _settings;
    private readonly IScheduler _scheduler;
    private readonly Action _broadcast;
    private readonly EventLoop? _loop;
    private TimeSpan _notBefore;
    private bool _requested;

    /// <summary>For a broadcast that is called at the end of each turn for which it was requested.</summary>
    public TurnEnd(Settings settings, IScheduler scheduler, Action broadcast)
    {
        (_settings, _scheduler, _broadcast) = (settings, scheduler, broadcast);
        _loop = scheduler as EventLoop;
    }

    /// <summary>There is something to send.</summary>
    public void Request()
    {
        if (_requested) return;
        _requested = true;
        if (_loop is not null) _loop.Schedule(this, Hold(_loop));
        else _scheduler.Schedule(this, static (_, self) => { self.Run(); return Disposable.Empty; });
    }

    public override void Run()
    {
        _requested = false;
        var pacing = _settings.Options.Pacing;
        if (_loop is null || pacing.Factor <= 1)
        {
            _broadcast();
            return;
        }
        var began = _loop.Elapsed;
        _broadcast();
        var ended = _loop.Elapsed;
        var wait = (ended - began) * (pacing.Factor - 1);
        _notBefore = ended + (wait < pacing.Budget ? wait : pacing.Budget);
    }

    private TimeSpan Hold(EventLoop loop)
    {
        var wait = _notBefore - loop.TurnBegan;
        if (wait <= TimeSpan.Zero) return TimeSpan.Zero;
        loop.HoldReads(_notBefore);
        return wait;
    }
}
