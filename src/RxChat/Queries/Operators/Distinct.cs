using System.Reactive.Linq;

namespace RxChat;

/// <summary>What queries are made of, each messages in; see docs/queries.md.</summary>
internal static partial class QueryOperators
{
    /// <summary>Of each window the first message of each key; of more than 1000 keys, those of the first 1000.
    /// </summary>
    public static IObservable<Spoken> DistinctIn(
        this IObservable<Spoken> said, TimeSpan window, Func<Spoken, string> keyOf) => Observable.Defer(() =>
    {
        var (start, keys) = (default(DateTimeOffset), new HashSet<string>(Names.Comparer));
        return said.Where(spoken =>
        {
            if (Windows.StartOf(spoken.At, window) is var now && now != start)
            {
                start = now;
                keys.Clear();
            }
            return keys.Count < Tally.MostKeys && keys.Add(keyOf(spoken));
        });
    });
}
