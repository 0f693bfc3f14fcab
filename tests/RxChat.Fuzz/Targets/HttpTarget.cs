using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace RxChat.Fuzz;

/// <summary>
/// The head of a request where loop and Kestrel meet. Whether it is whole never changes back; what opens a WebSocket is
/// one, whole, to the last byte, by a reading that knows nothing of ours, and the rule is asked for its own host and
/// origin.
/// </summary>
internal static partial class HttpTarget
{
    private const string Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private static readonly string[] s_once =
        ["host", "origin", "sec-websocket-key", "sec-websocket-version", "sec-websocket-protocol", "upgrade",
            "connection"];

    public static FuzzTarget Target { get; } = new(
        "http",
        [
            "\r\n", "\n", "\r", "\r\n\r\n", "\n\n", ":", " ", "\t", "GET /ws HTTP/1.1\r\n", "GET / HTTP/1.1\r\n",
            "Host: localhost\r\n", "Upgrade: websocket\r\n", "Connection: Upgrade\r\n", "Connection: close\r\n",
            "Sec-WebSocket-Version: 13\r\n", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
            "Sec-WebSocket-Protocol: rxchat.v1\r\n", "Origin: http://localhost\r\n", "X-Forwarded-For: 203.0.113.7\r\n",
            "Content-Length: 0\r\n", "Transfer-Encoding: chunked\r\n", "Expect: 100-continue\r\n", "PRI * HTTP/2.0",
            ",", "upgrade", "\u0000", "\u007F", "\u00E9", " folded: a\r\n", "\u0016\u0003\u0001",
        ],
        Check);

    private static string Check(byte[] input)
    {
        var step = 1 + (input.Length / 256);
        var wasWhole = false;
        for (var length = 0; length <= input.Length; length += step)
        {
            var isWhole = RequestHead.IsWhole(input.AsSpan(0, length));
            BrokenException.Unless(isWhole || !wasWhole, $"{length} bytes are no longer a whole head");
            wasWhole = isWhole;
        }
        _ = ForeignFrames.Recognize(input);
        var (host, origin, answers) = ("", (string?)null, 0);
        bool Note(string ofHost, string? ofOrigin)
        {
            (host, origin) = (ofHost, ofOrigin);
            return true;
        }
        foreach (var isForwarded in new[] { false, true })
        {
            if (UpgradeRequest.Answer(input, Note, isForwarded) is not { } answer) continue;
            answers++;
            CheckAnswer(Encoding.Latin1.GetString(input), Encoding.ASCII.GetString(answer), host, origin, isForwarded);
            BrokenException.Unless(RequestHead.IsWhole(input), "it is answered before it is whole");
            BrokenException.Unless(UpgradeRequest.Answer(input, (_, _) => false) is null, "the rule is not kept");
            BrokenException.Unless(UpgradeRequest.Answer([.. input, 0x81], Note) is null, "what follows is lost");
            for (var length = 0; length < input.Length; length++)
                BrokenException.Unless(UpgradeRequest.Answer(input.AsSpan(0, length), Note) is null, "a part is one");
        }
        return $"{wasWhole} {answers} {ForeignFrames.Recognize(input)} {ProxyHeader.Begins(input)}";
    }

    [SuppressMessage("Security", "CA5350", Justification = "RFC 6455 4.2.2 asks for it, and nothing rests on it")]
    private static void CheckAnswer(string head, string answer, string host, string? origin, bool isForwarded)
    {
        BrokenException.Unless(head.EndsWith("\r\n\r\n", StringComparison.Ordinal), "it does not end");
        var lines = head[..^4].Split("\r\n");
        BrokenException.Unless(lines[0] == "GET /ws HTTP/1.1", "it asks for something else");
        var fields = lines[1..].Select(line => Field().Match(line)).ToArray();
        BrokenException.Unless(fields.All(field => field.Success), "a line is no field");
        var values = fields.ToLookup(
            field => field.Groups["name"].Value.ToLowerInvariant(),
            field => field.Groups["value"].Value.Trim(' ', '\t'));
        BrokenException.Unless(s_once.All(name => values[name].Count() <= 1), "a field is there twice");
        BrokenException.Unless(
            !values.Contains("content-length") && !values.Contains("transfer-encoding"), "it has a body");
        BrokenException.Unless(!isForwarded || !values.Contains("x-forwarded-for"), "it is somebody else's");
        BrokenException.Unless(
            values["host"].Single() == host && values["origin"].SingleOrDefault() == origin, "the rule hears another");
        var accept = Convert.ToBase64String(
            SHA1.HashData(Encoding.ASCII.GetBytes(values["sec-websocket-key"].Single() + Guid)));
        BrokenException.Unless(answer.Contains($"Sec-WebSocket-Accept: {accept}\r\n"), "it is accepted as another");
        BrokenException.Unless(
            answer.StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal) && answer.Split("\r\n").Length is 6 or 7
                && answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) == answer.Length - 4,
            "the answer is another one");
    }

    [GeneratedRegex(@"^(?<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+):(?<value>[\t\x20-\x7E]*)\z")]
    private static partial Regex Field();
}
