namespace RxChat;

/// <summary>
/// The time of day on a loop: read about once a second and counted on monotonically between, so that it follows a clock
/// that was stepped, or a machine that slept, and costs nothing within a turn. By less than a second it never goes
/// back.
/// </summary>
/// <param name="read">The system's.</param>
internal sealed class WallClock(Func<DateTimeOffset> read)
{
    private DateTimeOffset _readTime;
    private DateTimeOffset _now;
    private long _readAt = -TimeSpan.TicksPerDay;

    /// <summary>The present time, wherever one is.</summary>
    public DateTimeOffset Read() => read();

    /// <summary>At a time of the loop, in ticks, none earlier than the last one asked for.</summary>
    public DateTimeOffset At(long ticks)
    {
        if (ticks - _readAt >= TimeSpan.TicksPerSecond) (_readTime, _readAt) = (read(), ticks);
        var now = _readTime.AddTicks(ticks - _readAt);
        if (now < _now && _now - now < TimeSpan.FromSeconds(1)) return _now;
        return _now = now;
    }
}
