namespace RxChat;

/// <summary>
/// The bytes an encoding's clients are sent, in order: appended once, and sent to every client from here. A segment is
/// not written again where somebody still has to be sent from it, and lives as long.
/// </summary>
internal sealed class SendLog
{
    /// <summary>A broadcast that crosses a segment's end takes a send more; at this size that is rare.</summary>
    public const int SegmentSize = 256 * 1024;

    public Segment Head { get; private set; } = Segment.Empty;

    public bool Fits(int bytes) => Head.Bytes.Length - Head.Length >= bytes;

    /// <summary>Begins again at the start of the segment, from which nobody has to be sent: memory that is in the
    /// caches costs less than fresh one.</summary>
    public void Restart() => Head.Clear();

    /// <summary>Begins a new segment with room for so many bytes and returns the one before it.</summary>
    public Segment Rotate(int bytes)
    {
        var full = Head;
        Head = new Segment(Math.Max(SegmentSize, bytes));
        return full;
    }
}
