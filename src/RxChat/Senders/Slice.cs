namespace RxChat;

/// <summary>A part of a segment, of whole frames but for the first, which may have been sent in part.</summary>
internal readonly record struct Slice(Segment Segment, int Offset, int Length)
{
    public int End => Offset + Length;

    public bool IsEmpty => Length == 0;

    public ReadOnlySpan<byte> Span => Segment.Bytes.AsSpan(Offset, Length);

    /// <summary>Bytes of its first frame, if that was sent in part.</summary>
    public int BegunFrame => Segment.IsBoundary(Offset) ? 0 : Segment.EndFrom(Offset) - Offset;

    public bool Precedes(in Slice next) => Segment == next.Segment && End == next.Offset;

    public Slice Skip(int bytes) => new(Segment, Offset + bytes, Length - bytes);

    /// <summary>The part between two offsets of the segment.</summary>
    public Slice Between(int start, int end) => new(Segment, start, end - start);

    /// <summary>The same in a segment of its own.</summary>
    public Slice CopiedOut()
    {
        var copy = new Segment(Length);
        Segment.CopyTo(copy, Offset, End);
        return new Slice(copy, 0, Length);
    }

    /// <summary>Bytes outside every log, as one frame.</summary>
    public static Slice Of(byte[] frame) => Alone(frame);

    /// <summary>Bytes outside every log, as one frame that may tell of missed ones.</summary>
    public static Slice Alone(ReadOnlySpan<byte> frame, int missed = 0)
    {
        var segment = new Segment(frame.Length) { Missed = missed };
        frame.CopyTo(segment.Free);
        segment.Commit(frame.Length);
        return new Slice(segment, 0, frame.Length);
    }
}
