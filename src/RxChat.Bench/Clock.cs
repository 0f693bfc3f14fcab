using System.Diagnostics;

namespace RxChat.Bench;

/// <summary>Nanoseconds since the process began to look: the run's time, and small enough for a payload.</summary>
internal static class Clock
{
    public const long Second = 1_000_000_000, Millisecond = 1_000_000;

    private static readonly long s_origin = Stopwatch.GetTimestamp();
    private static readonly double s_tick = (double)Second / Stopwatch.Frequency;

    public static long Now => (long)((Stopwatch.GetTimestamp() - s_origin) * s_tick);
}
