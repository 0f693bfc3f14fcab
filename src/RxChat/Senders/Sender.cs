using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace RxChat;

/// <summary>
/// Writes to one client. It
/// 1. MUST NOT block or throw on the loop;
/// 2. MUST NOT reorder, or cut a frame it has begun;
/// 3. MUST write from one place at a time, which is the loop;
/// 4. MUST bound what waits, in bytes, and the segments its slices keep alive;
/// 5. on overflow MUST apply the policy: a last notice and the end, or the oldest whole frames dropped and counted;
/// 6. MUST flush before a graceful close.
/// </summary>
/// <param name="connection">To whom.</param>
/// <param name="encoding">How it is told that it missed something, or why it has to go.</param>
/// <param name="senders">All of them.</param>
/// <param name="overflow">What its endpoint has for what is too much; null is what all have.</param>
internal abstract partial class Sender(
    Connection connection, WireEncoding encoding, SenderSet senders, Overflow? overflow = null) : IObserver<Slice>
{
    private SendQueue? _queue;
    private IDisposable? _deadline;
    private Overrun _overrun;
    private long _sentSinceLook;
    private int? _unacknowledged;
    private double _health;
    private Intake _intake;

    /// <summary>In the set's list of those to flush at the end of the turn.</summary>
    public bool IsDirty { get; set; }

    /// <summary>Whether the socket is full and bytes wait for it.</summary>
    public bool IsBlocked { get; private set; }

    /// <summary>Whether it is blocked and its client takes less than <see cref="SenderSet.HealthyRate"/>.</summary>
    public bool IsFrozen { get; private set; }

    /// <summary>Whether nothing more comes for the client.</summary>
    public bool IsCompleting => _intake == Intake.None;

    /// <summary>Whether a reply waits to be taken, or some of it.</summary>
    public bool IsPulled => _queue is { IsPulled: true };

    /// <summary>Bytes that wait.</summary>
    public long Waiting => _queue?.Bytes ?? 0;

    /// <summary>Made when something has to wait for the first time.</summary>
    private SendQueue Queue => _queue ??= NewQueue();

    protected IScheduler Scheduler => senders.Scheduler;

    protected Traces? Traces => senders.Traces;

    /// <summary>What is sent when nothing more comes.</summary>
    protected virtual byte[] LastBytes => [];

    private bool HasMore => _queue is { HasMore: true } || _overrun.HasGap || _overrun.HasLateGap;

    /// <summary>Takes what comes next for the client: it waits for the turn's end, or, when that is now, goes to the
    /// socket at once, and only what that does not take waits.</summary>
    public void OnNext(Slice value)
    {
        if (_intake != Intake.All && !Admits(value)) return;
        if (senders.SendsNow) SendNow(value);
        else Keep(value);
    }

    /// <summary>
    /// Takes a reply of any length after all that came before: it is sent as the client takes it, a page at a time.
    /// </summary>
    public void Pull(IEnumerator<Slice> pages)
    {
        if (IsCompleting) return;
        senders.MarkDirty(this);
        Queue.Pull(pages);
    }

    /// <summary>Who waits until a reply is taken waits no more.</summary>
    public void ForgetMarkers() => _queue?.ForgetMarkers();

    /// <summary>
    /// Nothing more comes: what waits is sent, then the connection closed; or cut off when that takes longer than a
    /// drain may.
    /// </summary>
    public void OnCompleted()
    {
        if (IsCompleting) return;
        if (_overrun.HasLateGap) _overrun.TellLateGap(Queue, encoding);
        _intake = Intake.None;
        if (LastBytes is { Length: > 0 } last) Queue.Append(Slice.Of(last));
        senders.MarkDirty(this);
        _deadline = senders.Scheduler.Schedule(
            connection,
            senders.Options.Drain,
            static (_, connection) => { connection.Abort(); return Disposable.Empty; });
    }

    public void OnError(Exception error) => OnCompleted();

    /// <summary>The socket took so many bytes of what was sent past the queue.</summary>
    public void Took(in Slice value, int bytes)
    {
        senders.Sent += bytes;
        if (bytes == value.Length) return;
        Block(true);
        var rest = value.Skip(bytes);
        _overrun.Began(rest);
        Wait(rest);
    }

    /// <summary>Sends what the socket takes; never from inside <see cref="Connection.Send"/>.</summary>
    public void Flush()
    {
        while (HasMore)
        {
            _overrun.TellGaps(Queue, encoding);
            var bytes = _overrun.HasGap ? _overrun.BegunFrame(Queue).Span : senders.Gather(Queue);
            if (bytes.IsEmpty) continue;
            var sent = connection.Send(bytes);
            if (sent > 0)
            {
                senders.Sent += sent;
                _overrun.Sent(Queue, sent);
                if (IsBlocked) _sentSinceLook += sent;
            }
            if (sent == bytes.Length) continue;
            Block(true);
            return;
        }
        Block(false);
    }

    /// <summary>The socket takes something again.</summary>
    public void OnWritable()
    {
        Flush();
        CloseIfDone();
        // It may have pulled more of a reply.
        senders.RelieveMemory();
    }

    /// <summary>
    /// Closes the connection when that was the last of it; as work of its own, since it ends the client's stream.
    /// </summary>
    public void CloseIfDone()
    {
        if (!IsCompleting || HasMore || _deadline is null) return;
        _deadline.Dispose();
        _deadline = null;
        senders.Scheduler.Schedule((connection, senders.Options.Drain),
            static (_, s) => { s.connection.Close(s.Drain); return Disposable.Empty; });
    }

    /// <summary>The connection is gone.</summary>
    public void Release()
    {
        _deadline?.Dispose();
        _deadline = null;
        _intake = Intake.None;
        _overrun = default;
        _queue?.Clear();
        Block(false);
    }

    /// <summary>Once a second while it is blocked: who took too little is frozen, and slows no publisher.</summary>
    /// <remarks>What the peer took is what it acknowledged: that a socket is writable again says little, and is told
    /// late when buffers are large. Acknowledgements come in jumps of half a receive buffer, so each byte buys its time
    /// at the healthy rate.</remarks>
    public void LookAgain(TimeSpan since)
    {
        var unacknowledged = Math.Max(0, connection.Unacknowledged);
        var taken = _unacknowledged is { } before ? _sentSinceLook + before - unacknowledged : 0;
        (_sentSinceLook, _unacknowledged) = (0, unacknowledged);
        var bought = taken / (double)SenderSet.HealthyRate;
        _health = Math.Min(_health + bought, SenderSet.MostHealth) - since.TotalSeconds;
        Change(IsBlocked, IsBlocked && _health <= 0);
    }

    /// <summary>Called when more waited than may, and some was left out, or all and it has to go.</summary>
    protected abstract void OnOverflow(bool drops);

    /// <summary>Called when it has to go, and was told why.</summary>
    protected virtual void Leaving()
    {
    }

    /// <summary>Called when <see cref="IsBlocked"/> or <see cref="IsFrozen"/> has changed.</summary>
    protected abstract void OnStateChanged(bool wasBlocked, bool wasFrozen);

    private void SendNow(in Slice value)
    {
        senders.Batch.Begin(value);
        if (!IsBlocked && HasMore) Flush();
        if (IsBlocked) Wait(value);
        else if (!senders.Batch.TryAdd(this, connection)) Took(value, connection.Send(value.Span));
    }

    private void Keep(in Slice value)
    {
        senders.MarkDirty(this);
        if (Queue.Writer.TryWrite(value)) return;
        // The socket may take some of it.
        if (!IsBlocked) Flush();
        Wait(value);
    }

    private void Block(bool blocked)
    {
        if (blocked && !IsBlocked) (_unacknowledged, _health) = (null, SenderSet.MostHealth);
        Change(blocked, blocked && IsFrozen);
    }

    private void Change(bool blocked, bool frozen)
    {
        if (blocked == IsBlocked && frozen == IsFrozen) return;
        var (wasBlocked, wasFrozen) = (IsBlocked, IsFrozen);
        (IsBlocked, IsFrozen) = (blocked, frozen);
        if (blocked != wasBlocked) _queue?.CountIn(blocked ? senders.Memory : null);
        senders.Blocked(this, blocked);
        OnStateChanged(wasBlocked, wasFrozen);
    }
}
