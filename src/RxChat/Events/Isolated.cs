using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace RxChat;

/// <summary>Observers of other people's making.</summary>
internal static class Isolation
{
    /// <summary>
    /// Keeps what an observer throws from whoever tells it, and from the other observers: it is reported, and that one
    /// sees no more.
    /// </summary>
    public static IObservable<T> Isolated<T>(this IObservable<T> source, Action<Exception> report) =>
        Observable.Create<T>(observer =>
        {
            var subscription = new SingleAssignmentDisposable();
            subscription.Disposable = source.Subscribe(
                value => Guarded(() => observer.OnNext(value)),
                error => Guarded(() => observer.OnError(error)),
                () => Guarded(observer.OnCompleted));
            return subscription;

            void Guarded(Action tell)
            {
                try
                {
                    tell();
                }
                catch (Exception e)
                {
                    subscription.Dispose();
                    report(e);
                }
            }
        });
}
