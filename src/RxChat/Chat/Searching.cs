namespace RxChat;

/// <summary>What was said, by words. Pure; changes nothing.</summary>
internal static class Searching
{
    /// <summary>Bounds of a page, as of history.</summary>
    private const int MostPerPage = 100, UsualPage = 20, MostBytes = 128 * 1024;

    /// <summary>Words of one search.</summary>
    private const int MostWords = 16;

    /// <summary>Characters of texts that are looked through at once, while nothing else is done.</summary>
    private const int MostAtOnce = 256 * 1024;

    /// <param name="state">Of the chat.</param>
    /// <param name="room">Where.</param>
    /// <param name="search">For what.</param>
    /// <param name="readable">The first number that may be read.</param>
    /// <param name="shown">What the room is to who asks.</param>
    public static Decision Search(ChatState state, string room, Search search, long readable, string shown)
    {
        string[] words = [.. Words.Of(search.Words).Distinct(Names.Comparer).Take(MostWords)];
        if (words.Length == 0) return new Malformed("there is no word to search for");
        var query = new SearchQuery(
            room, string.Join(' ', words), search.Before ?? long.MaxValue,
            Math.Clamp(search.Limit ?? UsualPage, 1, MostPerPage), MostBytes, readable);
        return state.Histories.Of(room) is not { } history
            ? new SearchPage(shown, query.Words, [], HasMore: false, 0)
            : state.Histories.IsBacked && (history.First > 1 || history.Bytes > MostAtOnce)
                ? new ReadSearch(search.By, query, search.Ref, shown)
            : InMemory(history, query, words, search, shown);
    }

    private static Decision InMemory(
        RoomHistory history, SearchQuery query, string[] words, Search search, string shown)
    {
        List<Numbered> found = [.. (search.SoFar?.Entries ?? []).Reverse()];
        var bytes = query.Bytes - found.Sum(said => 2 * ((Said)said).Message.Text.Length);
        var (read, hasMore, first) = (0, false, Math.Max(history.First, query.From));
        for (var seq = Math.Min(query.Before - 1, history.Last); seq >= first && !hasMore; seq--)
        {
            if (read > MostAtOnce)
            {
                var soFar = Page(hasMore: true);
                return new AwaitTaken(search with { Before = seq + 1, SoFar = soFar });
            }
            if (history.Read(seq) is not Said said) continue;
            read += said.Message.Text.Length;
            if (!words.All(word => Words.Has(said.Message.Text, word))) continue;
            bytes -= 2 * said.Message.Text.Length;
            hasMore = found.Count == query.Limit || (bytes < 0 && found.Count > 0);
            if (!hasMore) found.Add(said);
        }
        return Page(hasMore);

        SearchPage Page(bool hasMore)
        {
            var inOrder = found.ToArray();
            Array.Reverse(inOrder);
            return new SearchPage(shown, query.Words, [.. inOrder], hasMore, search.SoFar?.IndexedTo ?? history.Last);
        }
    }
}
