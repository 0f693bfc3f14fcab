namespace RxChat;

/// <summary>
/// Lines of another encoding as WebSocket text messages: unmasked, since a server's are (RFC 6455 5.1), so that all who
/// listen are sent the same bytes, header included.
/// </summary>
/// <param name="lines">Writes one line an event, whose length it knows beforehand.</param>
internal sealed class WebSocketEncoding(WireEncoding lines) : WireEncoding
{
    // Which nobody minds who reads nothing but messages, and which a proxy counts.
    private static readonly byte[] s_beat = WebSocketFrames.Control(WebSocketOpcode.Ping, []);

    public override int MaxBytes(in ChatEvent told) => told.Body is Beat
        ? s_beat.Length
        : lines.MaxBytes(told) + WebSocketFrames.MostHeader;

    public override int Encode(in ChatEvent told, Span<byte> destination)
    {
        if (told.Body is Beat)
        {
            s_beat.CopyTo(destination);
            return s_beat.Length;
        }
        // Without the LF at its end.
        var payload = lines.MaxBytes(told) - 1;
        if (payload < 0) return 0;
        var header = WebSocketFrames.WriteHeader(destination, WebSocketOpcode.Text, payload);
        lines.Encode(told, destination[header..]);
        return header + payload;
    }
}
