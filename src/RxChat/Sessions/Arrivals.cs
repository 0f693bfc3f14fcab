using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace RxChat;

/// <summary>
/// Who has connected and is not announced yet: everybody comes, in order, before a byte of anybody is heard, and a
/// moment after connecting at the latest. Who has left by then without one, as probes of a port do, never comes.
/// </summary>
/// <param name="moment">How long that is; zero announces everybody at once.</param>
/// <param name="scheduler">The server's.</param>
internal sealed class Arrivals(TimeSpan moment, IScheduler scheduler)
{
    /// <summary>Longer than a probe is connected, shorter than anybody notices.</summary>
    public static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    private readonly Queue<(TimeSpan Due, Action Come)> _waiting = new();
    private bool _isScheduled;

    /// <summary>Calls <paramref name="come"/> once, when it is time, also for who has left meanwhile.</summary>
    public void Wait(Action come)
    {
        _waiting.Enqueue((scheduler.Elapsed() + moment, come));
        if (moment == TimeSpan.Zero) ComeAll();
        else ScheduleNext();
    }

    public void ComeAll()
    {
        while (_waiting.TryDequeue(out var next)) next.Come();
    }

    private void ScheduleNext()
    {
        if (_isScheduled || !_waiting.TryPeek(out var next)) return;
        _isScheduled = true;
        scheduler.Schedule(this, next.Due - scheduler.Elapsed(), static (_, self) => self.ComeDue());
    }

    private IDisposable ComeDue()
    {
        _isScheduled = false;
        while (_waiting.TryPeek(out var next) && next.Due <= scheduler.Elapsed()) _waiting.Dequeue().Come();
        ScheduleNext();
        return Disposable.Empty;
    }
}
