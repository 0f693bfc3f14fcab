using System.Globalization;
using Wcwidth;

namespace RxChat.Server.Connect;

/// <summary>How many columns of a terminal a text takes.</summary>
internal static class Columns
{
    public static int Of(string text)
    {
        var columns = 0;
        for (var at = 0; at < text.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(text, at);
            columns += OfCharacter(text.AsSpan(at, length));
            at += length;
        }
        return columns;
    }

    /// <summary>Of one character as people see it: marks and joiners take none.</summary>
    private static int OfCharacter(ReadOnlySpan<char> character)
    {
        var most = 0;
        foreach (var rune in character.EnumerateRunes())
            most = Math.Max(most, UnicodeCalculator.GetWidth(rune.Value));
        return most;
    }

    /// <summary>The part of a text around a place that fits, and at which column of it the place is.</summary>
    public static (string Part, int Column) Window(string text, int cursor, int columns)
    {
        var (start, before) = (0, Of(text[..cursor]));
        // The end of what is typed stays in sight.
        while (before >= columns && start < cursor)
        {
            var length = StringInfo.GetNextTextElementLength(text, start);
            before -= OfCharacter(text.AsSpan(start, length));
            start += length;
        }
        var (end, used) = (start, 0);
        while (end < text.Length)
        {
            var length = StringInfo.GetNextTextElementLength(text, end);
            used += OfCharacter(text.AsSpan(end, length));
            if (used >= columns) break;
            end += length;
        }
        return (text[start..end], before);
    }
}
