using RxChat.Bench.Check;

namespace RxChat.Bench;

/// <summary>
/// The sending end: the first connections publish in turn. A publisher whose socket is full
/// takes nothing more until it is empty.
/// </summary>
internal sealed class Publishers(Wire wire, Payload payload, int count)
{
    /// <summary>
    /// Bytes given to one publisher at a time. What is due and does not fit keeps its due time and is written later.
    /// </summary>
    private const int MaxWaiting = 1 << 20;

    private readonly Outlet[] _outlets = [.. Enumerable.Range(0, count).Select(_ => new Outlet())];
    private readonly long[] _sequences = new long[count];
    private int _next;

    /// <summary>Messages written so far, by all.</summary>
    public long Published { get; private set; }

    /// <summary>The last sequence number of each.</summary>
    public ReadOnlySpan<long> Sequences => _sequences;

    /// <summary>Whether bytes wait for a socket to have room.</summary>
    public bool AreWaiting => Array.Exists(_outlets, outlet => outlet.Waiting > 0);

    /// <summary>One message by whoever's turn it is; false when its socket takes no more now.</summary>
    public bool TryPublish(long due)
    {
        if (_outlets[_next].Waiting + payload.Size > Math.Max(MaxWaiting, payload.Size)) return false;
        Write(_next, due);
        _next = (_next + 1) % count;
        return true;
    }

    /// <summary>Several messages, shared among those that nothing waits for.</summary>
    public void PublishNow(long messages)
    {
        var each = (messages + count - 1) / count;
        for (var turn = 0; turn < count && messages > 0; turn++)
        {
            var publisher = _next;
            _next = (_next + 1) % count;
            if (_outlets[publisher].Waiting > 0) continue;
            var due = Clock.Now;
            for (var i = Math.Min(each, messages); i > 0; i--, messages--) Write(publisher, due);
            Flush(publisher);
        }
        // So that with few messages at a time each one begins as often as the others.
        _next = (_next + 1) % count;
    }

    /// <summary>A message that is not part of the load, by the first publisher.</summary>
    public void Signal(int kind, long number)
    {
        payload.Write(_outlets[0].Take(payload.Size), kind, number, 0);
        Flush(0);
    }

    public void Flush()
    {
        for (var i = 0; i < count; i++)
        {
            if (_outlets[i].Waiting > 0) Flush(i);
        }
    }

    private void Write(int publisher, long due)
    {
        payload.Write(_outlets[publisher].Take(payload.Size), publisher, ++_sequences[publisher], due);
        Published++;
    }

    private void Flush(int publisher)
    {
        var outlet = _outlets[publisher];
        while (outlet.Waiting > 0)
        {
            int sent;
            try { sent = wire.Send(publisher, outlet.Bytes); }
            catch (IOException e) { throw new DisconnectedException(publisher, e.Message); }
            if (sent == 0) return;
            outlet.Sent(sent);
        }
    }

    private sealed class Outlet
    {
        private byte[] _buffer = new byte[16 * 1024];
        private int _start;
        private int _end;

        public int Waiting => _end - _start;

        public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(_start, Waiting);

        public Span<byte> Take(int size)
        {
            if (_end + size > _buffer.Length)
            {
                var larger = _buffer.Length >= 2 * (Waiting + size) ? _buffer : new byte[2 * (Waiting + size)];
                Bytes.CopyTo(larger);
                (_buffer, _start, _end) = (larger, 0, Waiting);
            }
            _end += size;
            return _buffer.AsSpan(_end - size, size);
        }

        public void Sent(int bytes)
        {
            _start += bytes;
            if (_start == _end) _start = _end = 0;
        }
    }
}

/// <summary>A connection ended that should not have.</summary>
internal sealed class DisconnectedException(int connection, string why) : Exception(why)
{
    public int Connection => connection;
}
