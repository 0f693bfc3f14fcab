namespace RxChat.Marbles;

/// <summary>
/// What an observable said that was itself a value, from when it came. A text is one, too, so that expectations are
/// drawn: <c>new Dictionary&lt;char, InnerTimeline&gt; { ['x'] = "a-b|" }</c>. Two are equal if they are drawn alike;
/// values are compared by how they are written, and errors are all the same.
/// </summary>
public sealed class InnerTimeline : IEquatable<InnerTimeline>
{
    private readonly Func<TimeSpan?, Timeline<string>> _timeline;

    private InnerTimeline(Func<TimeSpan?, Timeline<string>> timeline) => _timeline = timeline;

    /// <summary>An expectation.</summary>
    public static implicit operator InnerTimeline(string diagram) => FromString(diagram);

    /// <summary>An expectation.</summary>
    /// <param name="diagram">Such as <c>a-b|</c>; what is wrong with it is thrown when it is compared.</param>
    public static InnerTimeline FromString(string diagram)
    {
        ArgumentNullException.ThrowIfNull(diagram);
        return new(frame => Timeline.Parse(diagram, frame: frame));
    }

    /// <inheritdoc />
    public bool Equals(InnerTimeline? other)
    {
        if (other is null) return false;
        // What is drawn is in frames of what was recorded.
        var frame = Frame ?? other.Frame;
        var (one, two) = (_timeline(frame).Marbles, other._timeline(frame).Marbles);
        return one.Count == two.Count && one.Zip(two, (first, second) => (first, second))
            .All(pair => pair.first.At == pair.second.At && pair.first.What.Kind == pair.second.What.Kind
                && (!pair.first.What.HasValue || pair.first.What.Value == pair.second.What.Value));
    }

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as InnerTimeline);

    /// <inheritdoc />
    public override int GetHashCode() => 0; // It grows while time passes.

    /// <summary>Its diagram, and what its letters stand for.</summary>
    public override string ToString() => string.Join(", ", _timeline(Frame).ToString().Split('\n'));

    private TimeSpan? Frame { get; init; }

    internal static InnerTimeline Of<T>(Recording<T> recording) =>
        new(_ => Texts(recording.SoFar)) { Frame = recording.SoFar.Frame };

    private static Timeline<string> Texts<T>(Timeline<T> timeline) => new(
        timeline.Marbles.Select(marble => new Marble<string>(marble.At, marble.What.Accept(
            value => System.Reactive.Notification.CreateOnNext(Values.Text(value)),
            System.Reactive.Notification.CreateOnError<string>,
            System.Reactive.Notification.CreateOnCompleted<string>))),
        timeline.Frame);
}
