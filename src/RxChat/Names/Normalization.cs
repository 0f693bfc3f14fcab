using System.Text;

namespace RxChat;

/// <summary>
/// Canonical decomposition and composition of names (Unicode Standard Annex 15), by tables of our own: the framework
/// has them only where ICU is, and two servers must not differ in who is who.
/// </summary>
internal static class Normalization
{
    private const int ExcludedBit = 31;

    // Unicode Standard 3.12: syllables of Hangul are counted, not listed.
    private const int Syllable = 0xAC00, Leading = 0x1100, Vowel = 0x1161, Trailing = 0x11A7;
    private const int Leadings = 19, Vowels = 21, Trailings = 28;

    private const int ThaiAm = 0x0E33, LaoAm = 0x0EB3;

    /// <summary>Characters of a text that may be a name: a longer one is none, and stays as it is.</summary>
    private const int Longest = 512;

    private static readonly Lazy<Dictionary<(int, int), int>> s_composites = new(FindComposites);

    /// <summary>The form in which what is the same is written the same: width folded, and composed (NFC).</summary>
    public static string Compose(string text)
    {
        if (text.Length > Longest || Ascii.IsValid(text)) return text;
        var runes = Decompose(text, isFolded: true);
        ComposeInPlace(runes);
        return Join(runes);
    }

    /// <summary>As far taken apart as it can be (NFD).</summary>
    public static List<int> Decompose(string text, bool isFolded = false)
    {
        var runes = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (isFolded && rune.Value is (ThaiAm or LaoAm))
            {
                // Letters of their languages, which PRECIS has as the two that they are (their compatibility form).
                runes.AddRange(rune.Value == ThaiAm ? [ThaiAm + 0x1A, ThaiAm - 1] : [LaoAm + 0x1A, LaoAm - 1]);
                continue;
            }
            var wide = isFolded ? NameTables.Wide.BinarySearch(rune.Value) : -1;
            Decompose(wide < 0 ? rune.Value : NameTables.WideOf[wide], runes);
        }
        Sort(runes);
        return runes;
    }

    public static string Join(List<int> runes)
    {
        var text = new StringBuilder(runes.Count);
        foreach (var rune in runes) text.Append(new Rune(rune).ToString());
        return text.ToString();
    }

    private static void Decompose(int rune, List<int> into)
    {
        if (rune - Syllable is >= 0 and < Leadings * Vowels * Trailings and var index)
        {
            into.Add(Leading + (index / (Vowels * Trailings)));
            into.Add(Vowel + (index % (Vowels * Trailings) / Trailings));
            if (index % Trailings > 0) into.Add(Trailing + (index % Trailings));
            return;
        }
        var at = NameTables.Composites.BinarySearch(rune);
        if (at < 0)
        {
            into.Add(rune);
            return;
        }
        Decompose((int)(NameTables.CompositeFirsts[at] & ~(1u << ExcludedBit)), into);
        if (NameTables.CompositeSeconds[at] is not 0 and var second) Decompose(second, into);
    }

    /// <summary>Marks on one letter are in the order of their classes; those of one class keep theirs.</summary>
    private static void Sort(List<int> runes)
    {
        for (var i = 1; i < runes.Count; i++)
        {
            var (rune, own) = (runes[i], ClassOf(runes[i]));
            if (own == 0) continue;
            var to = i;
            for (; to > 0 && ClassOf(runes[to - 1]) > own; to--) runes[to] = runes[to - 1];
            runes[to] = rune;
        }
    }

    private static void ComposeInPlace(List<int> runes)
    {
        var (starter, before, count) = (-1, -1, 0);
        foreach (var rune in runes.ToArray())
        {
            var own = ClassOf(rune);
            // What stands between hides it from its letter, unless that is of a lower class.
            if (starter >= 0 && (before < own || count - 1 == starter) && Composed(runes[starter], rune) is { } whole)
            {
                runes[starter] = whole;
                continue;
            }
            if (own == 0) starter = count;
            before = own;
            runes[count++] = rune;
        }
        runes.RemoveRange(count, runes.Count - count);
    }

    private static int? Composed(int first, int second)
    {
        if (first - Leading is >= 0 and < Leadings and var leading && second - Vowel is >= 0 and < Vowels and var vowel)
            return Syllable + (((leading * Vowels) + vowel) * Trailings);
        if (first - Syllable is >= 0 and < Leadings * Vowels * Trailings and var index && index % Trailings == 0
            && second - Trailing is > 0 and < Trailings and var trailing)
            return first + trailing;
        return s_composites.Value.TryGetValue((first, second), out var whole) ? whole : null;
    }

    private static byte ClassOf(int rune) =>
        NameTables.Combining.BinarySearch(rune) is >= 0 and var at ? NameTables.CombiningClasses[at] : (byte)0;

    private static Dictionary<(int, int), int> FindComposites()
    {
        var composites = new Dictionary<(int, int), int>();
        for (var i = 0; i < NameTables.Composites.Length; i++)
        {
            var first = NameTables.CompositeFirsts[i];
            if (first >> ExcludedBit == 0)
                composites[((int)first, NameTables.CompositeSeconds[i])] = NameTables.Composites[i];
        }
        return composites;
    }
}
