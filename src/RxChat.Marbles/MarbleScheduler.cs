using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace RxChat.Marbles;

/// <summary>
/// Virtual time with marble diagrams: it makes sources from text, records what observables say as text, and is itself
/// the scheduler to hand to operators.
/// </summary>
/// <remarks>
/// In one frame first those subscribe whose diagrams say so, then those let go, then sources speak in the order they
/// were planned; what operators plan comes in its turn. So a subscription <c>^---!</c> hears its first frame and not
/// its last. Not thread-safe: a story has one teller.
/// </remarks>
public sealed class MarbleScheduler : IScheduler, IServiceProvider
{
    /// <summary>Far more than anything does in one moment that lets time pass afterwards.</summary>
    private const int LongestChain = 100_000;

    private readonly MarbleClock _clock;
    private int _chain;

    /// <summary>Virtual time of its own, from 2026-01-01 UTC.</summary>
    /// <param name="frame">How long a character of a diagram takes; null is 1 ms.</param>
    public MarbleScheduler(TimeSpan? frame = null)
        : this(MarbleClock.Of(new HistoricalScheduler(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)), time => time, frame))
    {
    }

    private MarbleScheduler(MarbleClock clock) => _clock = clock;

    /// <summary>How long a character of a diagram takes.</summary>
    public TimeSpan Frame => _clock.Frame;

    /// <inheritdoc />
    public DateTimeOffset Now => _clock.Now;

    /// <summary>
    /// Whether operators that were given no scheduler get this one while a recording subscribes or its time passes: for
    /// code that cannot be given one. Otherwise they are a <see cref="RealTimeException"/>, which says where.
    /// </summary>
    /// <remarks>It reaches System.Reactive's default scheduler and its clock, if no timer was used before this assembly
    /// was; not threads (<c>NewThreadScheduler</c>, <c>ObserveOn(Scheduler.Default)</c>), tasks, and timers of the
    /// system.</remarks>
    public bool LendsTime
    {
        get => _clock.Lent is not null;
        set => _clock.Lent = value ? this : null;
    }

    /// <summary>Marbles on the time of a <see cref="HistoricalScheduler"/> or its like.</summary>
    /// <param name="scheduler">Whoever hands it to operators shares its time with the diagrams.</param>
    /// <param name="frame">How long a character of a diagram takes; null is 1 ms.</param>
    public static MarbleScheduler On(
        VirtualTimeSchedulerBase<DateTimeOffset, TimeSpan> scheduler, TimeSpan? frame = null) =>
        On(scheduler, time => time, frame);

    /// <summary>
    /// Marbles on the time of Microsoft.Reactive.Testing's TestScheduler, which counts ticks of 100 ns.
    /// </summary>
    /// <param name="scheduler">Whoever hands it to operators shares its time with the diagrams.</param>
    /// <param name="frame">How long a character of a diagram takes; null is 1 ms, which is 10,000 of its ticks.</param>
    public static MarbleScheduler On(VirtualTimeSchedulerBase<long, long> scheduler, TimeSpan? frame = null) =>
        On(scheduler, time => time.Ticks, frame);

    /// <summary>Marbles on any virtual time.</summary>
    /// <param name="scheduler">Whoever hands it to operators shares its time with the diagrams.</param>
    /// <param name="relative">What the scheduler calls a span of time.</param>
    /// <param name="frame">How long a character of a diagram takes; null is 1 ms.</param>
    public static MarbleScheduler On<TAbsolute, TRelative>(
        VirtualTimeSchedulerBase<TAbsolute, TRelative> scheduler,
        Func<TimeSpan, TRelative> relative,
        TimeSpan? frame = null)
        where TAbsolute : IComparable<TAbsolute> => new(MarbleClock.Of(scheduler, relative, frame));

    /// <summary>The time of so many frames, for operators: <c>Throttle(marbles.Frames(3), marbles)</c>.</summary>
    public TimeSpan Frames(int count) => TimeSpan.FromTicks(count * Frame.Ticks);

    /// <summary>
    /// The time until the end of a diagram, for operators: <c>Throttle(marbles.Time("---|"), marbles)</c>.
    /// </summary>
    /// <exception cref="MarbleFormatException">The diagram is none, or has no end.</exception>
    public TimeSpan Time(string diagram)
    {
        ArgumentNullException.ThrowIfNull(diagram);
        return DiagramReader.Read(diagram, Frame, DiagramKind.Cold) is [.., { Symbol: Mark.Completion } end]
            ? end.At
            : throw new MarbleFormatException(
                diagram, diagram.Length, "this time has no end", "write | where it is over");
    }

    /// <summary>
    /// A source that starts over for each subscriber. Its marbles of frame 0 are planned, not said within Subscribe.
    /// </summary>
    /// <param name="diagram">Such as <c>--a-(bc)--|</c>; its values are its letters.</param>
    /// <param name="error">What <c>#</c> stands for; null is a <see cref="MarbleException"/>.</param>
    /// <exception cref="MarbleFormatException">The diagram is no diagram of a cold source.</exception>
    public MarbleSource<string> Cold(string diagram, Exception? error = null) =>
        Cold(diagram, letter => letter.ToString(), error);

    /// <inheritdoc cref="Cold(string, Exception?)" />
    /// <param name="diagram">Such as <c>--a-(bc)--|</c>.</param>
    /// <param name="values">What its letters stand for.</param>
    /// <param name="error">What <c>#</c> stands for; null is a <see cref="MarbleException"/>.</param>
    public MarbleSource<T> Cold<T>(string diagram, IReadOnlyDictionary<char, T> values, Exception? error = null) =>
        new(
            _clock,
            Timeline.Read(diagram, mark => Timeline.Value(diagram, mark, values), error, Frame, DiagramKind.Cold),
            hot: false);

    /// <inheritdoc cref="Cold(string, Exception?)" />
    /// <param name="diagram">Such as <c>--1-(23)--|</c>.</param>
    /// <param name="value">From letter to value, such as <c>letter => letter - '0'</c>.</param>
    /// <param name="error">What <c>#</c> stands for; null is a <see cref="MarbleException"/>.</param>
    public MarbleSource<T> Cold<T>(string diagram, Func<char, T> value, Exception? error = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(
            _clock, Timeline.Read(diagram, mark => value(mark.Symbol), error, Frame, DiagramKind.Cold), hot: false);
    }

    /// <summary>
    /// A source that speaks from now on whether anybody listens or not. What stands before <c>^</c> was said before,
    /// and nobody heard it; who subscribes after its end hears nothing.
    /// </summary>
    /// <param name="diagram">Such as <c>a-^-b-|</c>; its values are its letters. Without <c>^</c>
    /// its first character is now.</param>
    /// <param name="error">What <c>#</c> stands for; null is a <see cref="MarbleException"/>.</param>
    /// <exception cref="MarbleFormatException">The diagram is no diagram.</exception>
    public MarbleSource<string> Hot(string diagram, Exception? error = null) =>
        Hot(diagram, letter => letter.ToString(), error);

    /// <inheritdoc cref="Hot(string, Exception?)" />
    /// <param name="diagram">Such as <c>a-^-b-|</c>.</param>
    /// <param name="values">What its letters stand for.</param>
    /// <param name="error">What <c>#</c> stands for; null is a <see cref="MarbleException"/>.</param>
    public MarbleSource<T> Hot<T>(string diagram, IReadOnlyDictionary<char, T> values, Exception? error = null) =>
        new(_clock, Timeline.Parse(diagram, values, error, Frame), hot: true);

    /// <inheritdoc cref="Hot(string, Exception?)" />
    /// <param name="diagram">Such as <c>1-^-2-|</c>.</param>
    /// <param name="value">From letter to value, such as <c>letter => letter - '0'</c>.</param>
    /// <param name="error">What <c>#</c> stands for; null is a <see cref="MarbleException"/>.</param>
    public MarbleSource<T> Hot<T>(string diagram, Func<char, T> value, Exception? error = null) =>
        new(_clock, Timeline.Parse(diagram, value, error, Frame), hot: true);

    /// <summary>Subscribes, and writes down what comes and when.</summary>
    /// <param name="source">What to listen to.</param>
    /// <param name="during"> When: <c>--^---!</c> subscribes in frame 2 and lets go in frame 6, whose
    /// marbles it does not hear any more. Without <c>^</c> it subscribes at once, without <c>!</c> it
    /// listens until the source ends. </param>
    /// <exception cref="MarbleFormatException"><paramref name="during"/> is no diagram of a subscription.</exception>
    public Recording<T> Record<T>(IObservable<T> source, string during = "^")
    {
        ArgumentNullException.ThrowIfNull(source);
        return new(_clock, source, SubscriptionSpan.Parse(during, Frame));
    }

    /// <summary>
    /// Subscribes, and to each observable that comes, too; each is a value that is written as its own diagram, in which
    /// time begins when it came. For Window, GroupBy and their like.
    /// </summary>
    /// <param name="source">What to listen to.</param>
    /// <param name="during">When; see <see cref="Record"/>. What has come is listened to until it ends.</param>
    /// <exception cref="MarbleFormatException"><paramref name="during"/> is no diagram of a subscription.</exception>
    public Recording<InnerTimeline> RecordInner<T>(IObservable<IObservable<T>> source, string during = "^")
    {
        ArgumentNullException.ThrowIfNull(source);
        return Record(source.Select(inner => InnerTimeline.Of(Record(inner))), during);
    }

    /// <summary>
    /// Lets time pass until all recordings have ended or nothing is planned any more, at most a day, or a thousand
    /// frames if that is more, beyond the last marble of all diagrams. Reading a recording does this by itself, unless
    /// time has passed since it was made.
    /// </summary>
    public void Run() => _clock.Run();

    /// <summary>Lets so much time pass, and everything that is due in it happen.</summary>
    public void Run(TimeSpan time) => _clock.Run(time);

    /// <inheritdoc />
    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) =>
        Schedule(state, TimeSpan.Zero, action);

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">Work has scheduled work for now too often, each the next, so that
    /// time would never pass.</exception>
    public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action)
    {
        var chain = dueTime > TimeSpan.Zero ? 0 : _chain + 1;
        if (chain > LongestChain)
        {
            throw new InvalidOperationException(
                $"time stands still: work has scheduled work for now {LongestChain:N0} times, each the next; "
                + "is there an Interval(TimeSpan.Zero), or a loop without a delay?");
        }
        Work work = new Work<TState>(this, state, action, chain);
        return _clock.Scheduler.Schedule(work, dueTime, static (_, work) => work.Run());
    }

    /// <inheritdoc />
    public IDisposable Schedule<TState>(
        TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
        Schedule(state, dueTime - Now, action);

    object? IServiceProvider.GetService(Type serviceType) =>
        (_clock.Scheduler as IServiceProvider)?.GetService(serviceType);

    private IDisposable Run<TState>(TState state, Func<IScheduler, TState, IDisposable> action, int chain)
    {
        var outer = _chain;
        _chain = chain;
        try
        {
            return action(this, state);
        }
        finally
        {
            _chain = outer;
        }
    }

    // A class, since a scheduler that schedules its own state with more about it would be of ever larger types, which
    // nothing can compile ahead of time.
    private abstract class Work
    {
        public abstract IDisposable Run();
    }

    private sealed class Work<TState>(
        MarbleScheduler marbles, TState state, Func<IScheduler, TState, IDisposable> action, int chain) : Work
    {
        public override IDisposable Run() => marbles.Run(state, action, chain);
    }
}
