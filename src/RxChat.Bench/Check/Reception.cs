namespace RxChat.Bench.Check;

/// <summary>What all connections got.</summary>
/// <param name="Lost">Deliveries that never came.</param>
/// <param name="Doubled">Deliveries that came again.</param>
/// <param name="Misordered">Deliveries that came after a later one of their publisher.</param>
/// <param name="OtherOrders">Connections that got everything once, but in another order than most.</param>
internal readonly record struct Findings(long Lost, long Doubled, long Misordered, int OtherOrders)
{
    public bool IsFlawless => (Lost, Doubled, Misordered, OtherOrders) is (0, 0, 0, 0);
}

/// <summary>
/// The receiving end of a run: every delivery on every connection is checked. Counting begins, on each connection,
/// behind the one start message, which is sent when everybody is seen to have joined.
/// </summary>
/// <param name="payload">What messages look like.</param>
/// <param name="connections">How many there are.</param>
/// <param name="publishers">How many of them publish.</param>
/// <param name="sampled">Told of each delivery on a few connections, spread evenly; a
/// clock is read for these alone.</param>
internal sealed class Reception(Payload payload, int connections, int publishers, IArrivals sampled)
{
    /// <summary>Connections whose deliveries are timed, at the most.</summary>
    public const int Samples = 16;

    private readonly SharedLog _log = new(payload, publishers);
    private readonly Follower[] _followers =
        [.. Enumerable.Range(0, connections).Select(i => new Follower(payload, IsSampled(i, connections)))];
    private long _round;

    /// <summary>Connections that saw the newest message asking who is there.</summary>
    public int Gathered { get; private set; }

    /// <summary>Connections that saw the start message.</summary>
    public int Started { get; private set; }

    /// <summary>Since the start, on all connections.</summary>
    public long Deliveries { get; private set; }

    /// <summary>
    /// Connections whose bytes were the same as the first one's to the end; the others were checked too, at more cost.
    /// </summary>
    public int Together => _followers.Count(follower => follower.Own is null);

    public bool IsSampled(int connection) => _followers[connection].IsSampled;

    public string? Notice(int connection) =>
        _followers[connection] is { HasStarted: true } follower
            ? CheckerOf(follower).Notice
            : _followers[connection].Scanner.Notice;

    /// <summary>Frames since the start that were neither messages of the run nor words of the server.</summary>
    public long Strangers(int connection) => CheckerOf(_followers[connection]).Strangers;

    /// <summary>Asks anew who is there.</summary>
    public void Gather(long round) => (_round, Gathered) = (round, 0);

    /// <summary>Takes a chunk of at most <see cref="SharedLog.MaxChunk"/> bytes.</summary>
    public void Received(int connection, ReadOnlySpan<byte> chunk)
    {
        var follower = _followers[connection];
        if (!follower.HasStarted) LookForStart(follower, ref chunk);
        if (chunk.IsEmpty) return;
        var before = follower.Deliveries;
        if (follower.Own is null) Compare(follower, chunk);
        if (follower.Own is { } own)
        {
            own.Feed(chunk, follower.IsSampled ? sampled : null);
            follower.Deliveries = own.Deliveries;
        }
        Deliveries += follower.Deliveries - before;
    }

    /// <param name="published">The last sequence number of each publisher.</param>
    public Findings Finish(ReadOnlySpan<long> published)
    {
        var verdicts = new List<Verdict>(_followers.Length);
        var together = _log.CheckerAt(_log.Head).Finish(published);
        foreach (var follower in _followers)
        {
            var isTogether = follower.Own is null && follower.Position == _log.Head;
            verdicts.Add(isTogether ? together : CheckerOf(follower).Finish(published));
        }
        var orders = verdicts.Where(verdict => verdict.IsFlawless)
            .GroupBy(verdict => verdict.Order)
            .Select(group => group.Count())
            .ToList();
        return new Findings(
            verdicts.Sum(verdict => verdict.Lost),
            verdicts.Sum(verdict => verdict.Doubled),
            verdicts.Sum(verdict => verdict.Misordered),
            orders.Sum() - orders.DefaultIfEmpty().Max());
    }

    private static bool IsSampled(int connection, int connections) =>
        connections <= Samples
            || (long)connection * Samples / connections != (long)(connection + 1) * Samples / connections;

    private Checker CheckerOf(Follower follower) => follower.Own ?? _log.CheckerAt(follower.Position);

    private void LookForStart(Follower follower, ref ReadOnlySpan<byte> rest)
    {
        while (!follower.HasStarted && follower.Scanner.Next(ref rest, out var mark))
        {
            if (mark.Publisher == Payload.Gather && mark.Sequence == _round) Gathered++;
            if (mark.Publisher != Payload.Start) continue;
            follower.HasStarted = true;
            Started++;
        }
    }

    private void Compare(Follower follower, ReadOnlySpan<byte> chunk)
    {
        var known = (int)Math.Min(chunk.Length, _log.Head - follower.Position);
        if (!_log.Matches(follower.Position, chunk[..known]))
        {
            follower.Own = _log.CheckerAt(follower.Position);
            return;
        }
        if (known < chunk.Length && _log.Append(chunk[known..])) PartFromLaggards(follower);
        follower.Position += chunk.Length;
        var before = follower.Deliveries;
        follower.Deliveries = _log.DeliveriesAt(follower.Position, before);
        if (!follower.IsSampled) return;
        for (var i = before; i < follower.Deliveries; i++) sampled.Arrived(_log.Due(i), 0);
    }

    private void PartFromLaggards(Follower appending)
    {
        foreach (var follower in _followers)
        {
            if (follower != appending && follower.Own is null && follower.Position < _log.Horizon)
                follower.Own = _log.CheckerAt(follower.Position);
        }
    }

    private sealed class Follower(Payload payload, bool isSampled)
    {
        public Scanner Scanner = new(payload);

        public bool IsSampled { get; } = isSampled;

        public bool HasStarted { get; set; }

        /// <summary>In the shared log, while there is no checker of its own.</summary>
        public long Position { get; set; }

        public long Deliveries { get; set; }

        public Checker? Own { get; set; }
    }
}
