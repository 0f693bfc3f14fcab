using System.Globalization;

namespace RxChat;

public static partial class FilterOperators
{
    /// <summary>
    /// Rejects texts of more than so many characters as people count them (text elements, so a
    /// flag or an accented letter is one).
    /// </summary>
    public static IObservable<ChatMessage> MaxLength(this IObservable<ChatMessage> messages, int characters)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(characters);
        return messages.RejectWhere(
            message =>
                message.Text.Length > characters && new StringInfo(message.Text).LengthInTextElements > characters,
            $"a message may have at most {characters} characters");
    }
}
