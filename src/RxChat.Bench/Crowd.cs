using System.Net.Sockets;
using RxChat.Bench.Check;

namespace RxChat.Bench;

/// <summary>
/// A run's connections: they connect, see that everybody is there, receive whenever the run waits, and leave.
/// </summary>
internal sealed class Crowd : IDisposable
{
    private const long LongestGathering = 30 * Clock.Second;
    private const long LongestFarewell = Clock.Second;

    private readonly BenchOptions _options;
    private readonly Dialer _dialer;
    private readonly Wire _wire;
    private readonly Reception _reception;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(ChunkBytes, pinned: true);
    private readonly List<Socket> _frozen = [];
    private int _ended;
    private bool _leaving;

    public Crowd(BenchOptions options)
    {
        _options = options;
        _dialer = new Dialer(options);
        var payload = new Payload(options.Size, options.Delimiter, (uint)Random.Shared.Next(1 << 24));
        _wire = Wire.Create(options.Connections, options.Portable);
        _reception = new Reception(payload, options.Connections, options.Publishers, Latencies);
        Publishers = new Publishers(_wire, payload, options.Publishers);
    }

    /// <summary>
    /// The most that is received from one connection at a time: several of these stay in a core's own cache.
    /// </summary>
    public const int ChunkBytes = 256 * 1024;

    /// <summary>A wait is never longer than this.</summary>
    public const long LongestWait = 20 * Clock.Millisecond;

    /// <summary>A wait is no longer than this while something could not be sent.</summary>
    public const long Retry = Clock.Millisecond / 5;

    public Publishers Publishers { get; }

    public Latencies Latencies { get; } = new();

    /// <summary>Since everybody was there, on all connections.</summary>
    public long Deliveries => _reception.Deliveries;

    /// <summary>Messages that were published and that connections, on the average, have not got.</summary>
    public long UnderWay => Publishers.Published - (Deliveries / _options.Connections);

    public Findings Finish() => _reception.Finish(Publishers.Sequences);

    public void Dispose()
    {
        _frozen.ForEach(socket => socket.Dispose());
        _wire.Dispose();
    }

    public void Connect(Progress progress)
    {
        for (var made = 1; made <= _options.Connections; made++)
        {
            _wire.Take(_dialer.Dial());
            progress.Connecting(made, _options.Connections);
            if (made % 64 == 0) Poll(0);
        }
    }

    /// <summary>
    /// Connects those that never read; their buffers are small, so that the server soon has to hold what is theirs.
    /// </summary>
    public void ConnectFrozen()
    {
        for (var n = 0; n < _options.Frozen; n++) _frozen.Add(_dialer.Dial(receiveBuffer: 4096));
    }

    /// <summary>
    /// A server need not greet (the model's does not): a message that everybody gets says that everybody has joined.
    /// </summary>
    public void Gather()
    {
        var (deadline, patience) = (Clock.Now + LongestGathering, 100 * Clock.Millisecond);
        for (var round = 1; _reception.Gathered < _options.Connections; round++)
        {
            _reception.Gather(round);
            Publishers.Signal(Payload.Gather, round);
            Until(Math.Min(deadline, Clock.Now + patience), () => _reception.Gathered == _options.Connections);
            patience *= 2;
            if (Clock.Now >= deadline) throw Failed(_reception.Gathered, "get messages; is this a chat server?");
        }
        Publishers.Signal(Payload.Start, 0);
        Until(deadline, () => _reception.Started == _options.Connections);
        if (_reception.Started < _options.Connections)
            throw Failed(_reception.Started, "still get messages; does its log say why?");
    }

    /// <summary>Waits until something came, receives it, and sends what could not be sent before.</summary>
    public void Poll(long nanoseconds)
    {
        if (Publishers.AreWaiting && !_leaving)
        {
            Publishers.Flush();
            nanoseconds = Math.Min(nanoseconds, Retry);
        }
        foreach (var connection in _wire.Wait(nanoseconds)) Receive(connection);
    }

    /// <summary>
    /// Sockets closed with bytes unread would be resets to the server, and one of its log lines each.
    /// </summary>
    public void Leave()
    {
        _leaving = true;
        for (var i = 0; i < _options.Connections; i++) _wire.Finish(i);
        Until(Clock.Now + LongestFarewell, () => _ended == _options.Connections);
    }

    /// <summary>The server's last notice to a connection, which may still be waiting behind what broke.</summary>
    public string? LastWords(int connection)
    {
        try
        {
            while (_wire.Receive(connection, _buffer) is > 0 and var count)
                _reception.Received(connection, _buffer.AsSpan(0, count));
        }
        catch (IOException)
        {
            // There is nothing more to read.
        }
        return _reception.Notice(connection);
    }

    private IOException Failed(int some, string what) =>
        new($"{_options.Url}: only {some} of {_options.Connections} connections {what}");

    private void Until(long deadline, Func<bool> reached)
    {
        while (!reached() && Clock.Now < deadline) Poll(Math.Max(0, Math.Min(LongestWait, deadline - Clock.Now)));
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
        if (_reception.IsSampled(connection)) Latencies.Now = Clock.Now;
        _reception.Received(connection, _buffer.AsSpan(0, count));
    }
}
