namespace RxChat;

/// <summary>A part of a segment, of whole frames but for the first, which may have been sent in part.</summary>
internal readonly record struct Slice(Segment Segment, int Offset, int Length)
{
    public int End => Offset + Length;

    public bool IsEmpty => Length == 0;

    public ReadOnlySpan<byte> Span => Segment.Bytes.AsSpan(Offset, Length);

    public bool Precedes(in Slice next) => Segment == next.Segment && End == next.Offset;

    public Slice Skip(int bytes) => new(Segment, Offset + bytes, Length - bytes);

    /// <summary>The part between two offsets of the segment.</summary>
    public Slice Between(int start, int end) => new(Segment, start, end - start);

    /// <summary>Bytes outside every log, as one frame.</summary>
    public static Slice Of(byte[] frame)
    {
        var segment = new Segment(frame.Length);
        frame.CopyTo(segment.Free);
        segment.Commit(frame.Length);
        return new Slice(segment, 0, frame.Length);
    }
}
