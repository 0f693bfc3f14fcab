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

    public StandingQuery Begin(QueryBegun begun)
    {
        if (_byKey.TryGetValue(begun.Key, out var standing)) return standing;
        Last = begun.Id;
        return _byKey[begun.Key] =
            new StandingQuery(begun.Id, begun.Key, begun.Query, QueryParser.Parse(begun.Query).Rooms);
    }

    public void Close(StandingQuery query) => _byKey.Remove(query.Key);
}

/// <summary>A query, and the connections that are told of it.</summary>
internal sealed class StandingQuery(long id, string key, string text, ImmutableArray<string> rooms)
{
    public long Id { get; } = id;

    public string Key { get; } = key;

    public string Text { get; } = text;

    public ImmutableArray<string> Rooms { get; } = rooms;

    public HashSet<Presence> People { get; } = [];
}
