using System.Net;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace RxChat;

/// <summary>
/// One socket or its like: bytes in as an observable, bytes out by a send that never blocks, and an end in good order.
/// </summary>
/// <remarks>
/// All members are used on the loop the connection was made for, and nowhere else. A transport derives from this class, calls the
/// <c>On…</c> methods on the loop, and implements the abstract ones; what closing means is the same for every transport and is here.
/// </remarks>
public abstract class Connection
{
    /// <summary>The most bytes one chunk holds, and one connection receives in one turn: 64 KiB.</summary>
    public const int MaxChunk = 64 * 1024;

    /// <summary>After the last byte was sent, what the peer still sends is read and thrown away for at most so long …</summary>
    private static readonly TimeSpan s_lingerTime = TimeSpan.FromSeconds(1);

    /// <summary>… or so many bytes, so that our last bytes arrive instead of a reset.</summary>
    private const int LingerBytes = 1024 * 1024;

    private readonly IScheduler _loop;
    private IObserver<ReadOnlyMemory<byte>>? _reader;
    private IDisposable? _linger;
    private int _lingered;
    private Phase _phase;
    private bool _ended;

    /// <summary>For a transport.</summary>
    /// <param name="peer">The other side's address, or null where there is none.</param>
    /// <param name="loop">Where the connection lives.</param>
    protected Connection(EndPoint? peer, IScheduler loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        _loop = loop;
        Peer = peer;
    }

    private enum Phase : byte { Open, Closing, Closed }

    /// <summary>The other side's address, if it has one.</summary>
    public EndPoint? Peer { get; }

    /// <summary>
    /// The chunks as they came. Reading starts with the one subscription there may be and stops with it. A chunk is borrowed: its
    /// memory is valid during OnNext only, so nothing that delays may stand between here and the framing operator. Completes at the
    /// peer's end of stream and after <see cref="Close"/>; errs when the connection broke.
    /// </summary>
    public IObservable<ReadOnlyMemory<byte>> Bytes => Observable.Create<ReadOnlyMemory<byte>>(Subscribe);

    /// <summary>Who is told when a send may be tried again, and of the end.</summary>
    internal IConnectionOwner? Owner { get; set; }

    /// <summary>Whether the peer can still be sent to.</summary>
    public bool IsOpen => _phase == Phase.Open;

    /// <summary>Sends what can be sent without waiting and returns how many bytes that was; fewer than given means that its
    /// owner is told when there is room. On a broken connection everything is taken and lost: <see cref="Bytes"/> tells the end. None of the
    /// <c>On…</c> methods is called from inside.</summary>
    public abstract int Send(ReadOnlySpan<byte> bytes);

    /// <summary>Joins those who are sent the same bytes together, in the place of a <see cref="Send"/>; null where there is no such call.</summary>
    internal virtual GroupSend? JoinGroup() => null;

    /// <summary>Stops receiving: what the peer sends waits in its own buffers. Bytes of a chunk already delivered are not taken back.</summary>
    public void Pause()
    {
        if (_phase == Phase.Open && !_ended) SetReceiving(false);
    }

    /// <summary>Receives again after <see cref="Pause"/>.</summary>
    public void Resume()
    {
        if (_phase == Phase.Open && !_ended && _reader is not null) SetReceiving(true);
    }

    /// <summary>Receives once more what is there already (at most <see cref="MaxChunk"/>), paused or not, then ends <see cref="Bytes"/>.</summary>
    public void FinishReceiving()
    {
        if (_phase != Phase.Open || _ended) return;
        ReceiveOnce();
        SetReceiving(false);
        OnEnd();
    }

    /// <summary>Ends <see cref="Bytes"/> with an error of our own making, such as a client that reads too slowly.</summary>
    public void Fail(Exception error)
    {
        if (_ended) return;
        SetReceiving(false);
        OnBroken(error);
    }

    /// <summary>
    /// Closes after everything sent so far: shuts down sending, discards what the peer still sends for up to a second or 1 MiB, then
    /// frees the connection. Ends <see cref="Bytes"/>.
    /// </summary>
    public void Close()
    {
        if (_phase != Phase.Open) return;
        _phase = Phase.Closing;
        var peerEnded = _ended;
        ShutdownSend();
        CompleteReader();
        if (peerEnded)
        {
            Release(reset: false);
            return;
        }
        _linger = _loop.Schedule(this, s_lingerTime, static (_, self) => { self.Release(reset: false); return Disposable.Empty; });
        SetReceiving(true);
    }

    /// <summary>Closes at once; what was not delivered is lost and the peer sees a reset.</summary>
    public void Abort()
    {
        if (_phase == Phase.Closed) return;
        _phase = Phase.Closing;
        CompleteReader();
        Release(reset: true);
    }

    /// <summary>A transport received bytes; they may be reused when this returns.</summary>
    protected void OnBytes(ReadOnlyMemory<byte> chunk)
    {
        if (_phase == Phase.Open) _reader?.OnNext(chunk);
        else if ((_lingered += chunk.Length) > LingerBytes) Release(reset: false);
    }

    /// <summary>The peer ended its stream in good order.</summary>
    protected void OnEnd()
    {
        _ended = true;
        if (_phase == Phase.Open) CompleteReader();
        else Release(reset: false);
    }

    /// <summary>The connection broke.</summary>
    protected void OnBroken(Exception error)
    {
        _ended = true;
        if (_phase == Phase.Open) FailReader(error);
        else Release(reset: true);
    }

    /// <summary>The transport has room for more bytes after a send that could not take all.</summary>
    protected void OnWritable() => Owner?.OnWritable();

    /// <summary>Starts or stops calling <see cref="OnBytes"/>, <see cref="OnEnd"/> and <see cref="OnBroken"/>, never from inside this call.</summary>
    protected abstract void SetReceiving(bool on);

    /// <summary>Receives what is there now, at most <see cref="MaxChunk"/> bytes, calling <see cref="OnBytes"/> before it returns.</summary>
    protected abstract void ReceiveOnce();

    /// <summary>Tells the peer that nothing more comes, after what was sent.</summary>
    protected abstract void ShutdownSend();

    /// <summary>Frees the transport's resources; called once.</summary>
    protected abstract void Free(bool reset);

    private IDisposable Subscribe(IObserver<ReadOnlyMemory<byte>> observer)
    {
        if (_reader is not null) throw new InvalidOperationException("a connection's bytes have one reader; share them with Publish");
        if (_phase != Phase.Open || _ended)
        {
            observer.OnCompleted();
            return Disposable.Empty;
        }
        _reader = observer;
        SetReceiving(true);
        return Disposable.Create(this, static self =>
        {
            self.Pause();
            self._reader = null;
        });
    }

    private void CompleteReader()
    {
        var reader = _reader;
        _reader = null;
        reader?.OnCompleted();
    }

    private void FailReader(Exception error)
    {
        var reader = _reader;
        _reader = null;
        reader?.OnError(error);
    }

    private void Release(bool reset)
    {
        if (_phase == Phase.Closed) return;
        _phase = Phase.Closed;
        _linger?.Dispose();
        Free(reset);
        var owner = Owner;
        Owner = null;
        owner?.OnClosed();
    }
}

/// <summary>Whose connection it is; called on the loop.</summary>
internal interface IConnectionOwner
{
    /// <summary>A send that could not take everything may be tried again.</summary>
    void OnWritable();

    /// <summary>The connection is gone and its resources are free; called once.</summary>
    void OnClosed();
}
