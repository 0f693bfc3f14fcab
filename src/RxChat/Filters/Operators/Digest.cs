using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace RxChat;

public static partial class FilterOperators
{
    /// <summary>
    /// Many alike become one: the first of a kind opens a window, at whose end it is said, with how many there were.
    /// What is said once is said as it was, a window later.
    /// </summary>
    /// <param name="messages">What was said.</param>
    /// <param name="window">How long alike ones are gathered.</param>
    /// <param name="kind">What makes messages alike; null is the same text in the same room, whatever the case.</param>
    /// <param name="kinds">The most windows open at a time; what would open another is said at once.</param>
    /// <param name="scheduler">The timer; null is the system's.</param>
    public static IObservable<ChatMessage> Digest(
        this IObservable<ChatMessage> messages,
        TimeSpan window,
        Func<ChatMessage, string>? kind = null,
        int kinds = 1000,
        IScheduler? scheduler = null)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(kinds);
        var timer = scheduler ?? Scheduler.Default;
        return Observable.Defer(() =>
        {
            var counts = new Dictionary<(string, string), int>();
            return messages.SelectMany(message =>
            {
                message.Enter(nameof(Digest));
                var key = (message.Room, kind is null ? new FoldedText(message.Text).Text : kind(message));
                if (counts.TryGetValue(key, out var count))
                {
                    counts[key] = count + 1;
                    return Observable.Empty<ChatMessage>();
                }
                if (counts.Count >= kinds) return Observable.Return(message);
                counts[key] = 1;
                return Observable.Timer(window, timer).Select(_ => counts.Remove(key, out var alike) && alike > 1
                    ? message with { Text = $"{message.Text} (×{alike})" }
                    : message);
            });
        });
    }
}
