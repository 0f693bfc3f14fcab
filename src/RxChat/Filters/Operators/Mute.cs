using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace RxChat;

public static partial class FilterOperators
{
    /// <summary>Who has one name after the other is known by it, so many at the most.</summary>
    private const int MostMuted = 1000;

    /// <summary>
    /// Rejects what somebody of this name says, for a time from the subscription on. Who has spoken under it stays
    /// muted under any other, and by another connection of the same account or address.
    /// </summary>
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
            var muted = new HashSet<SenderKey>();
            return messages.RejectWhere(
                message =>
                {
                    if (watch.Elapsed >= duration) return false;
                    var sender = SenderKey.Of(message);
                    if (!Names.Comparer.Equals(message.From, name)) return muted.Contains(sender);
                    if (message.Sender is not null && muted.Count < MostMuted) muted.Add(sender);
                    return true;
                },
                "you are muted");
        });
    }

    /// <summary>
    /// Rejects what somebody says for a time after each time that they are named, by whatever other name or connection
    /// of the same account or address.
    /// </summary>
    /// <param name="messages">What was said.</param>
    /// <param name="people">Who is muted, from when they come. Its error is the filter's; its end changes nothing.
    /// </param>
    /// <param name="duration">For how long.</param>
    /// <param name="scheduler">The clock; null is the system's.</param>
    public static IObservable<ChatMessage> Mute(
        this IObservable<ChatMessage> messages,
        IObservable<Person> people,
        TimeSpan duration,
        IScheduler? scheduler = null)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(people);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        var clock = scheduler ?? Scheduler.Default;
        return Observable.Create<ChatMessage>(observer =>
        {
            var watch = clock.StartStopwatch();
            var muted = new Recent<SenderKey, Muted>(duration);
            var naming = people.Subscribe(
                person => muted.Touch(SenderKey.Of(person), watch.Elapsed).Until = watch.Elapsed + duration,
                observer.OnError);
            var passing = messages.Where(message =>
            {
                message.Enter(nameof(Mute));
                var left = muted.Touch(SenderKey.Of(message), watch.Elapsed).Until - watch.Elapsed;
                if (left <= TimeSpan.Zero) return true;
                message.Reject($"you are muted for another {Math.Ceiling(left.TotalSeconds):0} s");
                return false;
            });
            return StableCompositeDisposable.Create(naming, passing.Subscribe(observer));
        });
    }

    private sealed class Muted
    {
        public TimeSpan Until { get; set; }
    }
}
