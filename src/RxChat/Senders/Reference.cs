namespace RxChat;

/// <summary>A part of a chunk, of whole frames but for the first, which may have been sent in part.</summary>
internal readonly record struct Reference(Chunk Chunk, int Offset, int Length)
{
    public int End => Offset + Length;

    public bool IsEmpty => Length == 0;

    public ReadOnlySpan<byte> Span => Chunk.Bytes.AsSpan(Offset, Length);

    public int Frames => Chunk.FramesWithin(Offset, End);

    public bool Precedes(in Reference next) => Chunk == next.Chunk && End == next.Offset;

    public Reference Skip(int bytes) => new(Chunk, Offset + bytes, Length - bytes);

    /// <summary>A line of the server's own, outside every log.</summary>
    public static Reference Notice(Protocol protocol, string text)
    {
        var bytes = protocol.EncodeNotice(text);
        var chunk = new Chunk(bytes.Length);
        bytes.CopyTo(chunk.Free);
        chunk.Commit(bytes.Length);
        return new Reference(chunk, 0, bytes.Length);
    }
}
