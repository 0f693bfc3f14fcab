namespace RxChat;

/// <summary>
/// First frames that are no text: what programs say who took the port for another protocol's. None of it may be said,
/// least of all by a page in a browser, which can have any request sent to its visitor's own machine.
/// </summary>
internal static class ForeignFrames
{
    /// <summary>What it is, for people; null when it may be text.</summary>
    /// <param name="frame">The first frame that is not empty, or the empty ones before it.</param>
    public static string? Recognize(ReadOnlySpan<byte> frame) =>
        frame.StartsWith("\x16\x03"u8) ? "TLS" // RFC 8446 5.1: a handshake record and its version
        : frame.StartsWith("PROXY "u8) || frame.SequenceEqual("\r\n\r\n"u8) || frame.SequenceEqual("\0"u8)
            ? "the PROXY protocol"
        : IsRequestLine(frame) ? "HTTP"
        : null;

    // RFC 9112 3: method SP target SP HTTP-version, which whoever else writes a line does not end it with.
    private static bool IsRequestLine(ReadOnlySpan<byte> frame)
    {
        var end = frame.IndexOfAny((byte)'\r', (byte)'\n');
        var line = end < 0 ? frame : frame[..end];
        var method = line.IndexOf((byte)' ');
        return method > 0 && !line[..method].ContainsAnyExceptInRange((byte)'A', (byte)'Z')
            && line.LastIndexOf(" HTTP/"u8) is var version && version >= method
            && line.Length - version is >= 7 and <= 9;
    }
}
