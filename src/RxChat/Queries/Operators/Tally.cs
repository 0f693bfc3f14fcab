using System.Collections.Immutable;

namespace RxChat;

/// <summary>How many messages there are, in all and of each key.</summary>
internal sealed class Tally
{
    /// <summary>Keys that are counted alone; what comes of more is among the others.</summary>
    public const int MostKeys = 1000;

    /// <summary>Keys that are told.</summary>
    public const int MostRows = 100;

    private readonly Dictionary<string, int> _byKey = new(Names.Comparer);

    public int Count { get; private set; }

    public Tally Add(string? key)
    {
        Count++;
        if (key is not null && (_byKey.Count < MostKeys || _byKey.ContainsKey(key)))
            _byKey[key] = _byKey.GetValueOrDefault(key) + 1;
        return this;
    }

    /// <summary>The keys of most messages; of as many, by name.</summary>
    public ImmutableArray<QueryRow> Rows(int most) =>
    [
        .. _byKey.OrderByDescending(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal)
            .Take(most).Select(one => new QueryRow(one.Key, one.Value)),
    ];
}
