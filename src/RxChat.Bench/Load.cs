namespace RxChat.Bench;

/// <summary>
/// One run: everybody joins, then it publishes and receives, then waits for what is under way. One thread does it all.
/// </summary>
internal sealed class Load(BenchOptions options, Progress progress) : IDisposable
{
    /// <summary>The time without any delivery after which what is under way counts as lost.</summary>
    private const long Quiet = 3 * Clock.Second;

    /// <summary>The time after the end in which what was due until then is still sent.</summary>
    private const long LongestOvertime = 15 * Clock.Second;

    /// <summary>
    /// Bytes published between two looks at the sockets: fewer than are received there from each,
    /// or the load would be a slow reader.
    /// </summary>
    private const int BytesAtATime = Crowd.ChunkBytes / 4;

    /// <summary>
    /// What is due while more is under way stays due: a server that is behind shall be slow, not
    /// cut off a load that cannot keep up.
    /// </summary>
    private const int MaxUnderWay = 512 * 1024;

    private readonly Crowd _crowd = new(options);
    private long _start;
    private long _due;

    /// <exception cref="IOException">It cannot be made, or broke; the message is one line.</exception>
    public static BenchResult Run(BenchOptions options, Progress progress)
    {
        OpenFiles.Ensure(options.Connections + options.Frozen);
        using var load = new Load(options, progress);
        return load.Run();
    }

    public void Dispose() => _crowd.Dispose();

    private BenchResult Run()
    {
        try
        {
            _crowd.Connect(progress);
            _crowd.ConnectFrozen();
            _crowd.Gather();
            var result = Measure();
            _crowd.Leave();
            return result;
        }
        catch (DisconnectedException e)
        {
            var why = _crowd.LastWords(e.Connection) ?? $"{e.Message}; does its log say why?";
            throw new IOException(
                $"{options.Url}: connection {e.Connection + 1} of {options.Connections} was disconnected: {why}");
        }
    }

    private BenchResult Measure()
    {
        _start = _due = Clock.Now;
        var from = _start + (long)(options.Warmup * Clock.Second);
        var until = from + (long)(options.Duration * Clock.Second);
        _crowd.Latencies.Measure(from, until);
        PublishUntil(from, "warming up", options.Warmup, until);
        var (begun, published, delivered) = (Clock.Now, _crowd.Publishers.Published, _crowd.Deliveries);
        PublishUntil(until, "measuring", options.Duration, until);
        var seconds = (Clock.Now - begun) / (double)Clock.Second;
        (published, delivered) = (_crowd.Publishers.Published - published, _crowd.Deliveries - delivered);
        Drain(until);
        var unsent = CountUnsent(until);
        return new BenchResult(
            options, seconds, published / seconds, delivered / seconds, unsent,
            _crowd.Finish(), _crowd.Latencies.Summary());
    }

    private void PublishUntil(long end, string phase, double length, long lastDue)
    {
        var (begun, shown, shownAt) = (Clock.Now, _crowd.Deliveries, Clock.Now);
        for (var now = begun; now < end; now = Clock.Now)
        {
            _crowd.Poll(Math.Min(end - now, Publish(now, lastDue)));
            if (!progress.IsDue || Clock.Now - shownAt < Clock.Millisecond) continue;
            var rate = (_crowd.Deliveries - shown) * (double)Clock.Second / (Clock.Now - shownAt);
            progress.Running(phase, (Clock.Now - begun) / (double)Clock.Second, length, rate);
            (shown, shownAt) = (_crowd.Deliveries, Clock.Now);
        }
    }

    // Publishes what is to be published now and says how long nothing more is.
    private long Publish(long now, long lastDue)
    {
        if (options.Rate is { } rate) return PublishDue(now, lastDue, rate);
        var room = options.Window - _crowd.UnderWay;
        // A few at a time would make every turn of the server a small one.
        if (room >= Math.Max(1, Math.Min(options.Window / 4, 64))) _crowd.Publishers.PublishNow(room);
        return Crowd.LongestWait;
    }

    private long PublishDue(long now, long lastDue, double rate)
    {
        var room = Math.Min(BytesAtATime / options.Size, (MaxUnderWay / options.Size) - _crowd.UnderWay) + 1;
        for (; room > 0 && _due <= now && _due < lastDue && _crowd.Publishers.TryPublish(_due); room--)
            _due = _start + (long)(_crowd.Publishers.Published * Clock.Second / rate);
        _crowd.Publishers.Flush();
        return _due <= now ? Crowd.Retry : Math.Clamp(_due - Clock.Now, 0, Crowd.LongestWait);
    }

    private void Drain(long until)
    {
        var overtime = Clock.Now + LongestOvertime;
        while (options.Rate is { } rate && _due < until && Clock.Now < overtime)
            _crowd.Poll(PublishDue(Clock.Now, until, rate));
        var (moved, quiet) = (_crowd.Deliveries, Clock.Now + Quiet);
        while (_crowd.Deliveries < _crowd.Publishers.Published * options.Connections && Clock.Now < quiet)
        {
            _crowd.Poll(Crowd.LongestWait);
            if (moved != _crowd.Deliveries) (moved, quiet) = (_crowd.Deliveries, Clock.Now + Quiet);
        }
    }

    private long CountUnsent(long until)
    {
        if (options.Rate is not { } rate || _due >= until) return 0;
        var unsent = (long)((until - _due) * rate / Clock.Second) + 1;
        _crowd.Latencies.Now = Clock.Now;
        _crowd.Latencies.Unsent(_due, until, unsent, Math.Min(options.Connections, Check.Reception.Samples));
        return unsent;
    }
}
