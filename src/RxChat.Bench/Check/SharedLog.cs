namespace RxChat.Bench.Check;

/// <summary>
/// The bytes that the first connection to get that far has got, with what a <see cref="Checker"/> makes of them. In a
/// broadcast all connections get the same bytes: for all but the first, comparing them with these is the whole check,
/// and costs a tenth of reading them. A connection that gets anything else takes the checker of the place where it
/// parts, and is read by itself from there.
/// </summary>
internal sealed class SharedLog : IArrivals
{
    /// <summary>The longest chunk that can be appended.</summary>
    public const int MaxChunk = Block;

    private const int Block = 1 << 20;
    private const int Blocks = 16;
    private const int Capacity = Block * Blocks;
    private const int Marks = Capacity / Payload.MinSize;

    private readonly byte[] _bytes = new byte[Capacity];
    private readonly Checker[] _atBlock = new Checker[Blocks];
    private readonly long[] _ends = new long[Marks];
    private readonly long[] _dues = new long[Marks];
    private readonly Checker _checker;

    // Where the chunk that the checker is being fed ends.
    private long _fed;

    public SharedLog(Payload payload, int publishers)
    {
        _checker = new Checker(payload, publishers);
        _atBlock[0] = _checker.Clone();
    }

    public long Head { get; private set; }

    /// <summary>Whoever stands before this must part soon: its bytes are about to be overwritten.</summary>
    public long Horizon => Head - Capacity + (3 * Block);

    /// <summary>Whether the bytes are those from <paramref name="position"/> on, as far as there are any.</summary>
    public bool Matches(long position, ReadOnlySpan<byte> bytes)
    {
        var pieces = Between(position, position + bytes.Length);
        return pieces.First.SequenceEqual(bytes[..pieces.First.Length])
            && pieces.Second.SequenceEqual(bytes[pieces.First.Length..]);
    }

    /// <summary>True when a block was begun, and with it <see cref="Horizon"/> moved.</summary>
    public bool Append(ReadOnlySpan<byte> bytes)
    {
        var begun = false;
        while (!bytes.IsEmpty)
        {
            var offset = (int)(Head % Capacity);
            var part = bytes[..Math.Min(bytes.Length, Block - (offset % Block))];
            part.CopyTo(_bytes.AsSpan(offset));
            _fed = Head + part.Length;
            _checker.Feed(part, this);
            Head = _fed;
            bytes = bytes[part.Length..];
            if (Head % Block != 0) continue;
            _atBlock[Head / Block % Blocks] = _checker.Clone();
            begun = true;
        }
        return begun;
    }

    /// <summary>Messages that end at or before a position.</summary>
    /// <param name="position">The position.</param>
    /// <param name="known">At least so many do.</param>
    public long DeliveriesAt(long position, long known)
    {
        var (low, high) = (known, _checker.Deliveries);
        if (position == Head) return high;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ends[middle % Marks] <= position) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>When a message was due, counted from 0.</summary>
    public long Due(long delivery) => _dues[delivery % Marks];

    /// <summary>A checker that was fed everything up to a position.</summary>
    public Checker CheckerAt(long position)
    {
        if (position == Head) return _checker.Clone();
        var start = position - (position % Block);
        var checker = _atBlock[start / Block % Blocks].Clone();
        var pieces = Between(start, position);
        checker.Feed(pieces.First, null);
        checker.Feed(pieces.Second, null);
        return checker;
    }

    void IArrivals.Arrived(long due, int left)
    {
        var at = (_checker.Deliveries - 1) % Marks;
        _ends[at] = _fed - left;
        _dues[at] = due;
    }

    private Pieces Between(long from, long to)
    {
        var offset = (int)(from % Capacity);
        var length = (int)(to - from);
        var first = Math.Min(length, Capacity - offset);
        return new Pieces(_bytes.AsSpan(offset, first), _bytes.AsSpan(0, length - first));
    }

    private readonly ref struct Pieces(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        public ReadOnlySpan<byte> First { get; } = first;

        public ReadOnlySpan<byte> Second { get; } = second;
    }
}
