namespace RxChat;

/// <summary>
/// What becomes of what waits for a client when it is more than <see cref="ChatServerOptions.Backlog"/> allows. Whole
/// messages alone are left out, and how many is told.
/// </summary>
public enum Overflow
{
    /// <summary>Drops what waits, sends a last notice, and closes.</summary>
    Disconnect,

    /// <summary>Drops the oldest.</summary>
    DropOldest,

    /// <summary>Drops what comes, until a quarter is free.</summary>
    DropNewest,

    /// <summary>Keeps the newest message of each who says something in each room, and what is no message; of all that
    /// the newest, where it is still too much.</summary>
    Latest,

    /// <summary>Keeps every second, then every fourth, and so on, evenly since the client began to lag.</summary>
    Sample,
}

/// <summary>The policies as they are written.</summary>
internal static class OverflowWords
{
    private static readonly string[] s_words = ["disconnect", "drop-oldest", "drop-newest", "latest", "sample"];

    public static string List { get; } = $"{string.Join(", ", s_words[..^1])} or {s_words[^1]}";

    public static string Word(this Overflow policy) => s_words[(int)policy];

    /// <summary>Null when it is none.</summary>
    public static Overflow? Parse(string? word) =>
        Array.IndexOf(s_words, word) is >= 0 and var index ? (Overflow)index : null;
}
