using System.Reactive.Concurrency;

namespace RxChat;

internal static class ElapsedTime
{
    /// <summary>A time to take differences of: what <c>Now</c> is not, since a clock may be stepped. Monotonic on an
    /// <see cref="EventLoop"/>, where it stands still within a turn, and on a machine that is simulated; any other
    /// scheduler's <c>Now</c>, which in virtual time is the same.</summary>
    public static TimeSpan Elapsed(this IScheduler scheduler) =>
        scheduler is ILoopTime loop ? loop.Monotonic : TimeSpan.FromTicks(scheduler.Now.UtcTicks);
}
