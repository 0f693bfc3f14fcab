namespace RxChat;

/// <summary>How much an entry matters.</summary>
public enum LogLevel
{
    /// <summary>The ordinary life of connections.</summary>
    Debug,

    /// <summary>The server's own life.</summary>
    Info,

    /// <summary>Something was refused, cut off or lost.</summary>
    Warn,

    /// <summary>Something of ours failed.</summary>
    Error,
}

/// <summary>
/// Something that happened, for a log. Values may hold what clients sent: whoever writes them out escapes control
/// characters.
/// </summary>
/// <param name="At">By the server's scheduler.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Event">What happened, in a few words that do not vary.</param>
/// <param name="Connection">The connection's number, if it is about one.</param>
/// <param name="Detail">What varies; made a text by whoever writes it out.</param>
public readonly record struct LogEntry(DateTimeOffset At, LogLevel Level, string Event, long? Connection = null,
    object? Detail = null);
