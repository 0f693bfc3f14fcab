using System.Reactive;
using System.Reactive.Disposables;

namespace RxChat.Marbles;

/// <summary>An observable that follows a diagram and remembers who listened when.</summary>
public sealed class MarbleSource<T> : IObservable<T>
{
    private readonly MarbleClock _clock;
    private readonly DateTimeOffset _zero;
    private readonly bool _hot;
    private readonly List<Ear> _listeners = [];

    internal MarbleSource(MarbleClock clock, Timeline<T> timeline, bool hot)
    {
        (_clock, _zero, Timeline, _hot) = (clock, clock.Now, timeline, hot);
        if (hot) Plan(marble => Tell(marble.What));
    }

    /// <summary>What it says, and when.</summary>
    public Timeline<T> Timeline { get; }

    /// <summary>
    /// Who listened when, in the order they came, from the time the source was made; a source that ends lets go of
    /// its listeners. Reading it before any time has passed runs the clock first, as
    /// <see cref="MarbleScheduler.Run()"/> does.
    /// </summary>
    public IReadOnlyList<SubscriptionSpan> Subscriptions
    {
        get
        {
            _clock.RunIfStillAt(_zero);
            return [.. _listeners.Select(listener => new SubscriptionSpan(listener.From, listener.To))];
        }
    }

    /// <inheritdoc />
    public IDisposable Subscribe(IObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var listener = new Ear(observer, _clock, _zero);
        _listeners.Add(listener);
        if (!_hot) listener.Planned = Plan(marble => listener.Hear(marble.What));
        return listener;
    }

    /// <summary>
    /// How the subscriptions differ from those drawn, with both diagrams one above the other; null if they do not.
    /// </summary>
    /// <param name="diagrams">Such as <c>--^---!</c>, one for each subscription.</param>
    /// <exception cref="MarbleFormatException">One is no diagram of a subscription.</exception>
    public string? SubscriptionDifference(params string[] diagrams)
    {
        ArgumentNullException.ThrowIfNull(diagrams);
        return Difference.Of(diagrams, Subscriptions, Timeline.Frame);
    }

    /// <summary>The diagram of what it says.</summary>
    public override string ToString() => Timeline.ToString();

    private CompositeDisposable Plan(Action<Marble<T>> say)
    {
        var now = _clock.Now;
        return [.. Timeline.Marbles.Where(marble => marble.At >= TimeSpan.Zero)
            .Select(marble => _clock.Plan(now + marble.At, Turn.Speak, () => say(marble)))];
    }

    // Whoever lets go meanwhile hears nothing more, and whoever comes meanwhile hears what
    // comes next: as it is with a Subject.
    private void Tell(Notification<T> what)
    {
        foreach (var listener in _listeners.Where(listener => listener.To is null).ToList()) listener.Hear(what);
    }

    private sealed class Ear(IObserver<T> observer, MarbleClock clock, DateTimeOffset zero) : IDisposable
    {
        public TimeSpan From { get; } = clock.Since(zero);

        public TimeSpan? To { get; private set; }

        public CompositeDisposable? Planned { get; set; }

        public void Hear(Notification<T> what)
        {
            if (To is not null) return;
            if (what.Kind != NotificationKind.OnNext) Dispose();
            what.Accept(observer);
        }

        public void Dispose()
        {
            To ??= clock.Since(zero);
            Planned?.Dispose();
        }
    }
}
