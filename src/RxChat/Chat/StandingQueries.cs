using System.Collections.Immutable;

namespace RxChat;

/// <summary>The queries that somebody has: each once, with who has it.</summary>
internal sealed class StandingQueries
{
    private readonly Dictionary<string, StandingQuery> _byKey = new(StringComparer.Ordinal);

    /// <summary>The last number that one had; numbers are not used again.</summary>
    public long Last { get; private set; }

    public int Count => _byKey.Count;

    public IEnumerable<StandingQuery> All => _byKey.Values;

    public StandingQuery? Of(string key) => _byKey.GetValueOrDefault(key);

    /// <summary>How many were first asked from where somebody is; none of this machine's own.</summary>
    public int CountOf(Peer? asker) => asker is not { Party: { } party, IsLocal: false } ? 0
        : _byKey.Values.Count(query => query.Party == party);

    public StandingQuery Begin(QueryBegun begun)
    {
        if (_byKey.TryGetValue(begun.Key, out var standing)) return standing;
        Last = begun.Id;
        return _byKey[begun.Key] =
            new StandingQuery(begun, QueryParser.Parse(begun.Query).Rooms);
    }

    public void Close(StandingQuery query) => _byKey.Remove(query.Key);
}

/// <summary>A query, and the connections that are told of it.</summary>
internal sealed class StandingQuery(QueryBegun begun, ImmutableArray<string> rooms)
{
    public long Id { get; } = begun.Id;

    public string Key { get; } = begun.Key;

    public string Text { get; } = begun.Query;

    /// <summary>Of who asked it first, if that is known.</summary>
    public string? Party { get; } = begun.Person.Peer?.Party;

    public ImmutableArray<string> Rooms { get; } = rooms;

    public HashSet<Presence> People { get; } = [];
}
