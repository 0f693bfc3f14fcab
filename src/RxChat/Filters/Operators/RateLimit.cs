using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace RxChat;

public static partial class FilterOperators
{
    /// <summary>
    /// Of each sender, passes at most <paramref name="count"/> messages in any window of <paramref name="per"/>; the
    /// burst is as many. The others are rejected, and do not count.
    /// </summary>
    /// <remarks>
    /// Keeps the times of the last messages of senders who spoke within the window, of 100,000 senders at most.
    /// </remarks>
    /// <param name="messages">What was said.</param>
    /// <param name="count">How many.</param>
    /// <param name="per">In what time: a window that slides.</param>
    /// <param name="scheduler">The clock; null is the system's.</param>
    public static IObservable<ChatMessage> RateLimit(
        this IObservable<ChatMessage> messages, int count, TimeSpan per, IScheduler? scheduler = null)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(per, TimeSpan.Zero);
        var clock = scheduler ?? Scheduler.Default;
        return Observable.Defer(() =>
        {
            var watch = clock.StartStopwatch();
            var senders = new Recent<long, SlidingWindow>(per);
            return messages.RejectWhere(
                message =>
                {
                    var now = watch.Elapsed;
                    return !senders.Touch(message.ClientId, now).TryPass(now, count, per);
                },
                $"slow down: at most {count} messages in {per.TotalSeconds:0.###} s");
        });
    }
}
