namespace RxChat;

/// <summary>
/// The work a loop has before it, by time and then in the order it was scheduled. What is cancelled is dropped once it
/// is more than half of all, so that timers which are started and stopped all the time, as for a timeout, do not pile
/// up until they would have been due.
/// </summary>
/// <remarks>Used on the loop; <see cref="Cancelled"/> from any thread.</remarks>
internal sealed class Agenda
{
    /// <summary>Fewer are not worth the trouble.</summary>
    private const int FewestDropped = 256;

    private readonly PriorityQueue<Work, (long Due, long Order)> _timed = new();

    /// <summary>Work that was due when it was scheduled: in the order it runs in.</summary>
    private readonly Queue<Work> _soon = new();
    private long _order;
    private int _cancelled;

    /// <summary>Work whose time has come or will, and what was cancelled of it and is still here.</summary>
    public int Count => _timed.Count + _soon.Count;

    /// <summary>The order the next work gets.</summary>
    public long End => _order;

    /// <summary>Whether something waits to be run at once.</summary>
    public bool HasSoon => _soon.Count > 0;

    /// <summary>When the next of the others is due.</summary>
    public long NextTimed => _timed.TryPeek(out var next, out _) ? next.Due : long.MaxValue;

    public void Add(Work work)
    {
        work.Order = _order++;
        if (work.IsSoon) _soon.Enqueue(work);
        else _timed.Enqueue(work, work.Key);
    }

    /// <summary>One of them, or one that ran before, is not wanted any more.</summary>
    public void Cancelled() => Interlocked.Increment(ref _cancelled);

    /// <summary>
    /// The next work in order, if it is due by then and was added before the end; null when there is none.
    /// </summary>
    public Work? Next(long due, long end)
    {
        var soon = _soon.TryPeek(out var first) && first.Order < end;
        var timed = _timed.TryPeek(out var next, out _) && next.Order < end;
        if (timed && !(soon && first!.Key.CompareTo(next!.Key) < 0)) return next!.Due <= due ? _timed.Dequeue() : null;
        return soon ? _soon.Dequeue() : null;
    }

    /// <summary>Forgets what was cancelled, when it is much; each costs a share of it once.</summary>
    public void Tidy()
    {
        var cancelled = Volatile.Read(ref _cancelled);
        if (cancelled < FewestDropped || cancelled < _timed.Count / 2) return;
        Interlocked.Add(ref _cancelled, -cancelled);
        var wanted = _timed.UnorderedItems.Where(item => !item.Element.IsCancelled).ToArray();
        _timed.Clear();
        _timed.EnqueueRange(wanted);
        _timed.TrimExcess();
    }
}
