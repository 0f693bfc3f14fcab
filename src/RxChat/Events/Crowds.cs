using System.Reactive;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace RxChat;

/// <summary>Comings and goings in rooms of many.</summary>
internal static class Crowds
{
    /// <summary>
    /// Up to so many members each coming and going is told; above it a <see cref="Crowd"/> says how many.
    /// </summary>
    public const int Intimate = 50;

    /// <summary>
    /// Tells the comings and goings in rooms of more than <see cref="Intimate"/> members at each tick as one event per
    /// room, so that joining costs the same however many are there. Who comes or goes hears of it at once.
    /// </summary>
    public static IObservable<ChatEvent> InCrowds(this IObservable<ChatEvent> events, IObservable<Unit> ticks) =>
        Observable.Create<ChatEvent>(observer =>
        {
            var untold = new Dictionary<string, Crowd>(Names.Comparer);
            var ticking = ticks.Subscribe(_ => Tell(), static _ => { });
            return StableCompositeDisposable.Create(ticking,
                events.Subscribe(Take, observer.OnError, observer.OnCompleted));

            void Take(ChatEvent told)
            {
                if (told.Body is Joined { Members: > Intimate } joined && !told.To.IsOne) Count(joined.Room, 1, 0);
                else if (told.Body is Left { Members: >= Intimate } left && !told.To.IsOne) Count(left.Room, 0, 1);
                else observer.OnNext(told);
            }

            void Count(string room, int joined, int left)
            {
                var before = untold.GetValueOrDefault(room) ?? new Crowd(room, 0, 0);
                untold[room] = before with { Joined = before.Joined + joined, Left = before.Left + left };
            }

            void Tell()
            {
                foreach (var crowd in untold.Values) observer.OnNext(new ChatEvent(crowd, Audience.In(crowd.Room)));
                untold.Clear();
            }
        });
}
