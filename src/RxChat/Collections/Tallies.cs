using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace RxChat;

/// <summary>Counts by a word each; written on the loop, read anywhere.</summary>
/// <param name="tag">What the word is.</param>
internal sealed class Tallies(string tag)
{
    private readonly ConcurrentDictionary<string, Tally> _byWord = new();

    public void Add(string word, int by = 1) => _byWord.GetOrAdd(word, static _ => new Tally()).Count += by;

    public IEnumerable<Measurement<long>> Read() => _byWord.Select(one => new Measurement<long>(
        Volatile.Read(ref one.Value.Count), new KeyValuePair<string, object?>(tag, one.Key)));

    private sealed class Tally
    {
        public long Count;
    }
}
