using System.Reactive.Linq;

namespace RxChat;

internal static partial class QueryOperators
{
    /// <summary>When so many messages have come within a time: when the first and the last of them were said. They
    /// begin no other burst.</summary>
    public static IObservable<(DateTimeOffset First, DateTimeOffset Last)> Bursts(
        this IObservable<Spoken> said, int count, TimeSpan within) => Observable.Defer(() =>
    {
        var recent = new Queue<DateTimeOffset>();
        return said.SelectMany(spoken =>
        {
            while (recent.TryPeek(out var oldest) && spoken.At - oldest > within) recent.Dequeue();
            recent.Enqueue(spoken.At);
            if (recent.Count < count) return [];
            var first = recent.Peek();
            recent.Clear();
            return new[] { (first, spoken.At) };
        });
    });
}
