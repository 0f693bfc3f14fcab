using System.Threading.Channels;

namespace RxChat;

/// <summary>
/// The channel behind one client: what waits for it, as references into the logs, in order and bounded in bytes. Writing one that
/// continues the last makes both one, so a client that lags far behind a busy room still holds few.
/// </summary>
/// <remarks>Used on the loop only. An idle client's holds no queue.</remarks>
internal sealed class Backlog : Channel<Reference>
{
    private const int Smallest = 4;
    private const int KeptWhenEmpty = 64;

    private readonly Settings _settings;
    private Reference[] _ring = [];
    private int _head;

    public Backlog(Settings settings)
    {
        _settings = settings;
        Writer = new Input(this);
        Reader = new Output(this);
    }

    /// <summary>Bytes that wait.</summary>
    public long Bytes { get; private set; }

    /// <summary>References that wait.</summary>
    public int Count { get; private set; }

    public Reference First => Count > 0 ? this[0] : default;

    public Reference this[int index]
    {
        get => _ring[(_head + index) & (_ring.Length - 1)];
        private set => _ring[(_head + index) & (_ring.Length - 1)] = value;
    }

    /// <summary>Writes whatever the bound is.</summary>
    public void Append(in Reference added)
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
    public void Prepend(in Reference added)
    {
        if (added.IsEmpty) return;
        if (Count == _ring.Length) Grow();
        _head = (_head - 1) & (_ring.Length - 1);
        Count++;
        Bytes += added.Length;
        this[0] = added;
    }

    /// <summary>Takes the first reference.</summary>
    public Reference TakeFirst()
    {
        var first = this[0];
        this[0] = default;
        _head = (_head + 1) & (_ring.Length - 1);
        Bytes -= first.Length;
        if (--Count == 0 && _ring.Length > KeptWhenEmpty) _ring = [];
        return first;
    }

    /// <summary>Takes bytes off the front.</summary>
    public void Take(int bytes)
    {
        while (bytes > 0)
        {
            var first = TakeFirst();
            if (first.Length > bytes) Prepend(first.Skip(bytes));
            bytes -= first.Length;
        }
    }

    /// <summary>Puts another in the place of one, of the same length.</summary>
    public void Replace(int index, in Reference replacement) => this[index] = replacement;

    public void Clear()
    {
        _ring = [];
        (_head, Count, Bytes) = (0, 0, 0);
    }

    private void Grow()
    {
        var larger = new Reference[Math.Max(Smallest, _ring.Length * 2)];
        for (var i = 0; i < Count; i++) larger[i] = this[i];
        (_ring, _head) = (larger, 0);
    }

    private sealed class Input(Backlog backlog) : ChannelWriter<Reference>
    {
        /// <summary>False when the bound would be passed: the writer decides what then.</summary>
        public override bool TryWrite(Reference item)
        {
            if (backlog.Bytes + item.Length > backlog._settings.Options.Backlog) return false;
            backlog.Append(item);
            return true;
        }

        /// <summary>Writer and reader are the same loop: it never waits.</summary>
        public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default) =>
            new(backlog.Bytes < backlog._settings.Options.Backlog);
    }

    private sealed class Output(Backlog backlog) : ChannelReader<Reference>
    {
        public override bool CanPeek => true;

        public override bool CanCount => true;

        public override int Count => backlog.Count;

        public override bool TryPeek(out Reference item)
        {
            item = backlog.First;
            return backlog.Count > 0;
        }

        public override bool TryRead(out Reference item)
        {
            item = backlog.Count > 0 ? backlog.TakeFirst() : default;
            return !item.IsEmpty;
        }

        /// <summary>Writer and reader are the same loop: it never waits.</summary>
        public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) => new(backlog.Count > 0);
    }
}
