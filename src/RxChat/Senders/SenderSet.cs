using System.Reactive.Concurrency;

namespace RxChat;

/// <summary>All senders of a server: which have something to send this turn, and which are backed up.</summary>
internal sealed class SenderSet(Settings settings, IScheduler scheduler)
{
    /// <summary>References shorter than this are gathered into one send; copying them is cheaper than a call for each.</summary>
    private const int GatherBelow = 16 * 1024;

    private readonly byte[] _gathered = GC.AllocateUninitializedArray<byte>(64 * 1024, pinned: true);
    private readonly HashSet<Sender> _backed = [];
    private List<Sender> _dirty = [];
    private List<Sender> _sending = [];

    public Settings Settings { get; } = settings;

    public ChatServerOptions Options => Settings.Options;

    public IScheduler Scheduler { get; } = scheduler;

    /// <summary>Empty between two turns.</summary>
    public SendBatch Batch { get; } = new();

    /// <summary>Called when a sender becomes backed up, or no longer is.</summary>
    public event Action<Sender, bool>? CountsAsBacked;

    public int Backed => _backed.Count;

    /// <summary>Whether nothing waits anywhere, so that nobody refers to a log.</summary>
    public bool HaveSentAll => _backed.Count == 0 && _dirty.Count == 0;

    public void MarkDirty(Sender sender)
    {
        if (sender.IsDirty) return;
        sender.IsDirty = true;
        _dirty.Add(sender);
    }

    /// <summary>Inside the gate: makes room by sending, and closes nothing.</summary>
    public void SendAll()
    {
        foreach (var sender in _dirty)
        {
            if (!sender.IsBacked) sender.Send();
        }
    }

    /// <summary>At the end of a turn, outside the gate: sends, and closes who is done.</summary>
    public void EndTurn()
    {
        (_sending, _dirty) = (_dirty, _sending);
        foreach (var sender in _sending)
        {
            sender.IsDirty = false;
            sender.EndTurn();
        }
        _sending.Clear();
    }

    /// <summary>The bytes to send next: the first reference, or the first of many small ones together. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Gather(Backlog backlog)
    {
        var first = backlog.First;
        if (backlog.Count == 1 || first.Length >= GatherBelow) return first.Span;
        var length = 0;
        for (var i = 0; i < backlog.Count && backlog[i].Length <= _gathered.Length - length; i++)
        {
            backlog[i].Span.CopyTo(_gathered.AsSpan(length));
            length += backlog[i].Length;
        }
        return _gathered.AsSpan(0, length);
    }

    /// <summary>The log left a chunk; nobody slow may keep it alive for little.</summary>
    public void CopyOut(Chunk left)
    {
        foreach (var sender in _backed) sender.CopyOut(left);
    }

    /// <summary>Once a second.</summary>
    public void LookForFrozen()
    {
        foreach (var sender in _backed) sender.LookAgain();
    }

    public void Changed(Sender sender, bool isBacked, bool countedBefore, bool countsNow)
    {
        if (isBacked) _backed.Add(sender);
        else _backed.Remove(sender);
        if (countedBefore != countsNow) CountsAsBacked?.Invoke(sender, countsNow);
    }
}
