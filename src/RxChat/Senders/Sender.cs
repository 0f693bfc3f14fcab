using System.Reactive.Disposables;

namespace RxChat;

/// <summary>
/// Writes to one client. It
/// 1. MUST NOT block or throw on the loop;
/// 2. MUST NOT reorder, or cut a frame it has begun;
/// 3. MUST write from one place at a time, which is the loop;
/// 4. MUST bound what waits, in bytes, and what its references keep alive;
/// 5. on overflow MUST apply the policy: a last notice and the end, or the oldest whole frames dropped and their number told;
/// 6. MUST flush before a graceful close.
/// </summary>
internal sealed class Sender : IObserver<Reference>
{
    private readonly Connection _connection;
    private readonly SenderSet _senders;
    private Backlog? _backlog;
    private Few<Membership> _memberships;
    private IDisposable? _deadline;
    private Missed _missed;
    private bool _begun;
    private bool _progressed;
    private bool _completing;

    public Sender(Connection connection, Protocol protocol, SenderSet senders)
    {
        (_connection, Protocol, _senders) = (connection, protocol, senders);
    }

    public Protocol Protocol { get; }

    /// <summary>Made when something has to wait for the first time.</summary>
    private Backlog Backlog => _backlog ??= new Backlog(_senders.Settings);

    /// <summary>Its place in each audience it is in.</summary>
    public ref Few<Membership> Memberships => ref _memberships;

    /// <summary>In the set's list of those to send at the end of the turn.</summary>
    public bool IsDirty { get; set; }

    /// <summary>Whether the socket is full and bytes wait for it.</summary>
    public bool IsBacked { get; private set; }

    /// <summary>Whether it is backed up and its client took nothing for a second.</summary>
    public bool IsFrozen { get; private set; }

    public bool CountsAsBacked => IsBacked && !IsFrozen;

    /// <summary>Bytes that wait.</summary>
    public long Waiting => _backlog?.Bytes ?? 0;

    /// <summary>Bytes of chunks that are alive because of what waits here.</summary>
    public long KeptAlive => Enumerable.Range(0, Backlog.Count).Select(i => Backlog[i].Chunk).Distinct().Sum(chunk => (long)chunk.Bytes.Length);

    /// <summary>Queues what is sent at the end of the turn.</summary>
    public void OnNext(Reference value)
    {
        if (_completing) return;
        _senders.MarkDirty(this);
        if (!Backlog.Writer.TryWrite(value)) Send(value);
    }

    /// <summary>Sends what waits and then this; only what the socket does not take waits.</summary>
    /// <param name="value">What to send.</param>
    /// <param name="batch">Others who are sent the same with it, when the batch is.</param>
    public void Send(Reference value, SendBatch? batch = null)
    {
        if (_completing) return;
        if (!IsBacked && HasMore) Send();
        if (IsBacked) Wait(value);
        else if (batch?.TryAdd(this, _connection) is not true) Took(value, _connection.Send(value.Span));
    }

    /// <summary>The socket took so many bytes of what was sent past the queue; only the rest waits, so who keeps up needs no queue.</summary>
    public void Took(Reference value, int bytes)
    {
        if (bytes == value.Length) return;
        SetBacked(true);
        _begun = !value.Chunk.IsBoundary(value.Offset + bytes);
        Wait(value.Skip(bytes));
    }

    /// <summary>Nothing more comes: what waits is sent, then the connection closed; or cut off when that takes longer than a drain may.</summary>
    public void OnCompleted()
    {
        if (_completing) return;
        _completing = true;
        _senders.MarkDirty(this);
        _deadline = _senders.Scheduler.Schedule(
            _connection, _senders.Options.Drain, static (_, connection) => { connection.Abort(); return Disposable.Empty; });
    }

    public void OnError(Exception error) => OnCompleted();

    /// <summary>The connection is gone.</summary>
    public void Release()
    {
        _deadline?.Dispose();
        _completing = true;
        _backlog?.Clear();
        SetBacked(false);
    }

    /// <summary>At the end of a turn, never inside the gate: sends, and closes when that was the last.</summary>
    public void EndTurn()
    {
        if (!IsBacked) Send();
        if (!_completing || Waiting > 0) return;
        _deadline?.Dispose();
        _connection.Close();
    }

    /// <summary>The socket has room again.</summary>
    public void SendMore()
    {
        Send();
        EndTurn();
    }

    /// <summary>Sends what the socket takes.</summary>
    public void Send()
    {
        while (HasMore)
        {
            if (_missed.Untold > 0 && !_begun) Backlog.Prepend(_missed.Tell(Protocol));
            var batch = _missed.Untold > 0 ? BegunFrame.Span : _senders.Gather(Backlog);
            var sent = _connection.Send(batch);
            if (sent > 0) Sent(sent);
            if (sent == batch.Length) continue;
            SetBacked(true);
            return;
        }
        SetBacked(false);
    }

    /// <summary>Once a second while backed up: who took nothing since the last time is frozen, and slows no publisher.</summary>
    public void LookAgain()
    {
        SetFrozen(!_progressed);
        _progressed = false;
    }

    /// <summary>The log has left this chunk: references that would keep it alive for less than half its size are copied out.</summary>
    public void CopyOut(Chunk left)
    {
        var waiting = 0;
        for (var i = 0; i < Backlog.Count; i++) waiting += Backlog[i].Chunk == left ? Backlog[i].Length : 0;
        if (waiting == 0 || waiting >= left.Bytes.Length / 2) return;
        var copy = new Chunk(waiting);
        for (var i = 0; i < Backlog.Count; i++)
        {
            var reference = Backlog[i];
            if (reference.Chunk != left) continue;
            var start = copy.Length;
            left.CopyTo(copy, reference.Offset, reference.End);
            Backlog.Replace(i, new Reference(copy, start, reference.Length));
        }
    }

    /// <summary>The rest of a frame that was sent in part: it has to be finished whatever happens.</summary>
    private Reference BegunFrame
    {
        get
        {
            if (!_begun) return default;
            var first = Backlog.First;
            return first with { Length = first.Chunk.EndFrom(first.Offset) - first.Offset };
        }
    }

    private bool HasMore => Waiting > 0 || _missed.Untold > 0;

    private void Wait(Reference value)
    {
        if (!Backlog.Writer.TryWrite(value)) OverflowWith(value);
    }

    private void Sent(int bytes)
    {
        _progressed = true;
        SetFrozen(false);
        // A frame was begun if its rest is what comes first now; one copied out has lost its beginning, so look at what was sent.
        var inFrame = _begun && bytes < BegunFrame.Length;
        Backlog.Take(bytes);
        _begun = Backlog.Count > 0 && (inFrame || !Backlog.First.Chunk.IsBoundary(Backlog.First.Offset));
    }

    private void OverflowWith(Reference value)
    {
        var bound = _senders.Options.Backlog;
        Backlog.Append(value);
        if (_senders.Options.Overflow == Overflow.DropOldest)
        {
            DropOldest(Backlog.Bytes - bound);
            return;
        }
        var begun = BegunFrame;
        Backlog.Clear();
        Backlog.Append(begun);
        var error = new ReadsTooSlowlyException(bound);
        Backlog.Append(Reference.Notice(Protocol, error.Message));
        _missed = default;
        OnCompleted();
        _senders.Scheduler.Schedule((_connection, error), static (_, s) => { s._connection.Fail(s.error); return Disposable.Empty; });
    }

    private void DropOldest(long excess)
    {
        var begun = BegunFrame;
        Backlog.Take(begun.Length);
        while (excess > 0 && Backlog.Count > 0)
        {
            var oldest = Backlog.TakeFirst();
            var cut = oldest.Length <= excess ? oldest.End : oldest.Chunk.EndFrom(oldest.Offset + (int)excess);
            _missed.Count(oldest, cut);
            Backlog.Prepend(oldest.Skip(cut - oldest.Offset));
            excess -= cut - oldest.Offset;
        }
        Backlog.Prepend(begun);
    }

    private void SetBacked(bool backed) => Change(backed, backed && IsFrozen);

    private void SetFrozen(bool frozen) => Change(IsBacked, IsBacked && frozen);

    private void Change(bool backed, bool frozen)
    {
        if (backed == IsBacked && frozen == IsFrozen) return;
        var counted = CountsAsBacked;
        if (backed && !IsBacked) _progressed = true;
        (IsBacked, IsFrozen) = (backed, frozen);
        _senders.Changed(this, backed, counted, CountsAsBacked);
    }
}
