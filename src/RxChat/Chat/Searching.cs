using System.Globalization;
using System.Text;

namespace RxChat;

/// <summary>What was said, by words. Pure; changes nothing.</summary>
internal static class Searching
{
    /// <summary>Bounds of a page, as of history.</summary>
    private const int MostPerPage = 100, UsualPage = 20, MostBytes = 128 * 1024;

    /// <summary>Words of one search.</summary>
    private const int MostWords = 16;

    /// <summary>Those in a text: letters and digits, and the marks on them, of any script.</summary>
    public static IEnumerable<string> WordsOf(string text)
    {
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsOfWord(rune)) word.Append(rune);
            else if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }
        if (word.Length > 0) yield return word.ToString();
    }

    /// <param name="state">Of the chat.</param>
    /// <param name="room">Where.</param>
    /// <param name="search">For what.</param>
    /// <param name="readable">The first number that may be read.</param>
    /// <param name="shown">What the room is to who asks.</param>
    public static Decision Search(ChatState state, string room, Search search, long readable, string shown)
    {
        string[] words = [.. WordsOf(search.Words).Distinct(Names.Comparer).Take(MostWords)];
        if (words.Length == 0) return new Malformed("there is no word to search for");
        var query = new SearchQuery(
            room, string.Join(' ', words), search.Before ?? long.MaxValue,
            Math.Clamp(search.Limit ?? UsualPage, 1, MostPerPage), MostBytes, readable);
        return state.Histories.Of(room) is not { } history
            ? new SearchPage(shown, query.Words, [], HasMore: false, 0)
            : state.Histories.IsBacked && history.First > 1 ? new ReadSearch(search.By, query, search.Ref, shown)
            : InMemory(history, query, words) with { Room = shown };
    }

    private static SearchPage InMemory(RoomHistory history, SearchQuery query, string[] words)
    {
        var (found, bytes, hasMore) = (new List<Numbered>(), query.Bytes, false);
        var first = Math.Max(history.First, query.From);
        for (var seq = Math.Min(query.Before - 1, history.Last); seq >= first && !hasMore; seq--)
        {
            if (history.Read(seq) is not Said said || !Has(said.Message.Text, words)) continue;
            bytes -= 2 * said.Message.Text.Length;
            hasMore = found.Count == query.Limit || (bytes < 0 && found.Count > 0);
            if (!hasMore) found.Add(said);
        }
        found.Reverse();
        return new SearchPage(history.Room, query.Words, [.. found], hasMore, history.Last);
    }

    private static bool Has(string text, string[] words)
    {
        var all = WordsOf(text).ToHashSet(Names.Comparer);
        return words.All(all.Contains);
    }

    private static bool IsOfWord(Rune rune) =>
        Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
}
