using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace RxChat;

public static partial class FilterOperators
{
    /// <summary>
    /// Holds some messages for a while before they are said, and everything else of their senders behind
    /// them, so that each sender's order stays; the other senders go on. Meant for everyone: what waits
    /// for a client that leaves is not said.
    /// </summary>
    /// <param name="messages">What was said.</param>
    /// <param name="needsReview">Which wait; those of nobody's connection have one order together.</param>
    /// <param name="delay">How long.</param>
    /// <param name="waiting">The most messages that wait; one more that should is rejected.</param>
    /// <param name="scheduler">The timer; null is the system's.</param>
    public static IObservable<ChatMessage> Review(
        this IObservable<ChatMessage> messages,
        Func<ChatMessage, bool> needsReview,
        TimeSpan delay,
        int waiting = 1000,
        IScheduler? scheduler = null)
    {
        ArgumentNullException.ThrowIfNull(needsReview);
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        var timer = scheduler ?? Scheduler.Default;
        return messages.InOrder(
            message => needsReview(message) ? Observable.Timer(delay, timer).Select(_ => message) : null,
            waiting,
            "too much waits for review, try later");
    }
}
