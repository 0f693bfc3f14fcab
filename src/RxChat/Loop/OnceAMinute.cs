using System.Reactive.Concurrency;

namespace RxChat;

/// <summary>What may happen any number of times is told once a minute at the most, and then how often it did.</summary>
internal sealed class OnceAMinute(IScheduler time)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMinutes(1);

    private TimeSpan? _last;
    private int _untold;

    /// <summary>
    /// Whether to tell it this time; if so, <paramref name="more"/> says how many were not told since, or nothing.
    /// </summary>
    public bool Tells(out string more)
    {
        more = "";
        var now = time.Elapsed();
        if (now - _last < s_pause)
        {
            _untold++;
            return false;
        }
        if (_untold > 0) more = $" ({_untold} more since the last report)";
        (_last, _untold) = (now, 0);
        return true;
    }
}
