using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace RxChat;

/// <summary>Comings and goings of people whose connection was lost for a moment.</summary>
internal static class Returns
{
    /// <summary>
    /// Tells a room that somebody who has an account is gone only when they have not come back within the grace time;
    /// if they have, neither is told. Who comes back as a guest first, as people who type do, is a guest who leaves
    /// when they log in. Who goes hears of it at once.
    /// </summary>
    /// <param name="events">In which somebody leaves a room and comes into it.</param>
    /// <param name="grace">How long it is waited now; zero tells everything at once.</param>
    /// <param name="scheduler">The server's.</param>
    public static IObservable<ChatEvent> WithGrace(
        this IObservable<ChatEvent> events, Func<TimeSpan> grace, IScheduler scheduler) =>
        Observable.Create<ChatEvent>(observer =>
        {
            var missing = new Dictionary<(Ulid Who, string Room), (Left Left, IDisposable Waiting)>();
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
                        Wait(left, time);
                        break;
                    case { Body: Joined joined, To.IsOne: false }
                        when IsBack(joined.Person, joined.Room) is not null:
                        break;
                    case { Body: Renamed renamed, To: { IsOne: false, Room: { } room } }
                        when IsBack(renamed.Person, room) is { } missed:
                        observer.OnNext(told with { Body = missed with { Person = renamed.Before, IsGone = false } });
                        break;
                    default:
                        observer.OnNext(told);
                        break;
                }
            }

            Left? IsBack(Person person, string room)
            {
                if (missing.Count == 0 || !missing.Remove((person.Identity, room), out var missed)) return null;
                waits.Remove(missed.Waiting);
                return missed.Left;
            }

            void Wait(Left left, TimeSpan time)
            {
                var waiting = new SingleAssignmentDisposable();
                missing[(left.Person.Identity, left.Room)] = (left, waiting);
                waits.Add(waiting);
                waiting.Disposable = scheduler.Schedule(left, time, (_, left) =>
                {
                    IsBack(left.Person, left.Room);
                    observer.OnNext(new ChatEvent(left, Audience.In(left.Room)));
                    return Disposable.Empty;
                });
            }
        });
}
