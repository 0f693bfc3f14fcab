using System.Threading.Channels;

namespace RxChat;

/// <summary>
/// The channel behind one client: what waits for it, as slices of the send logs, in order and bounded in bytes. Writing
/// one that continues the last makes both one, so a client that lags far behind a busy room still holds few. Long
/// replies have their place in it, and are pulled page by page as the client takes them.
/// </summary>
/// <remarks>Used on the loop only. An idle client's holds no memory.</remarks>
internal sealed class SendQueue : Channel<Slice>
{
    private const int Smallest = 4;
    private const int KeptWhenEmpty = 64;

    private readonly Settings _settings;
    private Slice[] _ring = [];
    private int _head;
    private Queue<IEnumerator<Slice>>? _replies;

    /// <summary>Bytes before each reply, and after the one before it.</summary>
    private Queue<long>? _between;

    /// <summary>Bytes before the first reply.</summary>
    private long _before;

    public SendQueue(Settings settings)
    {
        _settings = settings;
        Writer = new Input(this);
        Reader = new Output(this);
    }

    /// <summary>Bytes that wait.</summary>
    public long Bytes { get; private set; }

    /// <summary>Slices that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Whether anything waits, or is there to be pulled.</summary>
    public bool HasMore => Bytes > 0 || IsPulled;

    /// <summary>Whether a reply has its place in it.</summary>
    public bool IsPulled => _replies is { Count: > 0 };

    /// <summary>What comes next; empty when nothing does.</summary>
    public Slice First
    {
        get
        {
            if (IsPulled) PullIfDue();
            if (Count == 0) return default;
            return IsPulled && _before < this[0].Length ? this[0] with { Length = (int)_before } : this[0];
        }
    }

    public Slice this[int index]
    {
        get => _ring[(_head + index) & (_ring.Length - 1)];
        set => _ring[(_head + index) & (_ring.Length - 1)] = value;
    }

    /// <summary>Writes whatever the bound is.</summary>
    public void Append(in Slice added)
    {
        if (added.IsEmpty) return;
        Bytes += added.Length;
        if (Count > 0 && this[Count - 1] is var last && last.Precedes(added))
        {
            this[Count - 1] = last with { Length = last.Length + added.Length };
            return;
        }
        if (Count == _ring.Length) Grow();
        this[Count++] = added;
    }

    /// <summary>Puts one before all others.</summary>
    public void Prepend(in Slice added)
    {
        if (added.IsEmpty) return;
        if (Count == _ring.Length) Grow();
        _head = (_head - 1) & (_ring.Length - 1);
        Count++;
        Bytes += added.Length;
        if (IsPulled) _before += added.Length;
        this[0] = added;
    }

    /// <summary>Puts a reply after all that waits, whatever the bound is: a page of it waits at a time.</summary>
    public void Pull(IEnumerator<Slice> pages)
    {
        var before = Bytes - (IsPulled ? _before + (_between?.Sum() ?? 0) : 0);
        if (IsPulled) (_between ??= new()).Enqueue(before);
        else _before = before;
        (_replies ??= new()).Enqueue(pages);
    }

    /// <summary>Takes bytes off the front.</summary>
    public void Take(long bytes)
    {
        while (bytes > 0 && Reader.TryRead(out var first))
        {
            if (first.Length > bytes) Prepend(first.Skip((int)bytes));
            bytes -= first.Length;
        }
    }

    /// <summary>Who waits until a reply is taken waits no more.</summary>
    public void ForgetMarkers()
    {
        foreach (var reply in _replies ?? []) (reply as Marker)?.Reach();
    }

    public void Clear()
    {
        // Who waits for a reply to be taken waits no more.
        while (_replies?.TryDequeue(out var reply) == true) reply.Dispose();
        (_ring, _replies, _between) = ([], null, null);
        (_head, Count, Bytes, _before) = (0, 0, 0, 0);
    }

    private void PullIfDue()
    {
        while (_before == 0 && _replies!.TryPeek(out var reply))
        {
            if (reply.MoveNext()) Prepend(reply.Current);
            else
            {
                _replies.Dequeue().Dispose();
                _before = _between is { Count: > 0 } ? _between.Dequeue() : 0;
            }
        }
    }

    private void Grow()
    {
        var larger = new Slice[Math.Max(Smallest, _ring.Length * 2)];
        for (var i = 0; i < Count; i++) larger[i] = this[i];
        (_ring, _head) = (larger, 0);
    }

    private sealed class Input(SendQueue queue) : ChannelWriter<Slice>
    {
        /// <summary>False when the bound would be passed: the writer decides what then.</summary>
        public override bool TryWrite(Slice item)
        {
            if (queue.Bytes + item.Length > queue._settings.Options.Backlog) return false;
            queue.Append(item);
            return true;
        }

        /// <summary>Writer and reader are the same loop: it never waits.</summary>
        public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default) =>
            new(queue.Bytes < queue._settings.Options.Backlog);
    }

    private sealed class Output(SendQueue queue) : ChannelReader<Slice>
    {
        public override bool TryRead(out Slice item)
        {
            item = queue.First;
            if (item.IsEmpty) return false;
            queue.Bytes -= item.Length;
            if (queue.IsPulled) queue._before -= item.Length;
            if (item.Length < queue[0].Length)
            {
                queue[0] = queue[0].Skip(item.Length);
                return true;
            }
            queue[0] = default;
            queue._head = (queue._head + 1) & (queue._ring.Length - 1);
            if (--queue.Count == 0 && queue._ring.Length > KeptWhenEmpty) queue._ring = [];
            return true;
        }

        /// <summary>As for the writer.</summary>
        public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) =>
            new(queue.HasMore);
    }
}
