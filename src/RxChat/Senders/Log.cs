namespace RxChat;

/// <summary>
/// The bytes one protocol's clients are sent, in order: appended once, referred to by every client that waits. A chunk is not written
/// again where it was written while somebody refers to it, and lives as long.
/// </summary>
internal sealed class Log
{
    /// <summary>A broadcast that crosses a chunk's end takes a send more; at this size that is rare.</summary>
    public const int ChunkSize = 256 * 1024;

    public Chunk Head { get; private set; } = Chunk.Empty;

    public bool Fits(int bytes) => Head.Bytes.Length - Head.Length >= bytes;

    /// <summary>Begins again at the start of the chunk, to which nobody refers: memory that is in the caches costs less than fresh one.</summary>
    public void Restart() => Head.Clear();

    /// <summary>Begins a new chunk with room for so many bytes and returns the one before it.</summary>
    public Chunk Rotate(int bytes)
    {
        var sealedChunk = Head;
        Head = new Chunk(Math.Max(ChunkSize, bytes));
        return sealedChunk;
    }
}
