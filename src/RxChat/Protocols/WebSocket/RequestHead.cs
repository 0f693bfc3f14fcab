namespace RxChat;

/// <summary>The request line and fields of a request of HTTP/1.1 (RFC 9112 2.1), while they come.</summary>
internal static class RequestHead
{
    /// <summary>More is judged as it is: by then whoever reads it refuses it.</summary>
    private const int Longest = 32 * 1024;

    /// <summary>Whether its empty line has come, or what came can never be one.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> sofar)
    {
        if (sofar.Length >= Longest) return true;
        var end = sofar.IndexOf((byte)'\n');
        if (end < 0) return false;
        // A line alone, as people type it, and the preface of HTTP/2 are judged as what they are.
        var version = " HTTP/1."u8;
        var line = sofar[..end].TrimEnd((byte)'\r');
        if (line.Length <= version.Length + 1 || !line[..^1].EndsWith(version)) return true;
        // RFC 9112 2.2: a line feed alone may end a line, too.
        return sofar.IndexOf("\n\r\n"u8) >= 0 || sofar.IndexOf("\n\n"u8) >= 0;
    }
}
