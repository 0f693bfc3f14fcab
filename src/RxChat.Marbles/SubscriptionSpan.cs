namespace RxChat.Marbles;

/// <summary>When something was subscribed to, and when let go: <c>--^---!</c>.</summary>
/// <param name="From">The time from frame zero.</param>
/// <param name="To">The time of the release, by whom it may be: the subscriber, or the source that
/// ended. Null while it lasts.</param>
public readonly record struct SubscriptionSpan(TimeSpan From, TimeSpan? To)
{
    /// <summary>
    /// Reads subscription marbles; without <c>^</c> it begins at zero, without <c>!</c> it does not end.
    /// </summary>
    /// <param name="diagram">Such as <c>--^---!</c>.</param>
    /// <param name="frame">How long a character takes; null is 1 ms.</param>
    /// <exception cref="MarbleFormatException">The diagram is no subscription; the message shows
    /// where and says the mend.</exception>
    public static SubscriptionSpan Parse(string diagram, TimeSpan? frame = null)
    {
        var (from, to) = (TimeSpan.Zero, default(TimeSpan?));
        foreach (var mark in DiagramReader.Read(diagram, MarbleTime.CheckedFrame(frame), DiagramKind.Subscription))
        {
            if (mark.Symbol == Mark.Subscribed) from = mark.At;
            else to = mark.At;
        }
        return new(from, to);
    }

    /// <summary>As subscription marbles; <see cref="Parse"/> reads them back.</summary>
    /// <param name="frame">How long a character takes; null is 1 ms.</param>
    public string Diagram(TimeSpan? frame = null) => DiagramWriter.Write(Marks(), MarbleTime.CheckedFrame(frame));

    /// <summary>The diagram in frames of 1 ms.</summary>
    public override string ToString() => Diagram();

    internal IReadOnlyList<Mark> Marks() =>
        To is { } to ? [new(From, Mark.Subscribed), new(to, Mark.Released)] : [new(From, Mark.Subscribed)];
}
