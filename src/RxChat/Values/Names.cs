using System.Globalization;
using System.Text;

namespace RxChat;

/// <summary>
/// Names of people and rooms: letters and digits of any script, '-', '_' and '.', compared without regard to case.
/// </summary>
internal static class Names
{
    /// <summary>How guests are called; nobody else may be.</summary>
    public const string GuestPrefix = "guest-";

    /// <summary>What filters and the program call themselves, if they do not say otherwise.</summary>
    public const string Bot = "bot", Server = "server";

    /// <summary>Two names with the same key are the same name.</summary>
    public static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    public static string Guest(long id) => string.Create(CultureInfo.InvariantCulture, $"{GuestPrefix}{id}");

    /// <summary>Null when the name is fine, else why it is not.</summary>
    public static InvalidName? Problem(string name, NameKind kind, int maximum)
    {
        var length = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            length++;
            if (!IsAllowed(rune)) return new InvalidName(kind, NameProblem.Character, maximum);
        }
        if (length == 0) return new InvalidName(kind, NameProblem.Missing, maximum);
        return length > maximum ? new InvalidName(kind, NameProblem.TooLong, maximum) : null;
    }

    /// <summary>
    /// A name made of what somebody calls a bot: '_' stands for each character that cannot be in one.
    /// </summary>
    public static string Clean(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0) return "_";
        StringBuilder? clean = null;
        var index = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            if (!IsAllowed(rune)) (clean ??= new StringBuilder(name, 0, index, name.Length)).Append('_');
            else clean?.Append(rune.ToString());
            index += rune.Utf16SequenceLength;
        }
        return clean?.ToString() ?? name;
    }

    /// <summary>Whether nobody may take it: it is a guest's, or what filters and the server call themselves.</summary>
    public static bool IsReserved(string name) =>
        Comparer.Equals(name, Bot) || Comparer.Equals(name, Server)
        || (name.StartsWith(GuestPrefix, StringComparison.OrdinalIgnoreCase)
            && name.AsSpan(GuestPrefix.Length).IndexOfAnyExceptInRange('0', '9') < 0);

    // Full-width forms look like the ordinary letters, and are other ones; the fillers of Hangul are letters that
    // nobody sees.
    private static bool IsAllowed(Rune rune) =>
        rune.Value switch
        {
            >= 0xFF00 and <= 0xFFEF or 0x115F or 0x1160 or 0x3164 =>
                Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber,
            '-' or '_' or '.' => true,
            _ => Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber,
        };
}
