namespace RxChat;

/// <summary>A piece of a send log: bytes in order, and where each frame ends. Written to at its end alone.</summary>
internal sealed class Segment(int capacity)
{
    private int[] _ends = new int[Math.Max(4, capacity / 512)];
    private int _frames;

    public static Segment Empty { get; } = new(0);

    public byte[] Bytes { get; } = GC.AllocateUninitializedArray<byte>(capacity);

    public int Length { get; private set; }

    public Span<byte> Free => Bytes.AsSpan(Length);

    /// <summary>A frame was written into <see cref="Free"/>.</summary>
    public void Commit(int frameLength)
    {
        Length += frameLength;
        if (_frames == _ends.Length) Array.Resize(ref _ends, _frames * 2);
        _ends[_frames++] = Length;
    }

    /// <summary>Forgets what was written.</summary>
    public void Clear() => (Length, _frames) = (0, 0);

    /// <summary>Whether a frame ends, and the next begins, at the offset.</summary>
    public bool IsBoundary(int offset) => offset == 0 || Array.BinarySearch(_ends, 0, _frames, offset) >= 0;

    /// <summary>The end of the first frame that ends at the offset or after it.</summary>
    public int EndFrom(int offset) => _ends[Rank(offset)];

    /// <summary>How many frames end after <paramref name="start"/> and not after <paramref name="end"/>.</summary>
    public int FramesWithin(int start, int end) => Rank(end + 1) - Rank(start + 1);

    /// <summary>Appends the frames, or what is left of the first, between the offsets to another segment.</summary>
    public void CopyTo(Segment copy, int start, int end)
    {
        var from = start;
        for (var i = Rank(start + 1); i < _frames && _ends[i] <= end; i++)
        {
            Bytes.AsSpan(from, _ends[i] - from).CopyTo(copy.Free);
            copy.Commit(_ends[i] - from);
            from = _ends[i];
        }
    }

    private int Rank(int offset)
    {
        var index = Array.BinarySearch(_ends, 0, _frames, offset);
        return index < 0 ? ~index : index;
    }
}
