namespace RxChat;

/// <summary>
/// The memory of what waits for those who are blocked: segments, each once however many slices of it wait, and the
/// queues themselves.
/// </summary>
internal sealed class SendMemory
{
    /// <summary>Bytes.</summary>
    public long Used { get; private set; }

    /// <summary>A slice of the segment waits.</summary>
    public void Hold(Segment segment)
    {
        if (segment.Holds++ == 0) Used += segment.Size;
    }

    /// <summary>It waits no more.</summary>
    public void Release(Segment segment)
    {
        if (--segment.Holds == 0) Used -= segment.Size;
    }

    /// <summary>A queue has so many bytes more.</summary>
    public void Grow(long bytes) => Used += bytes;
}
