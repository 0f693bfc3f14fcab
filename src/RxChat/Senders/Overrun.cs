namespace RxChat;

/// <summary>
/// What is left out when more waits for a client than may: never a part of a frame that was begun, always counted, and
/// told where the gap is.
/// </summary>
internal struct Overrun
{
    private Segment? _told;
    private int _toldCount;
    private int _untold;
    private bool _isInFrame;

    /// <summary>
    /// Whether the client has to be told of a gap, which comes before all that waits but the frame that was begun.
    /// </summary>
    public readonly bool HasGap => _untold > 0;

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
    }

    /// <summary>Drops everything but the frame that was begun, for good.</summary>
    public void DropAll(SendQueue queue)
    {
        var begun = BegunFrame(queue);
        queue.Clear();
        queue.Append(begun);
        _untold = 0;
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
            _untold += oldest.Segment == _told ? _toldCount : oldest.Segment.FramesWithin(oldest.Offset, cut);
            queue.Prepend(oldest.Skip(cut - oldest.Offset));
            excess -= cut - oldest.Offset;
        }
        queue.Prepend(begun);
    }

    /// <summary>Puts the telling where the gap is, once no frame is begun.</summary>
    public void TellGap(SendQueue queue, WireEncoding encoding)
    {
        if (_untold == 0 || _isInFrame) return;
        var telling = Slice.Of(encoding.EncodeAlone(new Missed(_untold)));
        (_told, _toldCount, _untold) = (telling.Segment, _untold, 0);
        queue.Prepend(telling);
    }
}
