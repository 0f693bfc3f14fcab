namespace RxChat;

/// <summary>
/// What is left out when more waits for a client than may: never a part of a frame that was begun, always counted, and
/// told where the gap is; of gaps that are everywhere, before all that is left.
/// </summary>
internal struct Overrun
{
    private int _untold;
    private int _untoldLate;
    private bool _isInFrame;
    private Sampled _sampled;

    /// <summary>
    /// Whether the client has to be told of a gap, which comes before all that waits but the frame that was begun.
    /// </summary>
    public readonly bool HasGap => _untold > 0;

    /// <summary>Whether it has to be told of one that comes after all that waits.</summary>
    public readonly bool HasLateGap => _untoldLate > 0;

    /// <summary>The rest of a frame that was sent in part: it has to be finished whatever happens.</summary>
    public readonly Slice BegunFrame(SendQueue queue)
    {
        if (!_isInFrame) return default;
        var first = queue.First;
        return first with { Length = first.Segment.EndFrom(first.Offset) - first.Offset };
    }

    /// <summary>A slice that did not wait was sent in part, and its rest is what waits now.</summary>
    public void Began(in Slice rest) => _isInFrame = !rest.Segment.IsBoundary(rest.Offset);

    /// <summary>So much of what waits was sent.</summary>
    public void Sent(SendQueue queue, int bytes)
    {
        // A frame copied out of its segment has lost its beginning, so look at what was sent and not only at what comes
        // first.
        var isStillInFrame = _isInFrame && bytes < BegunFrame(queue).Length;
        queue.Take(bytes);
        _isInFrame = queue.Count > 0 && (isStillInFrame || !queue.First.Segment.IsBoundary(queue.First.Offset));
        _sampled = queue.Count == 0 ? default : _sampled with { Bytes = Math.Max(0, _sampled.Bytes - bytes) };
    }

    /// <summary>Drops everything but the frame that was begun, for good; and that keeps no segment alive.</summary>
    public void DropAll(SendQueue queue)
    {
        var begun = BegunFrame(queue);
        queue.Clear();
        if (!begun.IsEmpty) queue.Append(Slice.Alone(begun.Span));
        (_untold, _untoldLate) = (0, 0);
    }

    /// <summary>Drops the oldest whole frames until so many bytes more are free.</summary>
    public void DropOldest(SendQueue queue, long excess)
    {
        var begun = BegunFrame(queue);
        queue.Take(begun.Length);
        while (excess > 0 && queue.Reader.TryRead(out var oldest))
        {
            var cut = oldest.Length <= excess ? oldest.End : oldest.Segment.EndFrom(oldest.Offset + (int)excess);
            // A telling that has to be dropped itself is counted again.
            _untold += Math.Max(oldest.Segment.Missed, oldest.Segment.FramesWithin(oldest.Offset, cut));
            queue.Prepend(oldest.Skip(cut - oldest.Offset));
            excess -= cut - oldest.Offset;
        }
        queue.Prepend(begun);
    }

    /// <summary>Drops what came last, before it waits.</summary>
    public void DropNewest(in Slice newest) =>
        _untoldLate += newest.Segment.FramesWithin(newest.Offset, newest.End);

    /// <summary>Leaves out frames, each by its policy, until so many bytes wait or no more may be left out.</summary>
    public void Thin(SendQueue queue, Thinning thinning, Policies policies, long most)
    {
        var begun = BegunFrame(queue);
        queue.Take(begun.Length);
        _untold += thinning.Thin(queue, policies, most - begun.Length, ref _sampled);
        queue.Prepend(begun);
    }

    /// <summary>Puts the tellings where the gaps are, once no frame is begun.</summary>
    public void TellGaps(SendQueue queue, WireEncoding encoding)
    {
        if (_untold > 0 && !_isInFrame)
        {
            queue.Prepend(Telling(encoding, _untold));
            _untold = 0;
        }
        if (_untoldLate > 0 && !queue.HasMore) TellLateGap(queue, encoding);
    }

    /// <summary>Puts the telling of what was dropped last after all that waits.</summary>
    public void TellLateGap(SendQueue queue, WireEncoding encoding)
    {
        queue.Append(Telling(encoding, _untoldLate));
        _untoldLate = 0;
    }

    private static Slice Telling(WireEncoding encoding, int missed) =>
        Slice.Alone(encoding.EncodeAlone(new Missed(missed)), missed);
}
