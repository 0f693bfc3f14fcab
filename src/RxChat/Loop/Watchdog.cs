namespace RxChat;

/// <summary>
/// Tells when a turn of a loop takes too long, while it still does: on a thread of its own, because the loop cannot. It
/// looks once per limit while the loop is busy, and sleeps while the loop waits.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    /// <summary>Between two slow turns that are told: each may be slow.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly AutoResetEvent _wake = new(false);
    private readonly EventLoop _loop;
    private readonly TimeSpan _limit;
    private readonly Action<TimeSpan, bool> _tell;
    private long _began;
    private bool _sleeps;
    private volatile bool _stopped;

    /// <summary>Begins to watch.</summary>
    /// <param name="loop">Which reports its turns.</param>
    /// <param name="limit">How long a turn may take.</param>
    /// <param name="tell">Told how long a turn takes so far, and once it has ended how long it took; on the watchdog's
    /// thread.</param>
    public Watchdog(EventLoop loop, TimeSpan limit, Action<TimeSpan, bool> tell)
    {
        (_loop, _limit, _tell) = (loop, limit, tell);
        new Thread(Run) { IsBackground = true, Name = "rxchat-watchdog" }.Start();
    }

    // Written before the other is read, as on the other side: one of the two sees that the other has changed its mind.
    public void TurnBegins(TimeSpan now)
    {
        Interlocked.Exchange(ref _began, Math.Max(1, now.Ticks));
        if (Volatile.Read(ref _sleeps)) _wake.Set();
    }

    public void TurnEnds() => Volatile.Write(ref _began, 0);

    public void Dispose()
    {
        _stopped = true;
        _wake.Set();
    }

    private void Run()
    {
        var (told, lastTold) = (0L, -s_pause);
        while (!_stopped)
        {
            var began = Interlocked.Read(ref _began);
            if (told != 0 && began != told)
            {
                _tell(_loop.Elapsed - TimeSpan.FromTicks(told), true);
                told = 0;
            }
            if (began == 0)
            {
                SleepUntilATurn();
                continue;
            }
            var now = _loop.Elapsed;
            var left = TimeSpan.FromTicks(began) + _limit - now;
            if (left <= TimeSpan.Zero && told == 0 && now - lastTold >= s_pause)
            {
                (told, lastTold) = (began, now);
                _tell(now - TimeSpan.FromTicks(began), false);
            }
            _wake.WaitOne(left > TimeSpan.Zero ? left + TimeSpan.FromMilliseconds(1) : _limit);
        }
    }

    private void SleepUntilATurn()
    {
        Volatile.Write(ref _sleeps, true);
        Interlocked.MemoryBarrier();
        if (Interlocked.Read(ref _began) == 0 && !_stopped) _wake.WaitOne();
        Volatile.Write(ref _sleeps, false);
    }
}
