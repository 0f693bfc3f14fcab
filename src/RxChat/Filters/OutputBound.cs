using System.Reactive.Concurrency;

namespace RxChat;

/// <summary>
/// Counts what a pipeline puts out and tells: for one message that came in, or at one moment of time on top of what
/// came in and did not come out yet, so that a filter that floods is found.
/// </summary>
internal struct OutputBound(IScheduler time)
{
    /// <summary>The most of each.</summary>
    public const int Most = 1000;

    private TimeSpan _moment;
    private long _owed;
    private int _put;
    private int _told;

    /// <summary>A message, or a command of the filter's own, comes in.</summary>
    public void Begin(bool isOwed)
    {
        (_put, _told, _moment) = (0, 0, time.Elapsed());
        if (isOwed) _owed++;
    }

    /// <summary>Counts a message; whether it is one too many.</summary>
    public bool Puts(bool isAnswer)
    {
        Look();
        // What many messages had delayed may well come out together.
        var isOwed = _owed > 0;
        if (isOwed) _owed--;
        return (isAnswer || !isOwed) && ++_put > Most;
    }

    /// <summary>Counts what is told to somebody; whether it is one too many.</summary>
    public bool Tells()
    {
        Look();
        return ++_told > Most;
    }

    private void Look()
    {
        if (time.Elapsed() is var now && now != _moment) (_put, _told, _moment) = (0, 0, now);
    }
}
