using System.Reactive.Concurrency;

namespace RxChat;

public static partial class FilterOperators
{
    /// <summary>Rejects what is said from one time of day to another, which may be past midnight; in UTC.</summary>
    /// <param name="messages">What was said.</param>
    /// <param name="from">The first moment of quiet.</param>
    /// <param name="to">The first moment after it.</param>
    /// <param name="scheduler">The clock; null is the system's.</param>
    public static IObservable<ChatMessage> QuietHours(
        this IObservable<ChatMessage> messages, TimeOnly from, TimeOnly to, IScheduler? scheduler = null)
    {
        if (from == to) throw new ArgumentException("quiet hours end at another time than they begin", nameof(to));
        var clock = scheduler ?? Scheduler.Default;
        return messages.RejectWhere(
            _ => TimeOnly.FromTimeSpan(clock.Now.UtcDateTime.TimeOfDay).IsBetween(from, to),
            $"quiet hours: nothing is said from {from:HH:mm} to {to:HH:mm} UTC");
    }
}
