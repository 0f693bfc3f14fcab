using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace RxChat;

/// <summary>
/// A text as words are looked for in it: lower case, full-width letters made ordinary, accents, combining marks and
/// invisible characters left out; with the way back to the places in the original.
/// </summary>
internal readonly struct FoldedText
{
    /// <summary>Linear in the text, whatever the expression.</summary>
    public const RegexOptions Options =
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    private static readonly SearchValues<char> s_plain = SearchValues.Create(
    [
        .. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c).Where(c => !char.IsAsciiLetterUpper(c)),
        '\n',
        '\t',
    ]);

    private readonly int[]? _places;

    public FoldedText(string original)
    {
        if (!original.AsSpan().ContainsAnyExcept(s_plain))
        {
            (Text, _places) = (original, null);
            return;
        }
        var folded = new StringBuilder(original.Length);
        var places = new List<int>(original.Length + 1);
        for (var i = 0; i < original.Length; i++)
        {
            var c = original[i];
            if (IsUnseen(c)) continue;
            folded.Append(char.ToLowerInvariant(
                c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - '\uFF01' + '!') : LatinLetters.Plain(c)));
            places.Add(i);
        }
        places.Add(original.Length);
        (Text, _places) = (folded.ToString(), [.. places]);
    }

    public string Text { get; }

    /// <summary>Where a part of the folded text lies in the original, with the marks on its last character.</summary>
    public Range InOriginal(int start, int length) =>
        _places is null ? start..(start + length) : _places[start].._places[start + length];

    private static bool IsUnseen(char c) => CharUnicodeInfo.GetUnicodeCategory(c)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format;
}
