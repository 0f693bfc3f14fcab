using System.Reactive.Concurrency;

namespace RxChat;

/// <summary>What schedulers of virtual time tell of themselves.</summary>
internal static class VirtualTime
{
    /// <summary>Whether the scheduler lets time pass at this moment, so that whoever asks is called by it.</summary>
    public static bool IsRunning(IScheduler scheduler) =>
        scheduler is VirtualTimeSchedulerBase<DateTimeOffset, TimeSpan> { IsEnabled: true }
            or VirtualTimeSchedulerBase<long, long> { IsEnabled: true } or IMachineTime { IsRunning: true };

    /// <summary>
    /// Whether time is virtual and stands still: whatever happens then comes from real time, and would come otherwise
    /// the next time.
    /// </summary>
    public static bool Stands(IScheduler scheduler) =>
        scheduler is VirtualTimeSchedulerBase<DateTimeOffset, TimeSpan> { IsEnabled: false }
            or VirtualTimeSchedulerBase<long, long> { IsEnabled: false } or IMachineTime { IsRunning: false };
}
