using System.Buffers.Binary;

namespace RxChat;

/// <summary>What a WebSocket frame is called (RFC 6455 5.2).</summary>
internal enum WebSocketOpcode : byte
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

/// <summary>Why a WebSocket closes (RFC 6455 7.4.1).</summary>
internal static class WebSocketCloseCode
{
    public const int Normal = 1000, GoingAway = 1001, ProtocolError = 1002, UnsupportedData = 1003,
        InvalidText = 1007, PolicyViolation = 1008, TooBig = 1009;

    /// <summary>Whether a peer may send it: registered, or anybody's own; those that only a program tells itself are
    /// not.</summary>
    public static bool IsSendable(int code) =>
        code is (>= 1000 and <= 1014 and not (1004 or 1005 or 1006)) or (>= 3000 and <= 4999);
}

/// <summary>The frames of a server: whole, unmasked, with the shortest length (RFC 6455 5.2).</summary>
internal static class WebSocketFrames
{
    /// <summary>The most bytes of a header that a server writes.</summary>
    public const int MostHeader = 10;

    private const byte Final = 0x80;

    /// <summary>Writes a header, and returns its length.</summary>
    public static int WriteHeader(Span<byte> destination, WebSocketOpcode opcode, int payload)
    {
        destination[0] = (byte)(Final | (byte)opcode);
        switch (payload)
        {
            case < 126:
                destination[1] = (byte)payload;
                return 2;
            case <= ushort.MaxValue:
                destination[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)payload);
                return 4;
            default:
                destination[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(destination[2..], (ulong)payload);
                return MostHeader;
        }
    }

    /// <summary>A control frame, of at most 125 bytes.</summary>
    public static byte[] Control(WebSocketOpcode opcode, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[2 + payload.Length];
        WriteHeader(frame, opcode, payload.Length);
        payload.CopyTo(frame.AsSpan(2));
        return frame;
    }

    /// <summary>A close frame with its code.</summary>
    public static byte[] Close(int code) =>
        Control(WebSocketOpcode.Close, [(byte)(code >> 8), (byte)code]);
}
