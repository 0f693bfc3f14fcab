using System.Reactive.Concurrency;

namespace RxChat;

/// <summary>What goes wrong in filters, logged once a minute at the most, with how often it went wrong in between.</summary>
internal sealed class FilterReports(IScheduler time, Action<LogLevel, string, string> log)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMinutes(1);

    private DateTimeOffset? _last;
    private int _untold;

    public void Add(Exception error)
    {
        var now = time.Now;
        if (now - _last < s_pause)
        {
            _untold++;
            return;
        }
        var more = _untold == 0 ? "" : $" ({_untold} more since the last report)";
        (_last, _untold) = (now, 0);
        log(LogLevel.Error, "filter failed", error + more);
    }
}
