using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace RxChat;

/// <summary>A stretch of time that is over, and what became of the messages in it.</summary>
internal readonly record struct Window<T>(DateTimeOffset Start, DateTimeOffset End, T Value);

/// <summary>Stretches of time of one length, one after the other: the same to everybody, whenever they ask.</summary>
internal static class Windows
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(1), s_longest = TimeSpan.FromSeconds(10);

    /// <summary>When the window began that a time is in: of a length that divides a day, the first at midnight UTC.
    /// </summary>
    public static DateTimeOffset StartOf(DateTimeOffset time, TimeSpan length) =>
        new(time.UtcTicks - (time.UtcTicks % length.Ticks), TimeSpan.Zero);

    /// <summary>So much before a time, which in virtual time may be the first there is.</summary>
    public static DateTimeOffset Before(DateTimeOffset time, TimeSpan length) =>
        new(Math.Max(0, time.UtcTicks - length.Ticks), TimeSpan.Zero);

    /// <summary>How long until the clock is looked at again that is to come to something in a while: at the latest in
    /// ten seconds, since timers stand while a machine sleeps and the clock does not; and not before a millisecond has
    /// gone by, as one that was set goes on a little before the end.</summary>
    public static TimeSpan UntilLook(TimeSpan left) =>
        left < s_shortest ? s_shortest : left > s_longest ? s_longest : left;

    /// <summary>
    /// Folds the messages of each window, and tells it at its end: at the first message after it, or when the clock
    /// says so. The first is the one before now, told at once; one in which the clock was elsewhere, as of a machine
    /// that slept, is left out.
    /// </summary>
    /// <param name="said">What was said since that window began, at once; then what is said, in order.</param>
    /// <param name="length">Of a window.</param>
    /// <param name="begin">What a window is without a message.</param>
    /// <param name="add">A window and its next message; it may change the one it is given.</param>
    /// <param name="time">The clock and the timer.</param>
    public static IObservable<Window<T>> InWindows<T>(
        this IObservable<Spoken> said, TimeSpan length, Func<T> begin, Func<T, Spoken, T> add, IScheduler time) =>
        Observable.Create<Window<T>>(observer =>
        {
            var (start, value) = (Before(StartOf(time.Now, length), length), begin());
            var timer = new SerialDisposable();
            var hearing = said.Subscribe(Take, observer.OnError, observer.OnCompleted);
            Tick();
            return StableCompositeDisposable.Create(hearing, timer);

            void Take(Spoken spoken)
            {
                Pass(spoken.At);
                value = add(value, spoken);
            }

            void Tick()
            {
                Pass(time.Now);
                timer.Disposable = time.Schedule(UntilLook(start + length - time.Now), Tick);
            }

            void Pass(DateTimeOffset now)
            {
                if (now < start + length) return;
                var window = new Window<T>(start, start + length, value);
                (start, value) = (StartOf(now, length), begin());
                observer.OnNext(window);
            }
        });
}
