using System.Buffers.Binary;
using System.Text;

namespace RxChat.Tests.Protocols;

/// <summary>
/// A WebSocket's bytes as its client writes and reads them (RFC 6455), made without the server's own code.
/// </summary>
internal static class WebSocketBytes
{
    private const uint Mask = 0xA1B2C3D4;

    /// <summary>The request that opens one.</summary>
    public static string Upgrade(string host = "localhost:4080", params string[] more) => string.Join("\r\n",
    [
        "GET /ws HTTP/1.1", $"Host: {host}", "Upgrade: websocket", "Connection: keep-alive, Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13", .. more, "", "",
    ]);

    /// <summary>A frame of a client.</summary>
    /// <param name="first">FIN, reserved bits and opcode.</param>
    /// <param name="payload">Of any length.</param>
    /// <param name="mask">Null leaves it unmasked, which no client may.</param>
    /// <param name="lengthBytes">How many bytes the length is written in beside the first; null is as few as can be.
    /// </param>
    public static byte[] Frame(int first, byte[] payload, uint? mask = Mask, int? lengthBytes = null)
    {
        var more = lengthBytes ?? (payload.Length < 126 ? 0 : payload.Length < 65536 ? 2 : 8);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(length, payload.Length);
        var second = (mask is null ? 0 : 0x80) | (more == 0 ? payload.Length : more == 2 ? 126 : 127);
        if (mask is not { } key) return [(byte)first, (byte)second, .. length[(8 - more)..], .. payload];
        byte[] keys = [(byte)(key >> 24), (byte)(key >> 16), (byte)(key >> 8), (byte)key];
        var masked = payload.Select((b, i) => (byte)(b ^ keys[i % 4]));
        return [(byte)first, (byte)second, .. length[(8 - more)..], .. keys, .. masked];
    }

    public static byte[] Text(string text) => Frame(0x81, Encoding.UTF8.GetBytes(text));

    public static byte[] Close(int code, string reason = "") =>
        Frame(0x88, [(byte)(code >> 8), (byte)code, .. Encoding.UTF8.GetBytes(reason)]);

    /// <summary>The frames of a server: texts as they are, others by their opcode and what they hold.</summary>
    public static List<string> Heard(ReadOnlySpan<byte> bytes)
    {
        var frames = new List<string>();
        while (!bytes.IsEmpty)
        {
            // Unmasked and whole.
            (bytes[0] & 0xF0).Should().Be(0x80);
            var (length, header) = bytes[1] switch
            {
                126 => (BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]), 4),
                127 => ((int)BinaryPrimitives.ReadInt64BigEndian(bytes[2..]), 10),
                var few => (few, 2),
            };
            var payload = bytes.Slice(header, length);
            frames.Add((bytes[0] & 0x0F) switch
            {
                1 => Encoding.UTF8.GetString(payload),
                8 => $"close {BinaryPrimitives.ReadUInt16BigEndian(payload)}",
                9 => "ping",
                10 => $"pong {Convert.ToHexString(payload)}",
                var other => $"{other}",
            });
            bytes = bytes[(header + length)..];
        }
        return frames;
    }
}
