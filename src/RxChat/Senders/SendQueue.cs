using System.Runtime.CompilerServices;
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
    private SendMemory? _memory;
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
        private set => _ring[(_head + index) & (_ring.Length - 1)] = value;
    }

    /// <summary>Bytes of memory of the queue itself.</summary>
    public long Size => _ring.Length * (long)Unsafe.SizeOf<Slice>();

    /// <summary>From now on what waits is counted there; null counts it nowhere.</summary>
    public void CountIn(SendMemory? memory)
    {
        if (_memory == memory) return;
        _memory?.Grow(-Size);
        memory?.Grow(Size);
        for (var i = 0; i < Count; i++)
        {
            _memory?.Release(this[i].Segment);
            memory?.Hold(this[i].Segment);
        }
        _memory = memory;
    }

    /// <summary>Puts the same bytes in the place of a slice.</summary>
    public void Replace(int index, in Slice same)
    {
        _memory?.Hold(same.Segment);
        _memory?.Release(this[index].Segment);
        this[index] = same;
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
        _memory?.Hold(added.Segment);
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
        _memory?.Hold(added.Segment);
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

    /// <summary>Leaves out frames of which, with the others, all is that waits, in order. Replies keep their places.
    /// </summary>
    public void LeaveOut(ReadOnlySpan<WaitingFrame> frames)
    {
        long[] between = [.. _between ?? []];
        long[] left = [.. between];
        var (at, end, reply) = (0L, IsPulled ? _before : long.MaxValue, 0);
        Empty();
        foreach (ref readonly var frame in frames)
        {
            for (; at >= end; reply++) end = reply < between.Length ? end + between[reply] : long.MaxValue;
            at += frame.Slice.Length;
            if (!frame.IsLeftOut) Append(frame.Slice);
            else if (end == long.MaxValue) continue;
            else if (reply == 0) _before -= frame.Slice.Length;
            else left[reply - 1] -= frame.Slice.Length;
        }
        if (left.Length > 0) _between = new(left);
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
        (_replies, _between, _before) = (null, null, 0);
        Empty();
    }

    private void Empty()
    {
        for (var i = 0; i < Count; i++) _memory?.Release(this[i].Segment);
        Shrink();
        (_head, Count, Bytes) = (0, 0, 0);
    }

    private void Shrink()
    {
        _memory?.Grow(-Size);
        _ring = [];
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
        _memory?.Grow((larger.Length - _ring.Length) * (long)Unsafe.SizeOf<Slice>());
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
            queue._memory?.Release(item.Segment);
            queue[0] = default;
            queue._head = (queue._head + 1) & (queue._ring.Length - 1);
            if (--queue.Count == 0 && queue._ring.Length > KeptWhenEmpty) queue.Shrink();
            return true;
        }

        /// <summary>As for the writer.</summary>
        public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) =>
            new(queue.HasMore);
    }
}
