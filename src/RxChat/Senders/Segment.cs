namespace RxChat;

/// <summary>A piece of a send log: bytes in order, and where each frame ends. Written to at its end alone.</summary>
internal sealed class Segment(int capacity)
{
    /// <summary>Of the objects themselves, roughly.</summary>
    private const int Overhead = 128;

    private int[] _ends = new int[Math.Max(4, capacity / 512)];
    private Tag[]? _tags;
    private int _frames;

    public static Segment Empty { get; } = new(0);

    public byte[] Bytes { get; } = GC.AllocateUninitializedArray<byte>(capacity);

    public int Length { get; private set; }

    /// <summary>Bytes of memory.</summary>
    public int Size => Bytes.Length + Overhead;

    /// <summary>Bytes of memory of so many, that hold so much together.</summary>
    public static long SizeOf(int segments, long bytes) => bytes + (segments * (long)Overhead);

    /// <summary>How many slices of it wait for somebody who is blocked.</summary>
    public int Holds { get; set; }

    /// <summary>How many messages were left out, of which it tells; 0 where it holds others.</summary>
    public int Missed { get; init; }

    public Span<byte> Free => Bytes.AsSpan(Length);

    /// <summary>A frame was written into <see cref="Free"/>.</summary>
    public void Commit(int frameLength, Tag tag = default)
    {
        Length += frameLength;
        if (_frames == _ends.Length) Grow();
        if (tag != default) _tags ??= new Tag[_ends.Length];
        if (_tags is not null) _tags[_frames] = tag;
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

    /// <summary>The number of the frame in which, or with which, the offset begins.</summary>
    public int FrameAt(int offset) => Rank(offset + 1);

    public int EndOf(int frame) => _ends[frame];

    public Tag TagOf(int frame) => _tags is null ? default : _tags[frame];

    /// <summary>Appends the frames, or what is left of the first, between the offsets to another segment.</summary>
    public void CopyTo(Segment copy, int start, int end)
    {
        var from = start;
        for (var i = Rank(start + 1); i < _frames && _ends[i] <= end; i++)
        {
            Bytes.AsSpan(from, _ends[i] - from).CopyTo(copy.Free);
            copy.Commit(_ends[i] - from, TagOf(i));
            from = _ends[i];
        }
    }

    private void Grow()
    {
        Array.Resize(ref _ends, _frames * 2);
        if (_tags is not null) Array.Resize(ref _tags, _ends.Length);
    }

    private int Rank(int offset)
    {
        var index = Array.BinarySearch(_ends, 0, _frames, offset);
        return index < 0 ? ~index : index;
    }
}
