using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace RxChat;

/// <summary>A message that a filter rejected, or disconnected its sender for.</summary>
/// <param name="Message">As it came to the step that did.</param>
/// <param name="Reason">What the sender is told.</param>
public sealed record Rejection(ChatMessage Message, string Reason);

public static partial class FilterOperators
{
    /// <summary>
    /// A filter that sees what it rejects itself, wherever in it that happens, so that it can answer too much of it.
    /// </summary>
    /// <param name="messages">What was said.</param>
    /// <param name="filter">Made of messages, and of the rejections of these messages as they happen; what it rejects
    /// for a rejection is one more. They end with the messages.</param>
    public static IObservable<ChatMessage> WithRejections(
        this IObservable<ChatMessage> messages,
        Func<IObservable<ChatMessage>, IObservable<Rejection>, IObservable<ChatMessage>> filter)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(filter);
        return Observable.Create<ChatMessage>(observer =>
        {
            var rejected = new Subject<Rejection>();
            var watched = messages.Select(message =>
            {
                message.Enter(nameof(WithRejections));
                return message with { Outcomes = new WatchedOutcomes(message.Outcomes, rejected) };
            });
            return filter(watched.Do(static _ => { }, rejected.OnCompleted), rejected).Subscribe(observer);
        });
    }

    private sealed class WatchedOutcomes(IOutcomes? told, IObserver<Rejection> rejected) : IOutcomes
    {
        public IOutcomes Origin => told?.Origin ?? this;

        public void Add(ChatMessage message, Command outcome)
        {
            told?.Add(message, outcome);
            if (outcome is Refuse { Refusal: Filtered refused })
                rejected.OnNext(new Rejection(message, refused.Reason));
            else if (outcome is Disconnect { Reason: Filtered disconnected } && outcome.By == message.By)
                rejected.OnNext(new Rejection(message, disconnected.Reason));
        }

        public void Enter(string step) => told?.Enter(step);

        public void Report(Exception error) => told?.Report(error);
    }
}
