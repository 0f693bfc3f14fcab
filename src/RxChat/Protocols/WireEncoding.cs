namespace RxChat;

/// <summary>
/// A protocol and a variant of it: events to bytes. Pure; an event is encoded once for each that somebody listens on,
/// and those who listen on one are sent the same bytes.
/// </summary>
internal abstract class WireEncoding
{
    /// <summary>The most bytes <see cref="Encode"/> writes for the event.</summary>
    public abstract int MaxBytes(in ChatEvent told);

    /// <summary>Writes the event as whole frames and returns their length; 0 when it is not told.</summary>
    /// <param name="told">The event.</param>
    /// <param name="destination">At least <see cref="MaxBytes"/> long.</param>
    public abstract int Encode(in ChatEvent told, Span<byte> destination);

    /// <summary>Encodes something for one client, outside the order of events.</summary>
    public byte[] EncodeAlone(EventBody body) => EncodeAlone(new ChatEvent(body, default));

    private byte[] EncodeAlone(in ChatEvent told)
    {
        var bytes = new byte[MaxBytes(told)];
        var length = Encode(told, bytes);
        return length == bytes.Length ? bytes : bytes[..length];
    }

    /// <summary>As <see cref="Encode(in ChatEvent, Span{byte})"/>, for an answer that may be longer than what may wait
    /// for a client: in pieces of whole frames, each encoded when it is asked for.</summary>
    public virtual IEnumerable<byte[]> EncodeInPages(ChatEvent told)
    {
        yield return EncodeAlone(told);
    }
}
