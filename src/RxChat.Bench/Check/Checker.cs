namespace RxChat.Bench.Check;

/// <summary>What is told of each message that a <see cref="Checker"/> finds.</summary>
internal interface IArrivals
{
    /// <param name="due">When the message was due.</param>
    /// <param name="left">Bytes of the chunk that follow it.</param>
    void Arrived(long due, int left);
}

/// <summary>What one connection got, compared with what was published.</summary>
/// <param name="Lost">Messages that never came.</param>
/// <param name="Doubled">Messages that came again.</param>
/// <param name="Misordered">Messages that came after a later one of their publisher.</param>
/// <param name="Order">A hash of all messages in the order in which they came.</param>
internal readonly record struct Verdict(long Lost, long Doubled, long Misordered, ulong Order)
{
    public bool IsFlawless => (Lost, Doubled, Misordered) is (0, 0, 0);
}

/// <summary>Follows the messages of one stream of bytes: which came, how often, and in which order.</summary>
internal sealed class Checker
{
    private readonly long[] _last;
    private Scanner _scanner;
    private Gaps? _gaps;
    private long _missing;
    private long _doubled;
    private long _misordered;
    private ulong _order;

    public Checker(Payload payload, int publishers) => (_scanner, _last) = (new Scanner(payload), new long[publishers]);

    private Checker(Checker other)
    {
        _last = other._last.AsSpan().ToArray();
        _scanner = other._scanner.Clone();
        _gaps = other._gaps?.Clone();
        (_missing, _doubled, _misordered, _order) = (other._missing, other._doubled, other._misordered, other._order);
        Deliveries = other.Deliveries;
    }

    /// <summary>Messages seen, doubles included.</summary>
    public long Deliveries { get; private set; }

    /// <summary>The last line that the server spoke for itself.</summary>
    public string? Notice => _scanner.Notice;

    /// <inheritdoc cref="Scanner.Strangers"/>
    public long Strangers => _scanner.Strangers;

    public void Feed(ReadOnlySpan<byte> chunk, IArrivals? arrivals)
    {
        while (_scanner.Next(ref chunk, out var mark))
        {
            var publisher = mark.Publisher;
            if ((uint)publisher >= (uint)_last.Length) continue;
            Deliveries++;
            _order = (ulong.RotateLeft(_order, 5) ^ mark.Id) * 0x9E3779B97F4A7C15;
            if (mark.Sequence == _last[publisher] + 1) _last[publisher]++;
            else OutOfTurn(publisher, mark.Sequence);
            arrivals?.Arrived(mark.Due, chunk.Length);
        }
    }

    public Checker Clone() => new(this);

    /// <param name="published">The last sequence number of each publisher.</param>
    public Verdict Finish(ReadOnlySpan<long> published)
    {
        var lost = _missing;
        for (var i = 0; i < _last.Length; i++) lost += published[i] - _last[i];
        return new Verdict(lost, _doubled, _misordered, _order);
    }

    private void OutOfTurn(int publisher, long sequence)
    {
        var last = _last[publisher];
        if (sequence > last)
        {
            (_gaps ??= new Gaps()).Add(publisher, last + 1, sequence - 1);
            _missing += sequence - last - 1;
            _last[publisher] = sequence;
        }
        else if (_gaps?.Take(publisher, sequence) == true)
        {
            _missing--;
            _misordered++;
        }
        else
        {
            _doubled++;
        }
    }
}
