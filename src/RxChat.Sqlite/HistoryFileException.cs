namespace RxChat.Sqlite;

/// <summary>A file cannot be a history; the message names it and the mend.</summary>
public sealed class HistoryFileException : IOException
{
    internal HistoryFileException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
