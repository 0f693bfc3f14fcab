using System.Reactive.Disposables;

namespace RxChat;

/// <summary>What happens when more waits than may, for it or for all.</summary>
internal abstract partial class Sender
{
    /// <summary>What the client has chosen itself.</summary>
    private Overflow? _chosen;

    /// <summary>What is taken of what comes.</summary>
    private enum Intake : byte
    {
        All,

        /// <summary>What may be left out may be, since something was: the newest.</summary>
        Some,

        None,
    }

    /// <summary>Bytes of segments that are alive because of what waits here.</summary>
    public long KeptAlive => Waits.Select(slice => slice.Segment).Distinct().Sum(segment => (long)segment.Bytes.Length);

    /// <summary>Everything that waits.</summary>
    public IEnumerable<Slice> Waits => _queue is null ? [] : Enumerable.Range(0, _queue.Count).Select(i => _queue[i]);

    /// <summary>Bytes of memory of the queue itself.</summary>
    public long QueueSize => _queue?.Size ?? 0;

    /// <summary>A quarter is free: making room looks at all that waits, and is rare then.</summary>
    private long Roomy => senders.Options.Backlog / 4 * 3L;

    private Policies Policies => new(_chosen, overflow ?? senders.Options.Overflow);

    /// <summary>Whether rooms have no say in it.</summary>
    private bool IsOfOnePolicy => _chosen is not null || !senders.Settings.HasRoomOverflow;

    /// <summary>From now on what is too much is dealt with so.</summary>
    public void Choose(Overflow policy)
    {
        _chosen = policy;
        senders.Expect(policy);
    }

    /// <summary>Bytes that wait of a segment.</summary>
    public int WaitingOf(Segment segment)
    {
        var waiting = 0;
        for (var i = 0; i < Queue.Count; i++) waiting += Queue[i].Segment == segment ? Queue[i].Length : 0;
        return waiting;
    }

    /// <summary>
    /// The log has left this segment: slices that would keep it alive for less than half its size are copied out.
    /// </summary>
    public void CopyOut(Segment left)
    {
        var waiting = WaitingOf(left);
        if (waiting == 0 || waiting >= left.Bytes.Length / 2) return;
        var copy = new Segment(waiting);
        for (var i = 0; i < Queue.Count; i++)
        {
            var slice = Queue[i];
            if (slice.Segment != left) continue;
            var start = copy.Length;
            left.CopyTo(copy, slice.Offset, slice.End);
            Queue.Replace(i, new Slice(copy, start, slice.Length));
        }
    }

    /// <summary>Copies out, each to a segment of its own, what waits of some.</summary>
    public void CopyOut(Func<Segment, bool> isLeft)
    {
        for (var i = 0; i < Queue.Count; i++)
        {
            if (isLeft(Queue[i].Segment)) Queue.Replace(i, Queue[i].CopiedOut());
        }
    }

    /// <summary>
    /// There is too little memory for all that waits, and it is the turn of this one: half of what waits is left out,
    /// or it has to go; and who should have gone already is cut off.
    /// </summary>
    public void Relieve()
    {
        if (IsCompleting)
        {
            Release();
            senders.Scheduler.Schedule(
                connection, static (_, connection) => { connection.Abort(); return Disposable.Empty; });
            return;
        }
        var waited = Waiting;
        _overrun.Thin(Queue, senders.Thinning, Policies, waited / 2);
        if (waited == 0 || Waiting > waited / 2) Disconnect(new ReadsTooSlowly((int)Math.Max(0, waited - 1)));
        else OnOverflow(drops: true);
    }

    private SendQueue NewQueue()
    {
        var queue = new SendQueue(senders.Settings);
        if (IsBlocked) queue.CountIn(senders.Memory);
        return queue;
    }

    /// <summary>Whether what comes is taken, while not everything is.</summary>
    private bool Admits(in Slice value)
    {
        if (IsCompleting) return false;
        if (Waiting <= Roomy || !_overrun.HasLateGap)
        {
            if (_overrun.HasLateGap) _overrun.TellLateGap(Queue, encoding);
            _intake = Intake.All;
            return true;
        }
        if (PolicyOf(value) != Overflow.DropNewest) return true;
        _overrun.DropNewest(value);
        return false;
    }

    // A run is of one place, and so of one policy.
    private Overflow PolicyOf(in Slice run) => Policies.Of(run.Segment.TagOf(run.Segment.FrameAt(run.Offset)));

    private void Wait(in Slice value)
    {
        if (Queue.Writer.TryWrite(value)) return;
        var (bound, policy) = (senders.Options.Backlog, PolicyOf(value));
        var begun = policy == Overflow.DropNewest ? value.BegunFrame : value.Length;
        Queue.Append(value with { Length = begun });
        if (policy == Overflow.DropNewest)
        {
            _overrun.DropNewest(value.Skip(begun));
            _intake = Intake.Some;
        }
        else if (policy == Overflow.DropOldest && IsOfOnePolicy) _overrun.DropOldest(Queue, Queue.Bytes - bound);
        else
        {
            if (policy != Overflow.Disconnect || !IsOfOnePolicy)
                _overrun.Thin(Queue, senders.Thinning, Policies, Roomy);
            if (Waiting > Roomy)
            {
                policy = Overflow.Disconnect;
                Disconnect(new ReadsTooSlowly(bound));
            }
        }
        senders.Overflows.Add(policy.Word());
        if (policy != Overflow.Disconnect) OnOverflow(drops: true);
    }

    private void Disconnect(Refusal reason)
    {
        OnOverflow(drops: false);
        _overrun.DropAll(Queue);
        Queue.Append(Slice.Of(encoding.EncodeAlone(new Refused(reason))));
        Leaving();
        OnCompleted();
        senders.Scheduler.Schedule(
            (connection, reason),
            static (_, s) => { s.connection.Fail(new RefusedException(s.reason)); return Disposable.Empty; });
    }
}
