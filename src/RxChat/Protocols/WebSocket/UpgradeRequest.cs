using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace RxChat;

/// <summary>Whether a page of an origin may ask a server by the name of a host.</summary>
/// <param name="host">The host and port that the request names.</param>
/// <param name="origin">Of the page; null where no page asks.</param>
internal delegate bool OriginRule(string host, string? origin);

/// <summary>
/// The request that opens a WebSocket (RFC 6455 4.2.1), read as strictly as can be: whatever is not exactly one is for
/// a whole HTTP server to judge.
/// </summary>
internal static class UpgradeRequest
{
    private const int LongestHead = 8 * 1024;

    private const string Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>What is served as <c>rxchat.v1</c>, if a client asks for it by name.</summary>
    public const string Subprotocol = "rxchat.v1";

    /// <summary>The answer, if it is one and may be made; else null.</summary>
    /// <param name="opening">All bytes that came: the request, and nothing after it.</param>
    /// <param name="mayAsk">Says no to pages of strangers.</param>
    /// <param name="isForwarded">Whether others find out for whom is asked, if the request says so.</param>
    public static byte[]? Answer(ReadOnlySpan<byte> opening, OriginRule mayAsk, bool isForwarded = false)
    {
        var requestLine = "GET /ws HTTP/1.1\r\n"u8;
        if (opening.Length > LongestHead || !opening.StartsWith(requestLine)) return null;
        var fields = default(Fields);
        for (var rest = opening[requestLine.Length..]; ;)
        {
            var end = rest.IndexOf("\r\n"u8);
            if (end < 0) return null;
            if (end == 0) return rest.Length == 2 ? fields.Answer(mayAsk) : null;
            if (!fields.TryAdd(rest[..end], isForwarded)) return null;
            rest = rest[(end + 2)..];
        }
    }

    /// <summary>What answers a key; null if that is none.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "RFC 6455 4.2.2 asks for it, and nothing rests on it")]
    public static string? Accept(string key)
    {
        Span<byte> nonce = stackalloc byte[16];
        return key.Length == 24 && Convert.TryFromBase64String(key, nonce, out var bytes) && bytes == nonce.Length
            ? Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Guid)))
            : null;
    }

    /// <summary>Whether the list of subprotocols has ours.</summary>
    public static bool AsksForOurs(string protocols) => Lists(protocols, Subprotocol, StringComparison.Ordinal);

    private static bool Lists(string list, string token, StringComparison comparison) =>
        list.Split(',').Any(one => one.Trim(' ', '\t').Equals(token, comparison));

    /// <summary>Those that matter; each may be there once.</summary>
    private struct Fields
    {
        private string? _host;
        private string? _origin;
        private string? _key;
        private string? _protocols;
        private bool _upgrades;
        private bool _connects;
        private bool _isVersion13;

        public bool TryAdd(ReadOnlySpan<byte> line, bool isForwarded)
        {
            // RFC 9112 5: a token, at once a colon; a line that begins with a space would belong to the one before.
            var colon = line.IndexOf((byte)':');
            if (colon <= 0 || line[..colon].ContainsAnyExcept(ForeignFrames.Token)) return false;
            var value = line[(colon + 1)..].Trim(" \t"u8);
            // Visible characters, spaces and tabs; nothing a header is not made of.
            foreach (var one in value)
            {
                if (one is (< 0x20 and not (byte)'\t') or >= 0x7F) return false;
            }
            var text = Encoding.ASCII.GetString(value);
            return Encoding.ASCII.GetString(line[..colon]).ToUpperInvariant() switch
            {
                "HOST" => Once(ref _host, text),
                "ORIGIN" => Once(ref _origin, text),
                "SEC-WEBSOCKET-KEY" => Once(ref _key, text),
                "SEC-WEBSOCKET-PROTOCOL" => Once(ref _protocols, text),
                "SEC-WEBSOCKET-VERSION" => Once(ref _isVersion13, text == "13"),
                "UPGRADE" => Once(ref _upgrades, text.Equals("websocket", StringComparison.OrdinalIgnoreCase)),
                "CONNECTION" => Once(ref _connects, Lists(text, "upgrade", StringComparison.OrdinalIgnoreCase)),
                "X-FORWARDED-FOR" => !isForwarded,
                "CONTENT-LENGTH" or "TRANSFER-ENCODING" or "EXPECT" or "TE" or "TRAILER" => false,
                _ => true,
            };
        }

        public readonly byte[]? Answer(OriginRule mayAsk)
        {
            if (!_upgrades || !_connects || !_isVersion13 || _host is null or "" || Accept(_key ?? "") is not { } accept
                || !mayAsk(_host, _origin)) return null;
            var named = AsksForOurs(_protocols ?? "") ? $"Sec-WebSocket-Protocol: {Subprotocol}\r\n" : "";
            return Encoding.ASCII.GetBytes(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + $"Sec-WebSocket-Accept: {accept}\r\n{named}\r\n");
        }

        private static bool Once(ref string? field, string value)
        {
            var isFirst = field is null;
            field = value;
            return isFirst;
        }

        private static bool Once(ref bool field, bool value)
        {
            var isFirst = !field;
            field = value;
            return isFirst && value;
        }
    }
}
