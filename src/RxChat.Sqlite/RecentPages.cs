namespace RxChat.Sqlite;

/// <summary>
/// Pages that were read last: many who come back at once ask for the same, and the file is asked once.
/// </summary>
/// <param name="read">Reads one from the file.</param>
internal sealed class RecentPages(Func<HistoryQuery, HistoryPage> read)
{
    /// <summary>Those that are kept, of 128 KiB of text each at most.</summary>
    private const int Most = 16;

    private readonly Lock _lock = new();
    private readonly Dictionary<HistoryQuery, (Task<HistoryPage> Page, long Count)> _pages = [];
    private long _asOf;

    /// <summary>What is read now may be shared with who asks as of the same.</summary>
    public long AsOf => Interlocked.Read(ref _asOf);

    /// <summary>What was kept before is another one now, or none any more.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            Interlocked.Increment(ref _asOf);
            _pages.Clear();
        }
    }

    /// <summary>Reads a page, or shares that of somebody else.</summary>
    /// <param name="query">Which.</param>
    /// <param name="asOf">When it was asked for: what has changed since then may or may not show.</param>
    /// <param name="count">How much was said by then, all of which has to show.</param>
    public Task<HistoryPage> ReadAsync(HistoryQuery query, long asOf, long count)
    {
        lock (_lock)
        {
            // Nobody else is to be given what was there before it changed.
            if (asOf != _asOf) return Task.Run(() => read(query));
            // One that is kept has all there will ever be; one that is being read has what was said before.
            if (_pages.TryGetValue(query, out var shared) && (shared.Page.IsCompleted || shared.Count >= count))
                return shared.Page;
            if (_pages.Count >= Most) _pages.Clear();
            var page = Task.Run(() => Read(query));
            _pages[query] = (page, count);
            return page;
        }
    }

    private HistoryPage Read(HistoryQuery query)
    {
        var isWhole = false;
        try
        {
            var page = read(query);
            // To another one more may come.
            isWhole = (page.HasMore && !query.FromEnd) || (page.Entries is [.., var last] && last.Seq == query.To);
            return page;
        }
        finally
        {
            if (!isWhole) Forget(query);
        }
    }

    private void Forget(HistoryQuery query)
    {
        lock (_lock) _pages.Remove(query);
    }
}
