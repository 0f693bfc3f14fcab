using System.Globalization;
using System.Text;

namespace RxChat;

/// <summary>Names of people and rooms: letters and digits of any script, '-', '_' and '.', compared without regard to case.</summary>
internal static class Names
{
    /// <summary>How guests are called; nobody else may be.</summary>
    public const string GuestPrefix = "guest-";

    /// <summary>Two names with the same key are the same name.</summary>
    public static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    public static string Guest(long id) => string.Create(CultureInfo.InvariantCulture, $"{GuestPrefix}{id}");

    /// <summary>Null when the name is fine, else why it is not.</summary>
    public static string? Problem(string name, int maximum, string kind)
    {
        var length = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            length++;
            if (!IsAllowed(rune)) return $"a {kind} has letters, digits, '-', '_' and '.' only";
        }
        if (length == 0) return $"a {kind} is missing";
        return length > maximum ? $"a {kind} has at most {maximum} characters" : null;
    }

    public static bool IsReserved(string name) =>
        name.StartsWith(GuestPrefix, StringComparison.OrdinalIgnoreCase)
        && name.AsSpan(GuestPrefix.Length).IndexOfAnyExceptInRange('0', '9') < 0;

    // Full-width forms look like the ordinary letters, and are other ones.
    private static bool IsAllowed(Rune rune) =>
        rune.Value is < 0xFF00 or > 0xFFEF && Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber || rune.Value is '-' or '_' or '.';
}
