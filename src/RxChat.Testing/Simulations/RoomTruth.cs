namespace RxChat.Testing;

/// <summary>What a room's numbers mean, as the history was given it.</summary>
internal sealed class RoomTruth
{
    private readonly List<Numbered> _entries = [];
    private readonly List<long> _said = [];
    private readonly HashSet<long> _unkept = [];

    public long Last => _entries.Count;

    public long LastSaid => _said.Count == 0 ? 0 : _said[^1];

    /// <summary>Who may not come, until when by the machine's clock and by the world's time.</summary>
    public Dictionary<string, (DateTimeOffset ByClock, TimeSpan Truly)> Banned { get; } =
        new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Who may not speak.</summary>
    public Dictionary<string, (DateTimeOffset ByClock, TimeSpan Truly)> Muted { get; } =
        new(StringComparer.OrdinalIgnoreCase);

    public Numbered? Of(long seq) => seq >= 1 && seq <= _entries.Count ? _entries[(int)seq - 1] : null;

    public bool IsUnkept(long seq) => _unkept.Contains(seq);

    /// <summary>The number of the message after this one; 0 is none.</summary>
    public long NextSaid(long after)
    {
        var at = _said.BinarySearch(after + 1);
        if (at < 0) at = ~at;
        return at < _said.Count ? _said[at] : 0;
    }

    public void Add(Numbered entry)
    {
        _entries.Add(entry);
        if (entry is Said) _said.Add(entry.Seq);
    }

    public void Unkept(long seq) => _unkept.Add(seq);

    /// <summary>The machine crashed: what comes after is no more. Gives what is lost.</summary>
    public IReadOnlyList<Numbered> Cut(long survived)
    {
        if (survived >= _entries.Count) return [];
        var gone = _entries[(int)survived..];
        foreach (var entry in gone) _unkept.Remove(entry.Seq);
        _entries.RemoveRange((int)survived, gone.Count);
        _said.RemoveAll(seq => seq > survived);
        return gone;
    }
}
