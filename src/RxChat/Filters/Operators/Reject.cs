using System.Reactive.Linq;
using System.Runtime.CompilerServices;

namespace RxChat;

public static partial class FilterOperators
{
    /// <summary>Rejects the messages a predicate holds for; their senders are told the reason.</summary>
    public static IObservable<ChatMessage> Reject(
        this IObservable<ChatMessage> messages, Func<ChatMessage, bool> predicate, string reason)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return messages.RejectWhere(predicate, reason);
    }

    /// <summary>
    /// Rejects the messages whose text a regular expression matches, whatever the case: as it was written, or with the
    /// width of letters, accents and invisible characters taken away.
    /// </summary>
    /// <param name="messages">What was said.</param>
    /// <param name="pattern">An expression for .NET's non-backtracking engine, so that no text takes more than linear
    /// time; look-arounds and back-references are not in it.</param>
    /// <param name="reason">What the sender is told.</param>
    public static IObservable<ChatMessage> Reject(
        this IObservable<ChatMessage> messages, string pattern, string reason = "that is not said here")
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var expression = SharedExpressions.Of(pattern);
        return messages.RejectWhere(
            message => expression.IsMatch(message.Text) || expression.IsMatch(new FoldedText(message.Text).Text),
            reason);
    }

    private static IObservable<ChatMessage> RejectWhere(
        this IObservable<ChatMessage> messages,
        Func<ChatMessage, bool> predicate,
        string reason,
        [CallerMemberName] string step = "")
    {
        ArgumentNullException.ThrowIfNull(messages);
        return messages.Where(message =>
        {
            message.Enter(step);
            if (!predicate(message)) return true;
            message.Reject(reason);
            return false;
        });
    }
}
