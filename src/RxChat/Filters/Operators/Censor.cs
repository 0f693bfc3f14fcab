using System.Reactive.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace RxChat;

public static partial class FilterOperators
{
    /// <summary>
    /// Replaces words by as many stars: whole words only, whatever their case, the width of letters, accents,
    /// or invisible characters among them.
    /// </summary>
    /// <param name="messages">What was said.</param>
    /// <param name="words">Which. All of them are looked for in one pass that is linear in the text.</param>
    public static IObservable<ChatMessage> Censor(this IObservable<ChatMessage> messages, params string[] words)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(words);
        if (words.Length == 0) return messages;
        var expression = SharedExpressions.Of(AnyOf(words));
        return messages.Select(message => Censored(message, expression));
    }

    // The longest first: where one word begins another, the whole is meant.
    private static string AnyOf(string[] words)
    {
        var folded = words.Select(word => new FoldedText(word).Text).ToArray();
        if (folded.Any(string.IsNullOrWhiteSpace))
            throw new ArgumentException("a word has something to see in it", nameof(words));
        return string.Join('|', folded.OrderByDescending(word => word.Length).Select(Whole));
    }

    // An end that is no letter (c++) is an end by itself.
    private static string Whole(string word) =>
        $"{(IsInWords(word[0]) ? @"\b" : "")}{Regex.Escape(word)}{(IsInWords(word[^1]) ? @"\b" : "")}";

    private static bool IsInWords(char c) => Regex.IsMatch(c.ToString(), @"\w");

    private static ChatMessage Censored(ChatMessage message, Regex expression)
    {
        message.Enter(nameof(Censor));
        var folded = new FoldedText(message.Text);
        StringBuilder? censored = null;
        foreach (var match in expression.EnumerateMatches(folded.Text))
        {
            censored ??= new StringBuilder(message.Text);
            var (start, length) = folded.InOriginal(match.Index, match.Length).GetOffsetAndLength(message.Text.Length);
            for (var i = start; i < start + length; i++) censored[i] = '*';
        }
        return censored is null ? message : message with { Text = censored.ToString() };
    }
}
