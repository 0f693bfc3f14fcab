namespace RxChat.Web;

/// <summary>
/// A recording, to be looked at; asked on any thread, by one at a time. What cannot be read is an
/// <see cref="IOException"/> whose message says why.
/// </summary>
public interface IRecordedChat
{
    /// <summary>From when to when it is.</summary>
    RecordedSpan Span { get; }

    /// <summary>How everything stood, to be written as JSON: <c>admin moment</c> of the schema.</summary>
    /// <param name="time">When.</param>
    /// <param name="steps">So many commands later; earlier, if less than 0.</param>
    object At(DateTimeOffset time, int steps);

    /// <summary>What became of a message, and why somebody did not get it: a line for each stage.</summary>
    /// <param name="message">Its id, its key or ref, or a room and a number.</param>
    /// <param name="whom">Whose name.</param>
    IReadOnlyList<string> Why(string message, string whom);
}

/// <summary>From when to when a recording is.</summary>
/// <param name="File">Where it is.</param>
/// <param name="From">Its first line.</param>
/// <param name="To">Its last.</param>
public sealed record RecordedSpan(string File, DateTimeOffset From, DateTimeOffset To);
