using System.Reactive.Disposables;

namespace RxChat;

/// <summary>How a connection ends, so that its last bytes arrive.</summary>
public abstract partial class Connection
{
    /// <summary>
    /// Once the peer has everything, what it still sends is read and thrown away for at most so long …
    /// </summary>
    private static readonly TimeSpan s_lingerTime = TimeSpan.FromSeconds(1);

    /// <summary>How long a peer may take to receive what is its own, unless told otherwise.</summary>
    private static readonly TimeSpan s_delivery = TimeSpan.FromSeconds(5);

    /// <summary>The first look whether it has; each next one comes after twice the time, or a second.</summary>
    private static readonly TimeSpan s_firstLook = TimeSpan.FromMilliseconds(50);

    /// <summary>… or so many bytes, so that our last bytes arrive instead of a reset.</summary>
    private const int LingerBytes = 1024 * 1024;

    private IDisposable? _closing;
    private TimeSpan _deliverUntil;
    private int _lingered;

    /// <summary>
    /// Receives once more what is there already (at most <see cref="MaxChunk"/>), paused or not, then ends
    /// <see cref="Bytes"/>. What comes later is thrown away.
    /// </summary>
    public void FinishReceiving()
    {
        if (_phase != Phase.Open || _ended) return;
        ReceiveOnce();
        if (_phase != Phase.Open || _ended) return;
        Discard();
        CompleteReader();
    }

    /// <summary>
    /// Ends <see cref="Bytes"/> with an error of our own making, such as a client that reads too slowly. What comes
    /// later is thrown away.
    /// </summary>
    public void Fail(Exception error)
    {
        if (_phase != Phase.Open || _ended) return;
        Discard();
        FailReader(error);
    }

    /// <summary>As <see cref="Close(TimeSpan)"/>; the peer may take 5 seconds.</summary>
    public void Close() => Close(s_delivery);

    /// <summary>
    /// Closes after everything sent so far: shuts down sending and discards what the peer still sends, until it has
    /// taken everything and then for up to a second or 1 MiB more; then frees the connection. So the last bytes arrive
    /// instead of a reset. Ends <see cref="Bytes"/>.
    /// </summary>
    /// <param name="delivery">How long the peer may take for what was sent, but at least a second; then it is cut
    /// off.</param>
    public void Close(TimeSpan delivery)
    {
        if (_phase != Phase.Open) return;
        _phase = Phase.Flushing;
        _deliverUntil = _loop.Elapsed() + (delivery > s_lingerTime ? delivery : s_lingerTime);
        CompleteReader();
        if (!_peerEnded) SetReceiving(true);
        if (!HoldsUnsent) EndSending();
        if (_phase != Phase.Closed) AwaitDelivery(s_firstLook);
    }

    /// <summary>Closes at once; what was not delivered is lost and the peer sees a reset.</summary>
    public void Abort()
    {
        if (_phase == Phase.Closed) return;
        _phase = Phase.Closing;
        CompleteReader();
        Release(reset: true);
    }

    /// <summary>
    /// Whether the transport itself, and not the system, holds bytes it took. They would be lost if it were freed; it
    /// calls <see cref="OnWritable"/> when they are gone.
    /// </summary>
    protected virtual bool HoldsUnsent => false;

    private bool IsDelivering => HoldsUnsent || Unacknowledged > 0;

    /// <summary>It is somebody else's: neither is it freed nor its owner told.</summary>
    private protected void Abandon()
    {
        (_phase, _ended, _reader, Owner) = (Phase.Closed, true, null, null);
    }

    private void Discarded(int bytes)
    {
        _lingered = Math.Min(_lingered, LingerBytes) + bytes;
        if (_lingered > LingerBytes && !IsDelivering) Release(reset: false);
    }

    // Bytes that lie unread when a socket is closed make its end a reset, which destroys what the peer has not taken.
    private void Discard()
    {
        _ended = true;
        SetReceiving(true);
    }

    // A peer that has ended its own stream can cause no reset any more: the system delivers the rest by itself.
    private void EndSending()
    {
        _phase = Phase.Closing;
        ShutdownSend();
        if (_peerEnded) Release(reset: false);
    }

    private void AwaitDelivery(TimeSpan wait)
    {
        var left = _deliverUntil - _loop.Elapsed();
        if (!IsDelivering)
        {
            _closing = _loop.Schedule(this, s_lingerTime, static (_, self) =>
            {
                self.Release(reset: false);
                return Disposable.Empty;
            });
        }
        else if (left <= TimeSpan.Zero)
        {
            Release(reset: true);
        }
        else
        {
            var next = wait * 2 < s_lingerTime ? wait * 2 : s_lingerTime;
            _closing = _loop.Schedule((self: this, next), wait < left ? wait : left, static (_, s) =>
            {
                s.self.AwaitDelivery(s.next);
                return Disposable.Empty;
            });
        }
    }

    private void Release(bool reset)
    {
        if (_phase == Phase.Closed) return;
        _phase = Phase.Closed;
        _closing?.Dispose();
        Free(reset);
        var owner = Owner;
        Owner = null;
        owner?.OnClosed();
    }
}
