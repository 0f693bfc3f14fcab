using System.Reactive.Concurrency;

namespace RxChat;

/// <summary>How many messages filters were given, and how long they took; in virtual time they take none.</summary>
internal sealed class FilterWork(IScheduler time)
{
    private readonly EventLoop? _loop = time as EventLoop;
    private long _ticks;

    public long Messages { get; private set; }

    public double Seconds => TimeSpan.FromTicks(Volatile.Read(ref _ticks)).TotalSeconds;

    /// <summary>When a message is given to one.</summary>
    public TimeSpan Begin()
    {
        Messages++;
        return _loop?.Elapsed ?? TimeSpan.Zero;
    }

    /// <summary>When it has let go of it, or kept it for later.</summary>
    public void End(TimeSpan began)
    {
        if (_loop is not null) _ticks += (_loop.Elapsed - began).Ticks;
    }
}
