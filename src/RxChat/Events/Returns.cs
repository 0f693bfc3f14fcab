using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace RxChat;

/// <summary>Comings and goings of people whose connection was lost for a moment.</summary>
internal static class Returns
{
    /// <summary>
    /// Tells a room that somebody who has an account is gone only when they have not come back within the grace time;
    /// if they have, neither is told. Who goes hears of it at once.
    /// </summary>
    /// <param name="events">In which somebody leaves a room and comes into it.</param>
    /// <param name="grace">How long it is waited now; zero tells everything at once.</param>
    /// <param name="scheduler">The server's.</param>
    public static IObservable<ChatEvent> WithGrace(
        this IObservable<ChatEvent> events, Func<TimeSpan> grace, IScheduler scheduler) =>
        Observable.Create<ChatEvent>(observer =>
        {
            var missing = new Dictionary<(Ulid Who, string Room), IDisposable>();
            var waits = new CompositeDisposable();
            return StableCompositeDisposable.Create(
                events.Subscribe(Take, observer.OnError, observer.OnCompleted), waits);

            void Take(ChatEvent told)
            {
                switch (told)
                {
                    case { Body: Left { IsGone: true, Person.Account: not null } left, To.IsOne: false }
                        when grace() is { Ticks: > 0 } time:
                        if (told.To.But != left.Person.Id)
                            observer.OnNext(told with { To = Audience.One(left.Person.Id, left.Room) });
                        Wait(told, (left.Person.Identity, left.Room), time);
                        break;
                    case { Body: Joined joined, To.IsOne: false } when missing.Count > 0
                        && missing.Remove((joined.Person.Identity, joined.Room), out var waiting):
                        waits.Remove(waiting);
                        break;
                    default:
                        observer.OnNext(told);
                        break;
                }
            }

            void Wait(ChatEvent told, (Ulid, string) key, TimeSpan time)
            {
                var waiting = new SingleAssignmentDisposable();
                missing[key] = waiting;
                waits.Add(waiting);
                waiting.Disposable = scheduler.Schedule((told, key, waiting), time, (_, late) =>
                {
                    missing.Remove(late.key);
                    waits.Remove(late.waiting);
                    observer.OnNext(late.told with { To = Audience.In(late.told.To.Room!) });
                    return Disposable.Empty;
                });
            }
        });
}
