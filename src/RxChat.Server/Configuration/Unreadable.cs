namespace RxChat.Server.Configuration;

/// <summary>Why a file that somebody named cannot be read.</summary>
internal static class Unreadable
{
    /// <summary>
    /// Whether that is what the exception tells; a path that cannot be one is no fault of ours either.
    /// </summary>
    public static bool Because(Exception error) =>
        error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    public static string Why(string path, Exception error) =>
        Directory.Exists(path) ? "it is a folder; name a file" : error.Message;
}
