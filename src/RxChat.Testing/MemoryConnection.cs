using System.Net;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace RxChat.Testing;

/// <summary>The server's side of a connection in memory; the other side is a <see cref="MemoryPeer"/>.</summary>
internal sealed class MemoryConnection(MemoryPeer peer, EndPoint? address, IScheduler scheduler)
    : Connection(address, scheduler)
{
    private readonly Queue<byte[]> _inbox = new();
    private readonly IScheduler _scheduler = scheduler;
    private int _skipped;
    private int _awaited;
    private bool _receiving;
    private bool _scheduled;
    private bool _ended;
    private Exception? _broken;

    /// <summary>Bytes from the peer; an empty array is its end of stream.</summary>
    public void Arrive(byte[] bytes)
    {
        if (bytes.Length == 0) _ended = true;
        else _inbox.Enqueue(bytes);
        DeliverLater();
    }

    /// <summary>What was not received yet is lost, and told at once, received or not.</summary>
    public void Break(Exception error)
    {
        (_broken, _ended) = (error, true);
        _inbox.Clear();
        _skipped = 0;
        DeliverLater();
    }

    public void MadeRoom() => OnWritable();

    public override int Unacknowledged => _broken is null ? peer.Unread : 0;

    public override int Send(ReadOnlySpan<byte> bytes) => _broken is null ? peer.Take(bytes) : bytes.Length;

    internal override bool AwaitMore(int than)
    {
        _awaited = than;
        return true;
    }

    internal override void Skip(int bytes)
    {
        _skipped += bytes;
        if (_skipped < _inbox.Peek().Length) return;
        _inbox.Dequeue();
        _skipped = 0;
    }

    protected override void SetReceiving(bool on)
    {
        _receiving = on;
        if (on) DeliverLater();
        else _awaited = 0;
    }

    protected override void ReceiveOnce()
    {
        for (var left = MaxChunk; _inbox.Count > 0 && left > 0;) left -= Deliver(left);
    }

    protected override void ShutdownSend() => peer.ServerEnded();

    protected override void Free(bool reset)
    {
        _receiving = false;
        peer.Closed(reset);
    }

    private void DeliverLater()
    {
        if (_scheduled || (_inbox.Count == 0 && !_ended)) return;
        _scheduled = true;
        _scheduler.Schedule(this, static (_, self) => { self.DeliverNow(); return Disposable.Empty; });
    }

    // One chunk a turn, as it was sent: how bytes are split is what a test wants to say.
    private void DeliverNow()
    {
        _scheduled = false;
        if (_broken is not null && _ended)
        {
            (_receiving, _ended) = (false, false);
            OnBroken(_broken);
            return;
        }
        if (!_receiving) return;
        if (IsPeeking && _awaited > 0 && !Gather()) return;
        if (_inbox.Count > 0)
        {
            Deliver(MaxChunk);
        }
        else if (_ended)
        {
            (_receiving, _ended) = (false, false);
            OnEnd();
        }
        if (_receiving) DeliverLater();
    }

    // What came in pieces is seen again as one; false while no more came than was seen.
    private bool Gather()
    {
        if (_inbox.Count > 1)
        {
            var all = _inbox.SelectMany(static chunk => chunk).Skip(_skipped).ToArray();
            _inbox.Clear();
            _inbox.Enqueue(all);
            _skipped = 0;
        }
        return _ended || _inbox.Sum(static chunk => chunk.Length) - _skipped > _awaited;
    }

    private int Deliver(int most)
    {
        var chunk = _inbox.Peek().AsMemory(_skipped);
        var isPeeked = IsPeeking;
        if (!isPeeked) Skip(chunk.Length);
        var taken = Math.Min(most, chunk.Length);
        OnBytes(chunk[..taken]);
        for (var from = taken; from < chunk.Length && !isPeeked; from += most)
            OnBytes(chunk.Slice(from, Math.Min(most, chunk.Length - from)));
        return chunk.Length;
    }
}
