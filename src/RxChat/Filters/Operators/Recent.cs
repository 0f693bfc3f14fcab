namespace RxChat;

/// <summary>
/// State by key that is forgotten a while after it was last touched: however many senders come and go, only those of
/// that while, and at most <see cref="MostKept"/>, are kept.
/// </summary>
internal sealed class Recent<TKey, TState>(TimeSpan kept)
    where TKey : notnull
    where TState : class, new()
{
    /// <summary>The most keys remembered; beyond them the one longest untouched is forgotten.</summary>
    public const int MostKept = 100_000;

    private readonly Dictionary<TKey, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byTouch = new();

    public int Count => _entries.Count;

    public TState Touch(TKey key, TimeSpan now)
    {
        ForgetUntouched(now);
        // Whoever speaks twice in a row, or alone, is there already.
        if (_byTouch.Last is { } last && EqualityComparer<TKey>.Default.Equals(last.Value.Key, key))
        {
            last.Value.Touched = now;
            return last.Value.State;
        }
        if (_entries.TryGetValue(key, out var node)) _byTouch.Remove(node);
        else
        {
            if (_entries.Count >= MostKept) ForgetOldest();
            _entries[key] = node = new LinkedListNode<Entry>(new Entry(key));
        }
        node.Value.Touched = now;
        _byTouch.AddLast(node);
        return node.Value.State;
    }

    private void ForgetUntouched(TimeSpan now)
    {
        while (_byTouch.First is { } oldest && now - oldest.Value.Touched >= kept) ForgetOldest();
    }

    private void ForgetOldest()
    {
        _entries.Remove(_byTouch.First!.Value.Key);
        _byTouch.RemoveFirst();
    }

    private sealed class Entry(TKey key)
    {
        public TKey Key { get; } = key;

        public TState State { get; } = new();

        public TimeSpan Touched { get; set; }
    }
}
