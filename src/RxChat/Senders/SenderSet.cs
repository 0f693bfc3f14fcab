using System.Reactive.Concurrency;

namespace RxChat;

/// <summary>All senders of a server: which have something to send this turn, and which are blocked.</summary>
internal sealed class SenderSet(Settings settings, IScheduler scheduler)
{
    /// <summary>
    /// Bytes a second that a client takes while it is blocked, and is healthy: its room waits for it.
    /// </summary>
    public const int HealthyRate = 16 * 1024;

    /// <summary>Seconds for which a blocked client may take nothing: acknowledgements come that seldom from a healthy
    /// one.</summary>
    public const double MostHealth = 5;

    /// <summary>
    /// Slices shorter than this are gathered into one send; copying them is cheaper than a call for each.
    /// </summary>
    private const int GatherBelow = 16 * 1024;

    private readonly byte[] _gathered = GC.AllocateUninitializedArray<byte>(64 * 1024, pinned: true);
    private readonly HashSet<Sender> _blocked = [];
    private readonly Relief _relief = new();
    private List<Sender> _dirty = [];
    private List<Sender> _flushing = [];
    private TimeSpan _lookedAt = scheduler.Elapsed();
    private bool _usesTags;

    /// <summary>Where it is noted what becomes of what waits; null is nowhere.</summary>
    public Traces? Traces { get; init; }

    /// <summary>Those whose socket takes nothing now.</summary>
    public IReadOnlyCollection<Sender> AllBlocked => _blocked;

    public Settings Settings { get; } = settings;

    public ChatServerOptions Options => Settings.Options;

    public IScheduler Scheduler { get; } = scheduler;

    /// <summary>What is left out when that is chosen.</summary>
    public Thinning Thinning { get; } = new();

    /// <summary>The memory of all that waits for the blocked.</summary>
    public SendMemory Memory { get; } = new();

    /// <summary>Told how many clients it cost that there was too little of it.</summary>
    public Action<int>? Relieved { get; set; }

    /// <summary>Whether frames need tags, as somebody's policy asks for them.</summary>
    public bool UsesTags => _usesTags || Settings.HasRoomOverflow || Options.Overflow == Overflow.Latest;

    /// <summary>Those who are sent what is sent now. Empty between two runs.</summary>
    public SendBatch Batch { get; } = new();

    /// <summary>
    /// Whether what a sender is given goes to its socket at once: it is the end of the turn, or too much for one.
    /// </summary>
    public bool SendsNow { get; private set; }

    public int BlockedCount => _blocked.Count;

    /// <summary>Bytes that sockets have taken.</summary>
    public long Sent { get; set; }

    /// <summary>Bytes that waited for the blocked when they were looked at last.</summary>
    public long Waiting { get; private set; }

    /// <summary>What was done since too much waited for somebody.</summary>
    public Tallies Overflows { get; } = new("act");

    /// <summary>Whether nothing waits anywhere, so that nobody has to be sent from a log.</summary>
    public bool HaveSentAll => _blocked.Count == 0 && _dirty.Count == 0;

    /// <summary>Somebody has a policy of its own.</summary>
    public void Expect(Overflow? policy) => _usesTags |= policy == Overflow.Latest;

    public void MarkDirty(Sender sender)
    {
        if (sender.IsDirty) return;
        sender.IsDirty = true;
        _dirty.Add(sender);
    }

    /// <summary>From now on what is given is sent at once; undone by <see cref="SendLater"/>.</summary>
    public void SendNow() => SendsNow = true;

    /// <summary>From now on what is given waits for the turn's end.</summary>
    public void SendLater()
    {
        Batch.Begin(default);
        SendsNow = false;
    }

    /// <summary>Inside the gate: makes room by sending.</summary>
    public void Flush()
    {
        RelieveMemory();
        foreach (var sender in _dirty)
        {
            if (!sender.IsBlocked) sender.Flush();
        }
    }

    /// <summary>
    /// At the end of a turn: sends what waits, and has those closed who are done. Nobody's stream ends inside.
    /// </summary>
    public void EndTurn()
    {
        (_flushing, _dirty) = (_dirty, _flushing);
        foreach (var sender in _flushing)
        {
            sender.IsDirty = false;
            if (!sender.IsBlocked) sender.Flush();
            sender.CloseIfDone();
        }
        _flushing.Clear();
        RelieveMemory();
    }

    /// <summary>
    /// The bytes to send next: the first slice, or the first of many small ones together. Valid until the next call.
    /// </summary>
    public ReadOnlySpan<byte> Gather(SendQueue queue)
    {
        var first = queue.First;
        if (queue.Count <= 1 || queue.IsPulled || first.Length >= GatherBelow)
            return first.IsEmpty ? default : first.Span;
        var length = 0;
        for (var i = 0; i < queue.Count && queue[i].Length <= _gathered.Length - length; i++)
        {
            queue[i].Span.CopyTo(_gathered.AsSpan(length));
            length += queue[i].Length;
        }
        return _gathered.AsSpan(0, length);
    }

    /// <summary>A log left a segment; nobody slow may keep it alive for little. What many wait for is kept once rather
    /// than copied for each.</summary>
    public void CopyOut(Segment left)
    {
        if (_blocked.Count > 1)
        {
            var copies = _blocked.Select(sender => (long)sender.WaitingOf(left));
            if (copies.Where(bytes => bytes < left.Bytes.Length / 2).Sum() > left.Bytes.Length) return;
        }
        foreach (var sender in _blocked) sender.CopyOut(left);
    }

    /// <summary>When what waits for the blocked takes more memory than it may, makes it fit.</summary>
    public void RelieveMemory()
    {
        if (Memory.Used <= Options.MostSendMemory) return;
        var relieved = _relief.Relieve(_blocked, Memory, Options.MostSendMemory);
        if (relieved == 0) return;
        Overflows.Add("memory", relieved);
        Relieved?.Invoke(relieved);
    }

    /// <summary>Once a second.</summary>
    public void LookForFrozen()
    {
        var now = Scheduler.Elapsed();
        var since = now - _lookedAt;
        _lookedAt = now;
        foreach (var sender in _blocked) sender.LookAgain(since);
        Waiting = _blocked.Sum(sender => sender.Waiting);
    }

    public void Blocked(Sender sender, bool isBlocked)
    {
        if (isBlocked) _blocked.Add(sender);
        else _blocked.Remove(sender);
    }
}
