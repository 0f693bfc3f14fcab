using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace RxChat;

public static partial class FilterOperators
{
    /// <summary>Rejects what somebody of this name says, for a time from the subscription on.</summary>
    /// <param name="messages">What was said.</param>
    /// <param name="name">Who is muted, whatever the case.</param>
    /// <param name="duration">For how long.</param>
    /// <param name="scheduler">The clock; null is the system's.</param>
    public static IObservable<ChatMessage> Mute(this IObservable<ChatMessage> messages, string name, TimeSpan duration,
        IScheduler? scheduler = null)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        var clock = scheduler ?? Scheduler.Default;
        return Observable.Defer(() =>
        {
            var watch = clock.StartStopwatch();
            return messages.RejectWhere(
                message => watch.Elapsed < duration && Names.Comparer.Equals(message.From, name), "you are muted");
        });
    }
}
