namespace RxChat;

/// <summary>How a client speaks and is spoken to: frames to commands, events to bytes. Pure; one instance serves all its clients.</summary>
internal abstract class Protocol
{
    /// <summary>All of them; an event is encoded once for each that somebody listens on.</summary>
    public static IReadOnlyList<Protocol> All { get; } = [TextProtocol.Nul, TextProtocol.Line];

    public abstract string Scheme { get; }

    public abstract Framing Framing { get; }

    /// <summary>Whether members hear of others' comings, goings and new names.</summary>
    public abstract bool TellsNotices { get; }

    /// <summary>Whether guests are seen as <c>host:port</c> instead of <c>guest-n</c>.</summary>
    public abstract bool GuestsByAddress { get; }

    /// <summary>Null ignores the frame.</summary>
    public abstract Command? Decode(ReadOnlySpan<byte> frame, Client client, DateTimeOffset now);

    /// <summary>The most bytes <see cref="Encode"/> writes for the event.</summary>
    public abstract int MaxBytes(in ChatEvent told);

    /// <summary>Writes the event as whole frames and returns their length; 0 when this protocol does not tell it.</summary>
    /// <param name="told">The event.</param>
    /// <param name="elsewhere">For members whose current room is another one.</param>
    /// <param name="destination">At least <see cref="MaxBytes"/> long.</param>
    public abstract int Encode(in ChatEvent told, bool elsewhere, Span<byte> destination);

    /// <summary>A line of the server's own for one client, outside the order of events: the last notice, or how many were missed.</summary>
    public byte[] EncodeNotice(string notice)
    {
        var told = new ChatEvent(new Notice(notice));
        var bytes = new byte[MaxBytes(told)];
        return bytes[..Encode(told, elsewhere: false, bytes)];
    }
}
