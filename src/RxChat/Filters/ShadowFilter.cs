using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace RxChat;

/// <summary>Tries a filter on what is really said, without anybody noticing.</summary>
public static class ShadowFilter
{
    /// <summary>
    /// A filter that does what the live one does, and runs a candidate beside it on the same messages. Nothing of the
    /// candidate is delivered, and nobody is told its outcomes; when it fails it is built anew with the next message.
    /// </summary>
    /// <param name="live">What is in force; null passes all.</param>
    /// <param name="candidate">What is tried; null passes all.</param>
    /// <param name="report">Told of each message they differ about: at once, or five seconds after it was said if one
    /// of them does nothing with it until then. When within that time is no difference. It must not block or
    /// throw.</param>
    public static MessageFilter Shadow(this MessageFilter? live, MessageFilter? candidate,
        Action<ShadowDifference> report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return Shadow(live, candidate, report, late: null);
    }

    /// <summary>As the public one; what is said so much later by one of them is a difference, too.</summary>
    internal static MessageFilter Shadow(
        this MessageFilter? live, MessageFilter? candidate, Action<ShadowDifference> report, TimeSpan? late)
    {
        live ??= static (messages, _) => messages;
        candidate ??= static (messages, _) => messages;
        return (messages, time) => Observable.Create<ChatMessage>(observer =>
        {
            var comparison = new ShadowComparison(candidate, time, report, late);
            var said = new Subject<ChatMessage>();
            var output = live(said, time).Do(ShadowedMessage.Said).Subscribe(observer);
            var input = messages.Subscribe(
                message => comparison.Compare(message, said.OnNext),
                said.OnError,
                () =>
                {
                    comparison.Complete();
                    said.OnCompleted();
                });
            return StableCompositeDisposable.Create(input, output, comparison);
        });
    }
}
