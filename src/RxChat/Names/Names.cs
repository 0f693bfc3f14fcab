using System.Globalization;
using System.Text;

namespace RxChat;

/// <summary>
/// Names of people and rooms: letters, digits and the marks on them of any script, '-', '_' and '.', of the PRECIS
/// identifier class (RFC 8264), shown as they are written and compared as UsernameCaseMapped (RFC 8265).
/// </summary>
internal static class Names
{
    /// <summary>How guests are called; nobody else may be.</summary>
    public const string GuestPrefix = "guest-";

    /// <summary>What filters and the program call themselves, if they do not say otherwise.</summary>
    public const string Bot = "bot", Server = "server";

    /// <summary>The room that protocols open with, which is nobody's.</summary>
    public const string Lobby = "lobby";

    private const int Mark = 0x10, Digit = 0x20, Direction = 0x0F;

    /// <summary>Two names with the same key are the same name.</summary>
    public static StringComparer Comparer { get; } = new NameComparer();

    public static string Guest(long id) => string.Create(CultureInfo.InvariantCulture, $"{GuestPrefix}{id}");

    /// <summary>A name as it is kept and shown: full width folded, accents composed.</summary>
    public static string Prepared(string name) => Normalization.Compose(name);

    /// <summary>The same of names that are the same.</summary>
    public static string KeyOf(string name) => Prepared(name).ToUpperInvariant();

    /// <summary>Null when the name, which is prepared, is fine, else why it is not.</summary>
    public static NameProblem? Problem(string name, int maximum)
    {
        var length = 0;
        var directions = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            var what = KindOf(rune);
            if (what == 0 || (length == 0 && (what & Mark) != 0)) return NameProblem.Character;
            directions |= 1 << (what & Direction);
            length++;
        }
        if (length == 0) return NameProblem.Missing;
        if (length > maximum) return NameProblem.TooLong;
        return ReadsOneWay(name, directions) ? null : NameProblem.Direction;
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
            if (KindOf(rune) == 0) (clean ??= new StringBuilder(name, 0, index, name.Length)).Append('_');
            else clean?.Append(rune.ToString());
            index += rune.Utf16SequenceLength;
        }
        return clean?.ToString() ?? name;
    }

    /// <summary>Whether nobody may take it: it is, or looks like, a guest's, or what filters and the server call
    /// themselves.</summary>
    public static bool IsReserved(string name)
    {
        var looks = NameLooks.Of(name);
        return looks.AreLike(NameLooks.Of(Bot)) || looks.AreLike(NameLooks.Of(Server)) || IsGuestLike(name);
    }

    private static bool IsGuestLike(string name)
    {
        var letters = name.Length;
        while (letters > 0 && IsDigit(name, ref letters))
        {
            // Back to the last letter.
        }
        return letters >= GuestPrefix.Length
            && NameLooks.Of(name[..letters]).AreLike(NameLooks.Of(GuestPrefix));
    }

    private static bool IsDigit(string name, ref int end)
    {
        if (Rune.DecodeLastFromUtf16(name.AsSpan(0, end), out var rune, out var length) != 0) return false;
        if ((KindOf(rune) & Digit) == 0) return false;
        end -= length;
        return true;
    }

    /// <summary>A name with a letter that is read from right to left reads so as a whole (RFC 5893, 2).</summary>
    private static bool ReadsOneWay(string name, int directions)
    {
        const int left = 1, right = 2, european = 3, arabic = 4, mark = 5, sign = 6;
        if ((directions & (1 << right)) == 0) return true;
        if ((directions & (1 << left)) != 0 || directions >> (sign + 1) != 0) return false;
        if ((directions & (1 << european)) != 0 && (directions & (1 << arabic)) != 0) return false;
        Rune.DecodeFromUtf16(name, out var first, out _);
        if ((KindOf(first) & Direction) != right) return false;
        var end = name.Length;
        while (true)
        {
            Rune.DecodeLastFromUtf16(name.AsSpan(0, end), out var last, out var length);
            var direction = KindOf(last) & Direction;
            if (direction != mark) return direction is right or european or arabic;
            end -= length;
        }
    }

    /// <summary>0 is no character of names.</summary>
    private static int KindOf(Rune rune)
    {
        var at = NameTables.Firsts.BinarySearch(rune.Value);
        if (at < 0) at = ~at - 1;
        return at >= 0 && rune.Value <= NameTables.Lasts[at] ? NameTables.Kinds[at] : 0;
    }
}
