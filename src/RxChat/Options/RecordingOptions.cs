namespace RxChat;

/// <summary>Where it is recorded what comes in, and what is told (docs/recordings.md).</summary>
/// <param name="File">A file that is made anew, for its owner alone; the part before it is beside it, with <c>.1</c>
/// after its name.</param>
public sealed record RecordingOptions(string File)
{
    /// <summary>The most bytes of both parts together.</summary>
    public long Size { get; init; } = 1024 * 1024 * 1024;

    /// <summary>How long a part is kept at most; zero is for ever.</summary>
    public TimeSpan Age { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The filters in force at the start, as they are written; null is not known, so that they have to be
    /// named when it is replayed.</summary>
    public string? Filters { get; init; }
}
