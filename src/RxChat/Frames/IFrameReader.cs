namespace RxChat;

/// <summary>
/// Who reads a stream's frames: makes something of each, says how long one may be, and may hold the next one back. What
/// is held waits first in the framing operator and then unread in the peer's own buffers.
/// </summary>
internal interface IFrameReader<T>
    where T : class
{
    /// <summary>The most bytes a frame may hold; may change between frames.</summary>
    int MaxFrame { get; }

    /// <summary>Bytes came, whether or not they end a frame.</summary>
    void Received();

    /// <summary>Asked before each element, and before the end. True holds it: the reader calls
    /// <paramref name="resume"/> later, when it is worth asking again; the frame is then decoded anew.</summary>
    /// <param name="next">What was decoded; null before the end.</param>
    /// <param name="hasEnded">Whether the stream has ended, so that nothing more can come of waiting for the
    /// peer.</param>
    /// <param name="resume">To be called once.</param>
    bool Holds(T? next, bool hasEnded, Action resume);

    /// <summary>Nothing waits any more after a hold: the source may be read again.</summary>
    void Released();

    /// <summary>Makes something of a frame, whose bytes are borrowed; null ignores it.</summary>
    T? Decode(ReadOnlySpan<byte> frame);

    /// <summary>
    /// Whether it says that nothing follows, as the end of the stream does: it is handed on no more than that.
    /// </summary>
    bool IsEnd(T element);
}

/// <summary>Reads whatever comes.</summary>
internal sealed class EagerReader<T>(int maxFrame, FrameDecoder<T> decode) : IFrameReader<T>
    where T : class
{
    public int MaxFrame => maxFrame;

    public void Received()
    {
        // Nobody waits for signs of life.
    }

    public bool Holds(T? next, bool hasEnded, Action resume) => false;

    public void Released()
    {
        // Nothing is ever held.
    }

    public T? Decode(ReadOnlySpan<byte> frame) => decode(frame);

    public bool IsEnd(T element) => false;
}
