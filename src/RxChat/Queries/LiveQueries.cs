using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace RxChat;

/// <summary>The queries that somebody has, each once however many have it.</summary>
internal static class LiveQueries
{
    /// <summary>What becomes of the queries, to those who have them.</summary>
    /// <param name="events">What is said, and who begins to hear of which query.</param>
    /// <param name="time">The server's.</param>
    /// <param name="report">Told of a query that fails, a bug of ours: it costs that query alone.</param>
    public static IObservable<ChatEvent> Results(
        this IObservable<ChatEvent> events, IScheduler time, Action<Exception> report) =>
        Observable.Create<ChatEvent>(observer =>
        {
            // A message costs the queries of its room, and not all there are.
            var rooms = new Dictionary<string, Subject<Spoken>>(Names.Comparer);
            var open = new Dictionary<long, Standing>();
            return StableCompositeDisposable.Create(
                events.Subscribe(Take, observer.OnError, observer.OnCompleted), Disposable.Create(CloseAll));

            void Take(ChatEvent told)
            {
                switch (told.Body)
                {
                    case Said said when !told.To.IsOne && rooms.Count > 0
                        && rooms.TryGetValue(said.In, out var room):
                        room.OnNext(new Spoken(said));
                        break;
                    case QueryBegun begun:
                        if (!open.TryGetValue(begun.Id, out var standing))
                            open[begun.Id] = standing = Open(begun);
                        if (standing.Last is { } last)
                            observer.OnNext(new ChatEvent(last, Audience.One(begun.Person.Id)));
                        break;
                    case QueryClosed closed when open.Remove(closed.Id, out var over):
                        over.Dispose();
                        break;
                }
            }

            Standing Open(QueryBegun begun)
            {
                var query = QueryParser.Parse(begun.Query);
                var seed = begun.Seed;
                var said = Observable.Create<Spoken>(hearing =>
                {
                    foreach (var before in seed) hearing.OnNext(new Spoken(before));
                    // As many texts are not held on to for as long as it stands.
                    seed = [];
                    return query.Rooms.Select(In).Merge().Subscribe(hearing);
                });
                var (to, isTold) = (Audience.In(QueryBegun.PlaceOf(begun.Id)), false);
                var standing = new Standing();
                standing.Disposable = query.Results(begun.Id, said, begun.Since, time).Subscribe(
                    result =>
                    {
                        if (query.End.IsKept) standing.Last = result;
                        // What becomes of what was said before is news to nobody.
                        if (isTold) observer.OnNext(new ChatEvent(result, to));
                    },
                    report);
                isTold = true;
                return standing;
            }

            IObservable<Spoken> In(string room) => Observable.Create<Spoken>(hearing =>
            {
                if (!rooms.TryGetValue(room, out var said)) rooms[room] = said = new Subject<Spoken>();
                return StableCompositeDisposable.Create(said.Subscribe(hearing), Disposable.Create(() =>
                {
                    if (!said.HasObservers) rooms.Remove(room);
                }));
            });

            void CloseAll()
            {
                foreach (var standing in open.Values) standing.Dispose();
            }
        });

    /// <summary>A query's subscription, and what it told last, if who comes is told that.</summary>
    private sealed class Standing : IDisposable
    {
        private readonly SingleAssignmentDisposable _results = new();

        public IDisposable Disposable { set => _results.Disposable = value; }

        public QueryResult? Last { get; set; }

        public void Dispose() => _results.Dispose();
    }
}
