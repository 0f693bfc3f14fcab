using System.Buffers;

namespace RxChat;

/// <summary>
/// First frames that are no text: what programs say who took the port for another protocol's. None of it may be said,
/// least of all by a page in a browser, which can have any request sent to its visitor's own machine.
/// </summary>
internal static class ForeignFrames
{
    /// <summary>What a token of HTTP is made of (RFC 9110 5.6.2).</summary>
    public static readonly SearchValues<byte> Token = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>What a proxy speaks, for people.</summary>
    public const string Proxy = "the PROXY protocol";

    /// <summary>What it is, for people; null when it may be text.</summary>
    /// <param name="frame">The first frame that is not empty, or the empty ones before it.</param>
    public static string? Recognize(ReadOnlySpan<byte> frame) =>
        frame.StartsWith("\x16\x03"u8) ? "TLS" // RFC 8446 5.1: a handshake record and its version
        : IsProxyHeader(frame) ? Proxy
        : IsRequestLine(frame) ? "HTTP"
        : null;

    // Version 2 begins with CR LF CR LF NUL CR LF, which each text protocol cuts at another place.
    private static bool IsProxyHeader(ReadOnlySpan<byte> frame) =>
        frame.StartsWith("PROXY "u8) || frame.SequenceEqual("\r\n\r\n"u8) || frame.SequenceEqual("\0"u8);

    // RFC 9112 3: method SP target SP HTTP-version, after empty lines perhaps. Any token is a method; what people write
    // about HTTP names no target.
    private static bool IsRequestLine(ReadOnlySpan<byte> frame)
    {
        var lines = frame.TrimStart("\r\n"u8);
        var end = lines.IndexOfAny((byte)'\r', (byte)'\n');
        var line = end < 0 ? lines : lines[..end];
        var method = line.IndexOf((byte)' ');
        var version = line.LastIndexOf(" HTTP/"u8);
        return method > 0 && version > method && line.Length - version is >= 7 and <= 9
            && !line[..method].ContainsAnyExcept(Token)
            && IsTarget(line[(method + 1)..version], line[..method]);
    }

    // RFC 9112 3.2: a path, everything, a whole URL, or a host and its port.
    private static bool IsTarget(ReadOnlySpan<byte> target, ReadOnlySpan<byte> method) =>
        target.StartsWith("/"u8) || target.SequenceEqual("*"u8) || target.IndexOf("://"u8) > 0
        || method.SequenceEqual("CONNECT"u8);
}
