using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace RxChat;

/// <summary>
/// Text is data: decoded once, strictly, and freed of what could pass for structure on a wire, a terminal or in a log.
/// </summary>
internal static class Text
{
    /// <summary>C0 controls but TAB and LF, DEL, and C1 controls.</summary>
    private static readonly SearchValues<char> s_controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Where(c => c is not ('\t' or '\n')).Concat(Enumerable.Range(0x7F, 0x21))
            .Select(c => (char)c)]);

    /// <summary>
    /// UTF-8 (RFC 3629: no overlong forms, no surrogates) to text: CR LF becomes LF, other controls become U+FFFD.
    /// </summary>
    /// <exception cref="InvalidTextException">The bytes are not UTF-8.</exception>
    public static string Decode(ReadOnlySpan<byte> utf8)
    {
        // Printable ASCII, most of what is said, is valid and clean as it is.
        if (!utf8.ContainsAnyExceptInRange((byte)' ', (byte)'~')) return Encoding.Latin1.GetString(utf8);
        if (!Utf8.IsValid(utf8)) throw new InvalidTextException();
        return Clean(Encoding.UTF8.GetString(utf8));
    }

    /// <summary>The same for text that did not come as bytes, from a filter or an embedder.</summary>
    public static string Clean(string text)
    {
        if (!text.AsSpan().ContainsAny(s_controls)) return text;
        var clean = new StringBuilder(text).Replace("\r\n", "\n");
        for (var i = 0; i < clean.Length; i++)
        {
            if (s_controls.Contains(clean[i])) clean[i] = '\uFFFD';
        }
        return clean.ToString();
    }

    /// <summary>As much of a text as takes at most so many bytes of UTF-8, cut between characters.</summary>
    public static string Cut(string text, int bytes)
    {
        var end = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if ((bytes -= rune.Utf8SequenceLength) < 0) break;
            end += rune.Utf16SequenceLength;
        }
        return text[..end];
    }

    /// <summary>A piece of somebody's input for an answer: short, and cut between characters.</summary>
    public static string Quote(ReadOnlySpan<char> input, int maximum = 40)
    {
        if (input.Length <= maximum) return input.ToString();
        var end = char.IsHighSurrogate(input[maximum - 1]) ? maximum - 1 : maximum;
        return string.Concat(input[..end], "…");
    }
}

/// <summary>A frame is not UTF-8.</summary>
internal sealed class InvalidTextException() : Exception("a message must be valid UTF-8");
