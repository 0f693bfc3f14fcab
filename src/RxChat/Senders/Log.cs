namespace RxChat;

/// <summary>
/// The bytes one protocol's clients are sent, in order: appended once, referred to by every client. Chunks are never written again
/// where they were written, and live as long as somebody refers to them.
/// </summary>
internal sealed class Log
{
    /// <summary>A broadcast that crosses a chunk's end takes a send more; at this size that is rare.</summary>
    public const int ChunkSize = 256 * 1024;

    public Chunk Head { get; private set; } = Chunk.Empty;

    public bool Fits(int bytes) => Head.Bytes.Length - Head.Length >= bytes;

    /// <summary>Begins a new chunk with room for so many bytes and returns the one before it.</summary>
    public Chunk Rotate(int bytes)
    {
        var sealedChunk = Head;
        Head = new Chunk(Math.Max(ChunkSize, bytes));
        return sealedChunk;
    }
}
