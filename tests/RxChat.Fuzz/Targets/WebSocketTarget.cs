using System.Reactive.Subjects;
using System.Text;

namespace RxChat.Fuzz;

/// <summary>
/// Frames of a WebSocket: any split of them gives the messages, the pings and the close that a plain reading of all
/// bytes gives (RFC 6455 5.2).
/// </summary>
internal static class WebSocketTarget
{
    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    public static FuzzTarget Target { get; } = new(
        "websocket",
        [
            "\u0081\u0080abcd", "\u0081\u0081abcd1", "\u0001\u0081\0\0\0\0x", "\u0080\u0080\0\0\0\0",
            "\u0089\u0082\0\0\0\0hi",
            "\u008A\u0080\0\0\0\0", "\u0088\u0080\0\0\0\0", "\u0088\u0082\0\0\0\0\u0003\u00E8",
            "\u0081\u00FE\0\u007E\0\0\0\0",
            "\u0081\u00FF\0\0\0\0\0\u0001\0\0\0\0\0\0", "\u0082\u0080\0\0\0\0",
            "\u0088\u0083\0\0\0\0\u0003\u00E8\u00C3",
        ],
        Check);

    private static string Check(byte[] input)
    {
        var plain = new Plain();
        plain.Read(input);
        foreach (var split in Splits.Of(input))
        {
            var heard = new Heard();
            using var source = new Subject<ReadOnlyMemory<byte>>();
            using var reading = source.WebSocketMessages(heard).Subscribe(
                heard.Take, error => heard.End = error is WebSocketFrameException ? "!" : $"{error}",
                () => heard.End = ".");
            foreach (var piece in split) source.OnNext((byte[])[.. piece]);
            source.OnCompleted();
            BrokenException.Unless(heard.Messages == $"{plain.Messages}", "a split gives other messages");
            BrokenException.Unless(
                heard.Closed == plain.Closed, $"a split closes by {heard.Closed}, not {plain.Closed}");
            BrokenException.Unless(heard.End == (plain.IsBroken ? "!" : "."), $"a split ends by {heard.End}");
            // Of many pings of a chunk the last one is answered.
            BrokenException.Unless(
                split.Length == 1 || split.Any(piece => piece.Length > 1) || heard.Pings.SequenceEqual(plain.Pings),
                "pings are lost");
        }
        return $"{plain.Messages.Count(one => one == '\0')} {plain.Closed} {plain.IsBroken} {plain.Pings.Count}";
    }

    private sealed class Heard : IWebSocketControl
    {
        private readonly StringBuilder _messages = new();

        public string Messages => _messages.ToString();

        public List<string> Pings { get; } = [];

        public int Closed { get; private set; }

        public string End { get; set; } = "";

        public void Take(ReadOnlyMemory<byte> bytes) => _messages.Append(Encoding.Latin1.GetString(bytes.Span));

        public void Pinged(byte[] payload) => Pings.Add(Convert.ToHexString(payload));

        public void Closing(int code) => Closed = code;
    }

    /// <summary>The same, of all bytes at once.</summary>
    private sealed class Plain
    {
        private bool _isInMessage;

        public string Messages { get; private set; } = "";

        public List<string> Pings { get; } = [];

        public int Closed { get; private set; }

        public bool IsBroken { get; private set; }

        public void Read(byte[] bytes)
        {
            while (Closed == 0 && bytes.Length >= 2) bytes = Next(bytes);
        }

        private byte[] Next(byte[] bytes)
        {
            var (isFinal, kind, few) = (bytes[0] >= 0x80, bytes[0] & 0xF, bytes[1] & 0x7F);
            var isKnown = kind is 0 or 1 or 8 or 9 or 10;
            if (kind == 2 && (bytes[0] & 0x70) == 0 && bytes[1] >= 0x80 && !_isInMessage) return Break(1003);
            if ((bytes[0] & 0x70) != 0 || bytes[1] < 0x80 || !isKnown || (kind == 0 && !_isInMessage)
                || (kind == 1 && _isInMessage) || (kind >= 8 && (!isFinal || few > 125))) return Break(1002);
            var more = few switch { 126 => 2, 127 => 8, _ => 0 };
            if (bytes.Length < 2 + more + 4) return [];
            var length = more == 0 ? (UInt128)few
                : bytes[2..(2 + more)].Aggregate(UInt128.Zero, (sofar, one) => (sofar << 8) + one);
            if (more > 0 && (length < 126 || (more == 8 && (length < 65536 || length > long.MaxValue))))
                return Break(1002);
            var (mask, rest) = (bytes[(2 + more)..(6 + more)], bytes[(6 + more)..]);
            var taken = (int)UInt128.Min(length, (UInt128)rest.Length);
            byte[] payload = [.. rest[..taken].Select((one, n) => (byte)(one ^ mask[n % 4]))];
            var isWhole = length <= (UInt128)rest.Length;
            if (kind < 8)
            {
                Messages += Encoding.Latin1.GetString(payload).Replace('\0', '\u0001');
                if (isWhole && isFinal) Messages += '\0';
                _isInMessage = !isFinal;
            }
            else if (isWhole && kind == 9) Pings.Add(Convert.ToHexString(payload));
            else if (isWhole && kind == 8) Close(payload);
            return isWhole ? rest[taken..] : [];
        }

        private void Close(byte[] payload)
        {
            var code = payload.Length switch { 0 => 1000, 1 => 0, _ => (payload[0] << 8) + payload[1] };
            if (code is < 1000 or (> 1014 and < 3000) or > 4999 or 1004 or 1005 or 1006) Break(1002);
            else if (payload.Length > 2 && !IsText(payload[2..])) Break(1007);
            else Closed = code;
        }

        private byte[] Break(int code)
        {
            (Closed, IsBroken) = (code, true);
            return [];
        }

        private static bool IsText(byte[] bytes)
        {
            try
            {
                s_strict.GetString(bytes);
                return true;
            }
            catch (DecoderFallbackException)
            {
                return false;
            }
        }
    }
}
