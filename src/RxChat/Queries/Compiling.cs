using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace RxChat;

/// <summary>A query as Rx.</summary>
internal static class Compiling
{
    /// <summary>What becomes of a query.</summary>
    /// <param name="query">Which.</param>
    /// <param name="id">Its number.</param>
    /// <param name="said">In its rooms: what was said since <see cref="Query.SeedFrom"/>, at once; then what is said.
    /// </param>
    /// <param name="since">From when on that is all; later, if more was said than is looked for.</param>
    /// <param name="time">The clock and the timer.</param>
    public static IObservable<QueryResult> Results(
        this Query query, long id, IObservable<Spoken> said, DateTimeOffset since, IScheduler time)
    {
        var (asked, end) = (said.Where(query.Matches), query.End);
        return end.Verb switch
        {
            QueryVerb.Sample => asked.InWindows(end.Per, () => (Said?)null, (_, spoken) => spoken.Said, time)
                .Where(window => window.Value is not null)
                .Select(window => Message(window.End, window.Value!)),
            QueryVerb.Distinct => asked.DistinctIn(end.Per, end.KeyOf)
                .Select(spoken => Message(spoken.At, spoken.Said)),
            QueryVerb.Count or QueryVerb.Top => asked
                .InWindows(
                    end.Per, () => new Tally(),
                    (tally, spoken) => tally.Add(end.By == QueryKey.None ? null : end.KeyOf(spoken)), time)
                .Where(window => window.End > since)
                .Select(window => new ResultCounts(
                    id, window.End, window.Start > since ? window.Start : since, window.Value.Count,
                    end.By == QueryKey.None ? null
                        : window.Value.Rows(end.Number > 0 ? end.Number : Tally.MostRows))),
            QueryVerb.Quiet => asked.Silences(end.Per, since, time)
                .Select(silence => new ResultQuiet(id, silence.At, silence.Last, silence.IsQuiet)),
            QueryVerb.Burst => asked.Bursts(end.Number, end.Per)
                .Select(burst => new ResultCounts(id, burst.Last, burst.First, end.Number)),
            _ => asked.Select(spoken => Message(spoken.At, spoken.Said)),
        };

        QueryResult Message(DateTimeOffset at, Said said) => new ResultMessages(id, at, [said]);
    }
}
