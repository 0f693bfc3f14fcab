using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace RxChat;

/// <summary>Whether nothing was said for a while.</summary>
/// <param name="At">Since when that is so.</param>
/// <param name="Last">When something was said last, as far as is known.</param>
/// <param name="IsQuiet">Whether it is.</param>
internal readonly record struct Silence(DateTimeOffset At, DateTimeOffset Last, bool IsQuiet);

internal static partial class QueryOperators
{
    /// <summary>
    /// Tells whether it is quiet: at once, when nothing was said for a time, and when something is said again. One
    /// timer at a time, which a message does not begin anew.
    /// </summary>
    /// <param name="said">What was said before, at once; then what is said.</param>
    /// <param name="length">How long it takes to be quiet.</param>
    /// <param name="since">From when on it is known what was said.</param>
    /// <param name="time">The clock and the timer.</param>
    public static IObservable<Silence> Silences(
        this IObservable<Spoken> said, TimeSpan length, DateTimeOffset since, IScheduler time) =>
        Observable.Create<Silence>(observer =>
        {
            var (last, isQuiet) = (since, (bool?)null);
            var timer = new SerialDisposable();
            var hearing = said.Subscribe(Take, observer.OnError, observer.OnCompleted);
            Look();
            if (isQuiet is null) Tell(false, last);
            return StableCompositeDisposable.Create(hearing, timer);

            void Take(Spoken spoken)
            {
                // The timer may come after what is said at the same time.
                if (isQuiet == false && spoken.At - last >= length) Tell(true, last + length);
                last = spoken.At;
                if (isQuiet != true) return;
                Tell(false, last);
                Wait();
            }

            void Look()
            {
                if (time.Now - last >= length) Tell(true, last + length);
                else Wait();
            }

            void Wait() => timer.Disposable = time.Schedule(Windows.UntilLook(last + length - time.Now), Look);

            void Tell(bool quiet, DateTimeOffset at)
            {
                isQuiet = quiet;
                observer.OnNext(new Silence(at, last, quiet));
            }
        });
}
