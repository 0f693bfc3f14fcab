using System.Globalization;
using System.Text;

namespace RxChat;

/// <summary>Words of texts, as people look for them.</summary>
internal static class Words
{
    /// <summary>Those in a text: letters and digits, and the marks on them, of any script.</summary>
    public static IEnumerable<string> Of(string text)
    {
        var (start, at) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsOfWord(rune))
            {
                if (at > start) yield return text[start..at];
                start = at + rune.Utf16SequenceLength;
            }
            at += rune.Utf16SequenceLength;
        }
        if (at > start) yield return text[start..at];
    }

    /// <summary>Whether a text has a word, whatever the case.</summary>
    public static bool Has(string text, string word)
    {
        // Two that are ASCII are the same or not without being read as names; a name with signs is no word of any text.
        if ((Ascii.IsValid(text) && Ascii.IsValid(word)) || !word.EnumerateRunes().All(IsOfWord))
            return HasWithin(text, word);
        return Of(text).Contains(word, Names.Comparer);
    }

    private static bool HasWithin(string text, string word)
    {
        for (var at = 0; ; at++)
        {
            var next = text.AsSpan(at).IndexOf(word, StringComparison.OrdinalIgnoreCase);
            if (next < 0) return false;
            at += next;
            var end = at + word.Length;
            if (!EndsInWord(text.AsSpan(0, at)) && !BeginsWithWord(text.AsSpan(end))) return true;
        }
    }

    private static bool EndsInWord(ReadOnlySpan<char> text)
    {
        Rune.DecodeLastFromUtf16(text, out var rune, out _);
        return IsOfWord(rune);
    }

    private static bool BeginsWithWord(ReadOnlySpan<char> text)
    {
        Rune.DecodeFromUtf16(text, out var rune, out _);
        return IsOfWord(rune);
    }

    private static bool IsOfWord(Rune rune) =>
        Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
}
