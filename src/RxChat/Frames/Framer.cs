using System.Reactive.Disposables;

namespace RxChat;

/// <summary>One subscription of the framing operator: the rest buffer and the loop that cuts it.</summary>
internal sealed class Framer<T>(IObserver<T> observer, Framing framing, IFrameReader<T> reader)
    : IObserver<ReadOnlyMemory<byte>>, IDisposable
    where T : class
{
    private SingleAssignmentDisposableValue _source;
    private FrameBuffer _rest;
    private Action? _resume;
    private int _scanned;
    private bool _held;
    private bool _completed;
    private bool _done;

    public IDisposable Source
    {
        set => _source.Disposable = value;
    }

    public void OnNext(ReadOnlyMemory<byte> chunk)
    {
        reader.Received();
        if (!_rest.IsEmpty)
        {
            _rest.Append(chunk.Span);
            if (!_held) CutRest();
            return;
        }
        var consumed = Cut(chunk.Span);
        if (!_done) _rest.Append(chunk.Span[consumed..]);
    }

    public void OnError(Exception error) => End(error);

    /// <summary>
    /// At the end of the stream nothing is held any more: what was received is handed
    /// on, an unfinished frame is dropped.
    /// </summary>
    public void OnCompleted()
    {
        _completed = true;
        CutRest();
        End(error: null);
    }

    public void Dispose()
    {
        _done = true;
        _source.Dispose();
        _rest = default;
    }

    private void CutRest()
    {
        var consumed = Cut(_rest.Content);
        if (!_done) _rest.Consume(consumed);
    }

    private int Cut(ReadOnlySpan<byte> bytes)
    {
        var consumed = 0;
        while (!_done && TryNext(bytes[consumed..], out var frame, out var element))
        {
            consumed += frame.Consumed;
            if (element is not null) observer.OnNext(element);
        }
        return consumed;
    }

    // Only what belongs to this stream is inside the try: what a consumer throws is not this client's fault.
    private bool TryNext(ReadOnlySpan<byte> bytes, out FrameBounds frame, out T? element)
    {
        element = null;
        try
        {
            if (!framing.TryFind(bytes, ref _scanned, reader.MaxFrame, out frame)) return false;
            _scanned = 0;
            _held = !_completed && reader.Holds(_resume ??= Resume);
            if (_held) return false;
            element = reader.Decode(bytes.Slice(frame.Start, frame.Length));
            return true;
        }
        catch (Exception e)
        {
            frame = default;
            End(e);
            return false;
        }
    }

    private void Resume()
    {
        if (!_held || _done) return;
        _held = false;
        CutRest();
        if (!_held && !_done) reader.Released();
    }

    private void End(Exception? error)
    {
        if (_done) return;
        Dispose();
        if (error is null) observer.OnCompleted();
        else observer.OnError(error);
    }
}
