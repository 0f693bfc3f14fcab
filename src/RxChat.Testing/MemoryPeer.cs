using System.Diagnostics.CodeAnalysis;
using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Subjects;

namespace RxChat.Testing;

/// <summary>
/// The client's side of a connection in memory, byte by byte: it sends in the splits it is told, reads at once or not
/// at all, ends or breaks. Everything happens at the scheduler's present time.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "completed by the end, and holds nothing but observers")]
public sealed class MemoryPeer
{
    /// <summary>
    /// The most bytes that wait for a peer that does not read, as a socket's buffers would hold: 64 KiB.
    /// </summary>
    public const int DefaultWindow = 64 * 1024;

    private readonly IScheduler _scheduler;
    private readonly int _window;
    private readonly List<Timestamped<byte[]>> _received = [];
    private readonly List<byte> _waiting = [];
    private readonly Subject<byte[]> _arrivals = new();
    private bool _frozen;

    private readonly bool _keeps;

    /// <param name="scheduler">The server's.</param>
    /// <param name="window">The most bytes that wait for it.</param>
    /// <param name="keeps">Whether what arrived is kept.</param>
    internal MemoryPeer(IScheduler scheduler, int window, bool keeps = true) =>
        (_scheduler, _window, _keeps) = (scheduler, window, keeps);

    /// <summary>What arrived, and when, in the pieces the server sent.</summary>
    public IReadOnlyList<Timestamped<byte[]>> Received => _received;

    /// <summary>What arrives from now on, within the server's sending of it; completes when the server ends its stream,
    /// and when the connection is gone.</summary>
    public IObservable<byte[]> Arrivals => _arrivals;

    /// <summary>When the server ended its stream; null while it has not.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>When the connection was gone for the server too.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>Whether the server cut it off instead of closing it.</summary>
    public bool WasReset { get; private set; }

    internal MemoryConnection Connection { get; set; } = null!;

    /// <summary>Bytes that wait for it in its window.</summary>
    internal int Unread => _waiting.Count;

    /// <summary>Sends one chunk; it arrives as it is, at the same virtual time.</summary>
    public void Send(ReadOnlySpan<byte> chunk)
    {
        if (!chunk.IsEmpty) Connection.Arrive(chunk.ToArray());
    }

    /// <summary>Ends its stream and still reads, as a socket shut down for sending.</summary>
    public void End() => Connection.Arrive([]);

    /// <summary>Breaks off, as a socket that is reset.</summary>
    public void Reset() => Connection.Break(new IOException("reset by peer"));

    /// <summary>Stops reading: bytes wait in the window until it is full, and then at the server.</summary>
    public void Freeze() => _frozen = true;

    /// <summary>Reads again, first what waited.</summary>
    public void Thaw()
    {
        _frozen = false;
        Read(_waiting.Count);
        if (EndedAt is not null && ClosedAt is null) End();
    }

    /// <summary>Reads at most so many bytes while frozen, as a slow reader does.</summary>
    public void Read(int bytes)
    {
        var count = Math.Min(bytes, _waiting.Count);
        if (count == 0) return;
        Receive([.. _waiting.Take(count)]);
        _waiting.RemoveRange(0, count);
        _scheduler.Schedule(Connection, static (_, connection) => { connection.MadeRoom(); return Disposable.Empty; });
    }

    internal int Take(ReadOnlySpan<byte> bytes)
    {
        if (!_frozen)
        {
            Receive(bytes.ToArray());
            return bytes.Length;
        }
        var taken = bytes[..Math.Min(bytes.Length, _window - _waiting.Count)];
        _waiting.AddRange(taken);
        return taken.Length;
    }

    // Told by the server; a peer that reads closes its side when the server has.
    internal void ServerEnded()
    {
        EndedAt = _scheduler.Now;
        _arrivals.OnCompleted();
        if (!_frozen) End();
    }

    internal void Closed(bool reset)
    {
        (ClosedAt, WasReset) = (_scheduler.Now, reset);
        _arrivals.OnCompleted();
    }

    private void Receive(byte[] bytes)
    {
        if (_keeps) _received.Add(new Timestamped<byte[]>(bytes, _scheduler.Now));
        _arrivals.OnNext(bytes);
    }
}
