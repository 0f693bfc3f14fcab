using System.Net;
using System.Net.Sockets;
using RxChat.Server.Bench.Check;

namespace RxChat.Server.Bench;

/// <summary>One run: connect, see that everybody is there, publish and receive, wait for what is under way. One thread does it all.</summary>
internal sealed class Load : IDisposable
{
    /// <summary>The time without any delivery after which what is under way counts as lost.</summary>
    private const long Quiet = 3 * Clock.Second;

    private const long LongestDrain = 15 * Clock.Second;
    private const long LongestGathering = 30 * Clock.Second;
    private const long LongestFarewell = Clock.Second;

    /// <summary>A wait is no longer than this while bytes wait for a publisher's socket to have room.</summary>
    private const long Retry = Clock.Millisecond / 5;

    private const long LongestWait = 20 * Clock.Millisecond;
    /// <summary>Bytes published between two looks at the sockets: fewer than are received there from each, or the load would be a slow reader.</summary>
    private const int BytesAtATime = 64 * 1024;

    /// <summary>What is due while more is under way stays due: a server that is behind shall be slow, not cut off a load that cannot keep up.</summary>
    private const int MaxUnderWay = 512 * 1024;

    private readonly BenchOptions _options;
    private readonly Progress _progress;
    private readonly Wire _wire;
    private readonly Reception _reception;
    private readonly Publishers _publishers;
    private readonly Latencies _latencies = new();
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(256 * 1024, pinned: true);
    private long _start;
    private long _due;
    private int _ended;
    private bool _leaving;

    public Load(BenchOptions options, Progress progress)
    {
        (_options, _progress) = (options, progress);
        var payload = new Payload(options.Size, options.Delimiter, (uint)Random.Shared.Next(1 << 24));
        _wire = Wire.Create(options.Connections);
        _reception = new Reception(payload, options.Connections, options.Publishers, _latencies);
        _publishers = new Publishers(_wire, payload, options.Publishers);
    }

    public BenchResult Run()
    {
        try
        {
            Connect();
            Gather();
            var result = Measure();
            Leave();
            return result;
        }
        catch (DisconnectedException e)
        {
            throw new IOException($"{_options.Url}: connection {e.Connection + 1} of {_options.Connections} was disconnected: {LastWords(e.Connection) ?? e.Message}");
        }
    }

    public void Dispose() => _wire.Dispose();

    private void Connect()
    {
        var addresses = new Queue<IPEndPoint>(_options.Addresses);
        for (var made = 0; made < _options.Connections;)
        {
            try
            {
                _wire.Connect(addresses.Peek());
                made++;
                _progress.Connecting(made, _options.Connections);
                if (made % 64 == 0) Poll(0);
            }
            catch (SocketException) when (made == 0 && addresses.Count > 1)
            {
                addresses.Dequeue();
            }
            catch (SocketException e)
            {
                var mend = e.SocketErrorCode == SocketError.TooManyOpenSockets ? "allow more open files (ulimit -n)" : "is the server running there?";
                throw new IOException($"cannot connect to {_options.Url} ({made} of {_options.Connections} made): {e.Message}; {mend}");
            }
        }
    }

    // A server need not greet (the model's does not): a message that everybody gets says that everybody has joined.
    private void Gather()
    {
        var (deadline, patience) = (Clock.Now + LongestGathering, 100 * Clock.Millisecond);
        for (var round = 1; _reception.Gathered < _options.Connections; round++)
        {
            _reception.Gather(round);
            _publishers.Signal(Payload.Gather, round);
            Until(Math.Min(deadline, Clock.Now + patience), () => _reception.Gathered == _options.Connections);
            patience *= 2;
            if (Clock.Now >= deadline) throw new IOException($"{_options.Url}: only {_reception.Gathered} of {_options.Connections} connections get messages; is this a chat server?");
        }
        _publishers.Signal(Payload.Start, 0);
        Until(deadline, () => _reception.Started == _options.Connections);
        if (_reception.Started < _options.Connections) throw new IOException($"{_options.Url}: {_options.Connections - _reception.Started} of {_options.Connections} connections stopped getting messages");
    }

    private long UnderWay => _publishers.Published - (_reception.Deliveries / _options.Connections);

    private BenchResult Measure()
    {
        _start = _due = Clock.Now;
        var from = _start + (long)(_options.Warmup * Clock.Second);
        var until = from + (long)(_options.Duration * Clock.Second);
        _latencies.Measure(from, until);
        PublishUntil(from, "warming up", _options.Warmup, until);
        var (begun, published, delivered) = (Clock.Now, _publishers.Published, _reception.Deliveries);
        PublishUntil(until, "measuring", _options.Duration, until);
        var seconds = (Clock.Now - begun) / (double)Clock.Second;
        (published, delivered) = (_publishers.Published - published, _reception.Deliveries - delivered);
        var unsent = Drain(until);
        return new BenchResult(_options, seconds, published / seconds, delivered / seconds, unsent, _reception.Finish(_publishers.Sequences), _latencies.Summary());
    }

    private void PublishUntil(long end, string phase, double length, long lastDue)
    {
        var (begun, shown, shownAt) = (Clock.Now, _reception.Deliveries, Clock.Now);
        for (var now = begun; now < end; now = Clock.Now)
        {
            Poll(Math.Min(end - now, Publish(now, lastDue)));
            if (!_progress.IsDue || Clock.Now - shownAt < Clock.Millisecond) continue;
            var rate = (_reception.Deliveries - shown) * (double)Clock.Second / (Clock.Now - shownAt);
            _progress.Running(phase, (Clock.Now - begun) / (double)Clock.Second, length, rate);
            (shown, shownAt) = (_reception.Deliveries, Clock.Now);
        }
    }

    // Publishes what is to be published now and says how long nothing more is.
    private long Publish(long now, long lastDue)
    {
        if (_options.Rate is { } rate) return PublishDue(now, lastDue, rate);
        var room = _options.Window - UnderWay;
        // A few at a time would make every turn of the server a small one.
        if (room >= Math.Max(1, Math.Min(_options.Window / 4, 64))) _publishers.PublishNow(room);
        return LongestWait;
    }

    private long PublishDue(long now, long lastDue, double rate)
    {
        var room = Math.Min(BytesAtATime / _options.Size, (MaxUnderWay / _options.Size) - UnderWay) + 1;
        for (; room > 0 && _due <= now && _due < lastDue && _publishers.TryPublish(_due); room--)
            _due = _start + (long)(_publishers.Published * Clock.Second / rate);
        _publishers.Flush();
        return _due <= now ? Retry : Math.Clamp(_due - Clock.Now, 0, LongestWait);
    }

    // What was due is still sent, and what was sent waited for, as long as anything moves.
    private long Drain(long until)
    {
        var deadline = Clock.Now + LongestDrain;
        for (var (moved, quiet) = (-1L, 0L); Clock.Now < Math.Min(deadline, quiet == 0 ? deadline : quiet);)
        {
            var wait = _options.Rate is { } rate ? PublishDue(Clock.Now, until, rate) : LongestWait;
            var isAllSent = !_publishers.AreWaiting && (_options.Rate is null || _due >= until);
            if (isAllSent && _reception.Deliveries >= _publishers.Published * _options.Connections) break;
            if (moved != _reception.Deliveries) (moved, quiet) = (_reception.Deliveries, Clock.Now + Quiet);
            Poll(wait);
        }
        if (_options.Rate is null || _due >= until) return 0;
        var unsent = (long)((until - _due) * _options.Rate.Value / Clock.Second) + 1;
        _latencies.Now = Clock.Now;
        _latencies.Unsent(_due, until, unsent, Math.Min(_options.Connections, Reception.Samples));
        return unsent;
    }

    private void Until(long deadline, Func<bool> reached)
    {
        while (!reached() && Clock.Now < deadline) Poll(Math.Max(0, Math.Min(LongestWait, deadline - Clock.Now)));
    }

    private void Poll(long nanoseconds)
    {
        if (_publishers.AreWaiting)
        {
            _publishers.Flush();
            nanoseconds = Math.Min(nanoseconds, Retry);
        }
        foreach (var connection in _wire.Wait(nanoseconds)) Receive(connection);
    }

    private void Receive(int connection)
    {
        int count;
        try { count = _wire.Receive(connection, _buffer); }
        catch (IOException e) { count = _leaving ? 0 : throw new DisconnectedException(connection, e.Message); }
        if (count < 0) return;
        if (count == 0)
        {
            if (!_leaving) throw new DisconnectedException(connection, "the server closed it");
            _wire.Forget(connection);
            _ended++;
            return;
        }
        if (_leaving) return;
        if (_reception.IsSampled(connection)) _latencies.Now = Clock.Now;
        _reception.Received(connection, _buffer.AsSpan(0, count));
    }

    // Sockets closed with bytes unread would be resets to the server, and one of its log lines each.
    private void Leave()
    {
        _leaving = true;
        for (var i = 0; i < _options.Connections; i++) _wire.Finish(i);
        Until(Clock.Now + LongestFarewell, () => _ended == _options.Connections);
    }

    // The server's last notice may still be waiting behind what broke.
    private string? LastWords(int connection)
    {
        try
        {
            while (_wire.Receive(connection, _buffer) is > 0 and var count) _reception.Received(connection, _buffer.AsSpan(0, count));
        }
        catch (IOException)
        {
            // There is nothing more to read.
        }
        return _reception.Notice(connection);
    }
}
