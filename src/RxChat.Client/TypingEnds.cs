using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace RxChat.Client;

/// <summary>Who is about to say something, and is no longer.</summary>
internal static class TypingEnds
{
    /// <summary>As long as a client that tells it again every 3 s may be late.</summary>
    private static readonly TimeSpan s_lasts = TimeSpan.FromSeconds(6);

    /// <summary>
    /// Adds that somebody who was about to say something is so no longer: they have said it, have gone, or nothing was
    /// told of it for 6 s.
    /// </summary>
    public static IObservable<RoomEvent> WithTypingEnds(this IObservable<RoomEvent> events, IScheduler scheduler) =>
        Observable.Create<RoomEvent>(observer =>
        {
            var typing = new Dictionary<string, IDisposable>();
            return StableCompositeDisposable.Create(
                events.Subscribe(Take, observer.OnError, observer.OnCompleted),
                Disposable.Create(() =>
                {
                    foreach (var wait in typing.Values) wait.Dispose();
                }));

            void Take(RoomEvent told)
            {
                if (told is Typing begun) Begin(begun);
                else if (typing.Count > 0) EndBy(told);
                observer.OnNext(told);
            }

            void Begin(Typing begun)
            {
                if (typing.Remove(begun.Name, out var before)) before.Dispose();
                typing[begun.Name] = scheduler.Schedule(s_lasts, () => End(begun.Room, begun.Name));
            }

            void EndBy(RoomEvent told)
            {
                var who = told switch
                {
                    Message message => message.From,
                    Left left => left.Name,
                    Renamed renamed => renamed.From,
                    _ => null,
                };
                if (who is not null) End(told.Room, who);
                // What was told meanwhile was not heard.
                else if (told is Entered) foreach (var name in typing.Keys.ToArray()) End(told.Room, name);
            }

            void End(string room, string name)
            {
                if (!typing.Remove(name, out var wait)) return;
                wait.Dispose();
                observer.OnNext(new Typing(room, name, HasEnded: true));
            }
        });
}
