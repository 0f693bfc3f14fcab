using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace RxChat;

public static partial class FilterOperators
{
    /// <summary>
    /// Passes one message of each sender per room in <paramref name="interval"/>; the
    /// others are rejected, and do not count.
    /// </summary>
    /// <param name="messages">What was said.</param>
    /// <param name="interval">The least time between two.</param>
    /// <param name="room">The room it is for; null is each room for itself.</param>
    /// <param name="scheduler">The clock; null is the system's.</param>
    public static IObservable<ChatMessage> SlowMode(
        this IObservable<ChatMessage> messages, TimeSpan interval, string? room = null, IScheduler? scheduler = null)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        var clock = scheduler ?? Scheduler.Default;
        return Observable.Defer(() =>
        {
            var watch = clock.StartStopwatch();
            var senders = new Recent<(long, string), SlidingWindow>(interval);
            return messages.RejectWhere(
                message =>
                {
                    if (room is not null && !Names.Comparer.Equals(room, message.Room)) return false;
                    var now = watch.Elapsed;
                    return !senders.Touch((message.ClientId, message.Room), now).TryPass(now, 1, interval);
                },
                $"slow mode: one message every {interval.TotalSeconds:0.###} s");
        });
    }
}
