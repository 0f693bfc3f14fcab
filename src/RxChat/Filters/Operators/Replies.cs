using System.Reactive.Linq;

namespace RxChat;

public static partial class FilterOperators
{
    /// <summary>
    /// A bot: everything passes, and what the bot makes of it is said too, each reply after the message it was made of.
    /// </summary>
    /// <param name="messages">What was said.</param>
    /// <param name="bot">Messages in, replies out, in the room that a reply names. It does not hear replies.</param>
    public static IObservable<ChatMessage> Replies(
        this IObservable<ChatMessage> messages, Func<IObservable<ChatMessage>, IObservable<ChatMessage>> bot)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(bot);
        return messages.Where(message => Entered(message, nameof(Replies))).Publish(said => said.Merge(bot(said)));
    }
}
