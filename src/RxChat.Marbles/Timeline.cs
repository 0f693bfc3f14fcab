using System.Reactive;

namespace RxChat.Marbles;

/// <summary>What happens when, and its diagram. Two are equal when the same happens at the same times.</summary>
/// <remarks>
/// Reading and printing are inverse: <c>Timeline.Parse(timeline.Diagram, timeline.Legend, timeline.Error,
/// timeline.Frame)</c> equals the timeline. The exception is one that Rx forbids, with something after its end: it is
/// printed as it is, and refused when read.
/// </remarks>
public sealed class Timeline<T> : IEquatable<Timeline<T>>
{
    private readonly Lazy<Lettering<T>> _lettering;
    private readonly Lazy<string> _diagram;

    /// <summary>A timeline of these marbles.</summary>
    /// <param name="marbles">In the order of their times.</param>
    /// <param name="frame">How long a character of the diagram takes; null is 1 ms.</param>
    public Timeline(IEnumerable<Marble<T>> marbles, TimeSpan? frame = null)
    {
        ArgumentNullException.ThrowIfNull(marbles);
        Frame = MarbleTime.CheckedFrame(frame);
        Marbles = [.. marbles];
        _lettering = new(() => Letter([], []));
        _diagram = new(() => DiagramWriter.Write([.. Marks(_lettering.Value)], Frame));
    }

    /// <summary>What happens, in order.</summary>
    public IReadOnlyList<Marble<T>> Marbles { get; }

    /// <summary>How long a character of the diagram takes.</summary>
    public TimeSpan Frame { get; }

    /// <summary>
    /// The diagram in its canonical form: no spaces but around times, a time for a silence of more than 20 frames, a
    /// group for what shares a frame, nothing after the last marble.
    /// </summary>
    public string Diagram => _diagram.Value;

    /// <summary>
    /// The value of each letter in <see cref="Diagram"/>: a value that is written as one letter or digit is
    /// that, others get the next letter free.
    /// </summary>
    public IReadOnlyDictionary<char, T> Legend => _lettering.Value.Legend;

    /// <summary>The error it ends with, or null.</summary>
    public Exception? Error =>
        Marbles.FirstOrDefault(marble => marble.What?.Kind == NotificationKind.OnError).What?.Exception;

    /// <inheritdoc />
    public bool Equals(Timeline<T>? other) =>
        other is not null && Marbles.Count == other.Marbles.Count
            && Marbles.Zip(other.Marbles).All(pair => Same(pair.First, pair.Second));

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Timeline<T>);

    /// <inheritdoc />
    public override int GetHashCode() => Marbles.Count;

    /// <summary>The diagram, and a line for each letter that does not say its value itself.</summary>
    public override string ToString() => string.Join('\n', Lines(_lettering.Value).Prepend(Diagram));

    internal IEnumerable<T> Spoken => Marbles.Where(marble => marble.What.HasValue).Select(marble => marble.What.Value);

    internal Lettering<T> Letter(
        IEnumerable<KeyValuePair<char, T>> given, IEnumerable<char> taken, IEqualityComparer<T>? comparer = null) =>
        new(Spoken, given, taken, comparer);

    internal IEnumerable<Mark> Marks(Lettering<T> lettering) =>
        Marbles.Select(marble => new Mark(marble.At, marble.What.Kind switch
        {
            NotificationKind.OnNext => lettering[marble.What.Value],
            NotificationKind.OnError => Mark.Error,
            _ => Mark.Completion,
        }));

    internal IEnumerable<string> Lines(Lettering<T> lettering, IEnumerable<char>? alsoShown = null)
    {
        var shown = Marks(lettering).Select(mark => mark.Symbol).Concat(alsoShown ?? []);
        return Error is null
            ? lettering.Lines(shown)
            : lettering.Lines(shown).Append($"{Mark.Error} = {Values.Line(Error)}");
    }

    private static bool Same(Marble<T> one, Marble<T> other) =>
        one.At == other.At && one.What.Kind == other.What.Kind && one.What.Exception == other.What.Exception
        && (!one.What.HasValue || Values.Comparer.Equals(one.What.Value, other.What.Value));
}

/// <summary>Reads diagrams.</summary>
public static class Timeline
{
    /// <summary>Reads a diagram whose values are its letters.</summary>
    /// <param name="diagram">Such as <c>--a-(bc)--|</c>.</param>
    /// <param name="error">What <c>#</c> stands for; null is a <see cref="MarbleException"/>.</param>
    /// <param name="frame">How long a character takes; null is 1 ms.</param>
    /// <exception cref="MarbleFormatException">The diagram is no diagram; the message shows
    /// where and says the mend.</exception>
    public static Timeline<string> Parse(string diagram, Exception? error = null, TimeSpan? frame = null) =>
        Parse(diagram, letter => letter.ToString(), error, frame);

    /// <summary>Reads a diagram.</summary>
    /// <param name="diagram">Such as <c>--a-(bc)--|</c>.</param>
    /// <param name="values">What its letters stand for.</param>
    /// <param name="error">What <c>#</c> stands for; null is a <see cref="MarbleException"/>.</param>
    /// <param name="frame">How long a character takes; null is 1 ms.</param>
    /// <exception cref="MarbleFormatException">The diagram is no diagram, or has a letter without a value.</exception>
    public static Timeline<T> Parse<T>(
        string diagram, IReadOnlyDictionary<char, T> values, Exception? error = null, TimeSpan? frame = null) =>
        Read(diagram, mark => Value(diagram, mark, values), error, MarbleTime.CheckedFrame(frame), DiagramKind.Hot);

    /// <summary>Reads a diagram.</summary>
    /// <param name="diagram">Such as <c>--1-(23)--|</c>.</param>
    /// <param name="value">From letter to value, such as <c>letter => letter - '0'</c>.</param>
    /// <param name="error">What <c>#</c> stands for; null is a <see cref="MarbleException"/>.</param>
    /// <param name="frame">How long a character takes; null is 1 ms.</param>
    /// <exception cref="MarbleFormatException">The diagram is no diagram; the message shows
    /// where and says the mend.</exception>
    public static Timeline<T> Parse<T>(
        string diagram, Func<char, T> value, Exception? error = null, TimeSpan? frame = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Read(diagram, mark => value(mark.Symbol), error, MarbleTime.CheckedFrame(frame), DiagramKind.Hot);
    }

    internal static Timeline<T> Read<T>(
        string diagram, Func<Mark, T> value, Exception? error, TimeSpan frame, DiagramKind kind) =>
        new(DiagramReader.Read(diagram, frame, kind).Select(mark => new Marble<T>(mark.At, mark.Symbol switch
        {
            Mark.Completion => Notification.CreateOnCompleted<T>(),
            Mark.Error => Notification.CreateOnError<T>(error ?? new MarbleException()),
            _ => Notification.CreateOnNext(value(mark)),
        })), frame);

    internal static T Value<T>(string diagram, Mark mark, IReadOnlyDictionary<char, T> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.TryGetValue(mark.Symbol, out var value)) return value;
        var given = string.Join(", ", values.Keys);
        throw new MarbleFormatException(
            diagram, mark.Column, $"{mark.Symbol} has no value", $"give it one; there are values for {given}");
    }
}
