namespace RxChat;

/// <summary>What became of a message, from its frame to the clients it was for.</summary>
/// <param name="At">When it was heard.</param>
/// <param name="From">Who said it.</param>
/// <param name="Connection">By which connection; 0 is none.</param>
/// <param name="Room">Where.</param>
/// <param name="Text">What, at most 200 characters of it, as it was heard.</param>
/// <param name="Id">Its id; null if it was not said.</param>
/// <param name="Seq">Its number in the room; 0 if it was not said.</param>
/// <param name="Steps">What happened to it, in order.</param>
public sealed record Trace(
    DateTimeOffset At, string From, long Connection, string Room, string Text, string? Id, long Seq,
    IReadOnlyList<TraceStep> Steps)
{
    /// <summary>Those who were there when it was said and still are, at most 100.</summary>
    public IReadOnlyList<string> Present { get; init; } = [];
}

/// <summary>Something that happened to a message.</summary>
/// <param name="After">Milliseconds since it was heard.</param>
/// <param name="Stage">Where: <c>heard</c>, <c>filter</c>, <c>chat</c>, <c>encoded</c>, <c>client</c>.</param>
/// <param name="What">What, for people.</param>
public sealed record TraceStep(double After, string Stage, string What);
