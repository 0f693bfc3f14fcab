using System.Runtime.InteropServices;

namespace RxChat;

/// <summary>A frame that waits.</summary>
/// <param name="Slice">It alone.</param>
/// <param name="Policy">What is done with it.</param>
/// <param name="Key">A later one of the same key replaces it; 0 is replaced by none.</param>
internal record struct WaitingFrame(Slice Slice, Overflow Policy, ulong Key)
{
    public bool IsLeftOut { get; set; }
}

/// <summary>What of a client's frames was sampled already, and how finely.</summary>
/// <param name="Bytes">So many at the beginning of what waits …</param>
/// <param name="Step">… are every so many-th frame …</param>
/// <param name="Seen">… of so many; 0 is nothing yet.</param>
internal readonly record struct Sampled(long Bytes, int Step, int Seen);

/// <summary>Chooses which frames of all that wait are left out, each by its policy. All senders share it.</summary>
/// <remarks>It looks at every frame, so whoever asks makes room for many.</remarks>
internal sealed class Thinning
{
    private readonly List<WaitingFrame> _frames = [];
    private readonly HashSet<ulong> _later = [];
    private long _bytes;
    private int _leftOut;

    private Span<WaitingFrame> Frames => CollectionsMarshal.AsSpan(_frames);

    /// <summary>
    /// Leaves frames out until so many bytes wait, as far as policies let it, and returns how many were left out. What
    /// was told of earlier ones is counted again.
    /// </summary>
    public int Thin(SendQueue queue, Policies policies, long most, ref Sampled sampled)
    {
        Collect(queue, policies);
        if (_frames.Exists(static frame => frame is { Policy: Overflow.Latest, Key: not 0 })) KeepLatest();
        if (_frames.Exists(static frame => frame.Policy == Overflow.Sample)) KeepSample(most / 2, ref sampled);
        for (var i = _frames.Count - 1; i >= 0 && _bytes > most; i--)
        {
            if (_frames[i].Policy == Overflow.DropNewest) LeaveOut(ref Frames[i]);
        }
        for (var i = 0; i < _frames.Count && _bytes > most; i++)
        {
            if (_frames[i].Policy is not (Overflow.Disconnect or Overflow.DropNewest)) LeaveOut(ref Frames[i]);
        }
        queue.LeaveOut(Frames);
        sampled = sampled with { Bytes = _bytes };
        _frames.Clear();
        return _leftOut;
    }

    private void Collect(SendQueue queue, Policies policies)
    {
        (_bytes, _leftOut) = (queue.Bytes, 0);
        for (var n = 0; n < queue.Count; n++)
        {
            var slice = queue[n];
            var start = slice.Offset;
            for (var i = slice.Segment.FrameAt(start); start < slice.End; i++)
            {
                var end = slice.Segment.EndOf(i);
                var tag = slice.Segment.TagOf(i);
                _frames.Add(new WaitingFrame(slice.Between(start, end), policies.Of(tag), tag.Key));
                // A telling says nothing that will not be told again.
                if (slice.Segment.Missed > 0) LeaveOut(ref Frames[^1]);
                start = end;
            }
        }
    }

    private void KeepLatest()
    {
        for (var i = _frames.Count - 1; i >= 0; i--)
        {
            ref var frame = ref Frames[i];
            if (frame is { Policy: Overflow.Latest, Key: not 0 } && !_later.Add(frame.Key)) LeaveOut(ref frame);
        }
        _later.Clear();
    }

    // What came since the last time is sampled as finely as what was before; then all of it less finely.
    private void KeepSample(long most, ref Sampled sampled)
    {
        var (step, seen, all) = (Math.Max(1, sampled.Step), sampled.Seen, 0);
        var kept = KeepEvery(step, ref seen, from: sampled.Bytes);
        for (; kept > most && step < 1 << 20; (step, all) = (step * 2, 0)) kept = KeepEvery(2, ref all, from: 0);
        sampled = new Sampled(0, step, seen);
    }

    private long KeepEvery(int step, ref int seen, long from)
    {
        var (at, kept) = (0L, 0L);
        foreach (ref var frame in Frames)
        {
            var isNew = at >= from;
            at += frame.Slice.Length;
            if (frame.Policy != Overflow.Sample || frame.IsLeftOut) continue;
            if (isNew && seen++ % step != 0) LeaveOut(ref frame);
            else kept += frame.Slice.Length;
        }
        return kept;
    }

    private void LeaveOut(ref WaitingFrame frame)
    {
        if (frame.IsLeftOut) return;
        frame.IsLeftOut = true;
        _bytes -= frame.Slice.Length;
        _leftOut += Math.Max(1, frame.Slice.Segment.Missed);
    }
}
