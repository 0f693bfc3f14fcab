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

    public static Decision Search(ChatState state, Presence by, Search search, ChatServerOptions limits)
    {
        if (!state.TryGetSeat(by, search.Room, out var room)) return new NotMember(search.Room);
        string[] words = [.. WordsOf(search.Words).Distinct(Names.Comparer).Take(MostWords)];
        if (words.Length == 0) return new Malformed("there is no word to search for");
        var query = new SearchQuery(
            room.Name, string.Join(' ', words), search.Before ?? long.MaxValue,
            Math.Clamp(search.Limit ?? UsualPage, 1, MostPerPage), MostBytes,
            Moderating.ReadableFrom(state, by, room.Name, limits));
        return state.Histories.Of(room.Name) is not { } history
            ? new SearchPage(room.Name, query.Words, [], HasMore: false, 0)
            : state.Histories.IsBacked && history.First > 1 ? new ReadSearch(search.By, query, search.Ref)
            : InMemory(history, query, words);
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
