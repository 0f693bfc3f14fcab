using System.Reactive;
using System.Reactive.Disposables;

namespace RxChat.Marbles;

/// <summary>What an observable said, and when, from the time the recording was made.</summary>
/// <remarks>
/// Reading it before any time has passed runs the clock first, as <see cref="MarbleScheduler.Run()"/> does.
/// </remarks>
public sealed class Recording<T>
{
    private const int Most = 100_000;

    private readonly MarbleClock _clock;
    private readonly DateTimeOffset _zero;
    private readonly List<Marble<T>> _marbles = [];
    private IDisposable? _subscription;
    private TimeSpan? _from;
    private TimeSpan? _to;

    internal Recording(MarbleClock clock, IObservable<T> source, SubscriptionSpan during)
    {
        (_clock, _zero) = (clock, clock.Now);
        clock.RecordingBegan();
        if (during.To is { } to) clock.Plan(_zero + to, Turn.Release, LetGo);
        if (during.From > TimeSpan.Zero) clock.Plan(_zero + during.From, Turn.Subscribe, () => Listen(source));
        else Listen(source);
    }

    /// <summary>What was said so far.</summary>
    public Timeline<T> Timeline
    {
        get
        {
            _clock.RunIfStillAt(_zero);
            return SoFar;
        }
    }

    /// <summary>What was said so far, in order.</summary>
    public IReadOnlyList<Marble<T>> Marbles => Timeline.Marbles;

    /// <summary>
    /// What was said so far as a diagram, in its canonical form; see <see cref="Timeline{T}.Diagram"/>.
    /// </summary>
    public string Diagram => Timeline.Diagram;

    /// <summary>The error that ended it, or null.</summary>
    public Exception? Error => Timeline.Error;

    /// <summary>When it listened; null if it has not begun.</summary>
    public SubscriptionSpan? Subscription
    {
        get
        {
            _clock.RunIfStillAt(_zero);
            return _from is { } from ? new(from, _to) : null;
        }
    }

    /// <summary>
    /// How it differs from what is drawn, with both diagrams one above the other; null if it does not. For
    /// assertions in the words of any library.
    /// </summary>
    /// <param name="diagram">What is expected: a letter is a value that is written so.</param>
    /// <param name="error">What <c>#</c> is: an error of this type and message; null is any.</param>
    /// <exception cref="MarbleFormatException">The diagram is no diagram.</exception>
    public string? DifferenceFrom(string diagram, Exception? error = null) =>
        Difference(new(diagram, Lookup: null, Error: error));

    /// <inheritdoc cref="DifferenceFrom(string, Exception?)" />
    /// <param name="diagram">What is expected.</param>
    /// <param name="values">What its letters stand for.</param>
    /// <param name="comparer">When two values are the same; null is equality, and of lists that of their
    /// elements.</param>
    /// <param name="error">What <c>#</c> is: an error of this type and message; null is any.</param>
    public string? DifferenceFrom(
        string diagram,
        IReadOnlyDictionary<char, T> values,
        IEqualityComparer<T>? comparer = null,
        Exception? error = null) =>
        Difference(new(diagram, mark => RxChat.Marbles.Timeline.Value(diagram, mark, values), comparer, error));

    /// <inheritdoc cref="DifferenceFrom(string, Exception?)" />
    /// <param name="diagram">What is expected.</param>
    /// <param name="value">From letter to value.</param>
    /// <param name="comparer">When two values are the same; null is equality, and of lists that of their
    /// elements.</param>
    /// <param name="error">What <c>#</c> is: an error of this type and message; null is any.</param>
    public string? DifferenceFrom(
        string diagram, Func<char, T> value, IEqualityComparer<T>? comparer = null, Exception? error = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Difference(new(diagram, mark => value(mark.Symbol), comparer, error));
    }

    /// <summary>How it differs from another recording, whatever their errors; null if it does not.</summary>
    /// <param name="other">What is expected, such as the recording of what a refactored operator was before.</param>
    /// <param name="comparer">When two values are the same; null is equality, and of lists that of their
    /// elements.</param>
    public string? DifferenceFrom(Recording<T> other, IEqualityComparer<T>? comparer = null)
    {
        ArgumentNullException.ThrowIfNull(other);
        return RxChat.Marbles.Difference.Of(other.Timeline, Timeline, comparer, _clock.Since(_zero));
    }

    /// <summary>The diagram, and a line for each letter that does not say its value itself.</summary>
    public override string ToString() => Timeline.ToString();

    /// <summary>What was said so far, without letting time pass.</summary>
    internal Timeline<T> SoFar => new(_marbles, _clock.Frame);

    private string? Difference(Expectation<T> expected)
    {
        // Time passes first.
        var actual = Timeline;
        return RxChat.Marbles.Difference.Of(expected, actual, _clock.Since(_zero));
    }

    // Subscribed to without a guard, so that a source that goes on after its end is caught at it.
    private void Listen(IObservable<T> source)
    {
        _from = _clock.Since(_zero);
        var subscription = Disposable.Empty;
        RealTime.Forbid(() => subscription = source.Subscribe(new Ear(this)), _clock.Lent);
        if (_to is null) _subscription = subscription;
        else subscription.Dispose();
    }

    private void LetGo()
    {
        End();
        _subscription?.Dispose();
    }

    private void Hear(Notification<T> what)
    {
        if (_marbles.Count == Most)
        {
            throw new InvalidOperationException($"a recording has heard {Most:N0} notifications and no end; "
                + "say when to let go: Record(source, during: \"---------!\")");
        }
        _marbles.Add(new(_clock.Since(_zero), what));
        if (what.Kind != NotificationKind.OnNext) End();
    }

    private void End()
    {
        if (_to is not null) return;
        _to = _clock.Since(_zero);
        _clock.RecordingEnded();
    }

    private sealed class Ear(Recording<T> recording) : IObserver<T>
    {
        public void OnNext(T value) => recording.Hear(Notification.CreateOnNext(value));

        public void OnError(Exception error) => recording.Hear(Notification.CreateOnError<T>(error));

        public void OnCompleted() => recording.Hear(Notification.CreateOnCompleted<T>());
    }
}
