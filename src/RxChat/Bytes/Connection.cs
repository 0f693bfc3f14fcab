using System.Net;
using System.Net.Sockets;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace RxChat;

/// <summary>
/// One socket or its like: bytes in as an observable, bytes out by a send that never blocks, and an end in good order.
/// </summary>
/// <remarks>
/// All members are used on the loop the connection was made for, and nowhere else. A transport derives from this class,
/// calls the <c>On…</c> methods on the loop, and implements the abstract ones; what closing means is the same for
/// every transport and is here.
/// </remarks>
public abstract partial class Connection
{
    /// <summary>The most bytes one chunk holds, and one connection receives in one turn: 64 KiB.</summary>
    public const int MaxChunk = 64 * 1024;

    /// <summary>Bytes that may wait unsent in the system; more wait here, where they are counted and can be dropped. A
    /// socket's own buffer grows to megabytes, and hides for seconds that a peer falls behind.</summary>
    internal const int MaxUnsent = 128 * 1024;

    private readonly IScheduler _loop;
    private IObserver<ReadOnlyMemory<byte>>? _reader;
    private Phase _phase;
    private bool _ended;
    private bool _peerEnded;

    /// <summary>For a transport.</summary>
    /// <param name="peer">The other side's address, or null where there is none.</param>
    /// <param name="loop">Where the connection lives.</param>
    protected Connection(EndPoint? peer, IScheduler loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        _loop = loop;
        Peer = peer;
    }

    // Flushing: the transport's own bytes go before the end of the stream.
    private enum Phase : byte { Open, Flushing, Closing, Closed }

    /// <summary>The other side's address, if it has one; behind a proxy that is trusted, its client's.</summary>
    public EndPoint? Peer { get; internal set; }

    /// <summary>
    /// The chunks as they came. Reading starts with the one subscription there may be and stops with it. A chunk is
    /// borrowed: its memory is valid during OnNext only, so nothing that delays may stand between here and the framing
    /// operator. Completes at the peer's end of stream and after <see cref="Close()"/>; errs when the connection broke.
    /// </summary>
    public IObservable<ReadOnlyMemory<byte>> Bytes => Observable.Create<ReadOnlyMemory<byte>>(Subscribe);

    /// <summary>What came first, once, and the end when that comes before it. <see cref="Bytes"/> may be subscribed to
    /// from then on; what came is left for that where <see cref="Skip"/> says so.</summary>
    /// <param name="isWhole">Whether it is enough; else more is waited for, where the transport can.</param>
    internal IObservable<ReadOnlyMemory<byte>> Opening(Func<ReadOnlyMemory<byte>, bool> isWhole) =>
        Observable.Create<ReadOnlyMemory<byte>>(observer => Subscribe(new Beginning(this, isWhole, observer)));

    /// <summary>Whether what is received is left to be received again, where the transport can.</summary>
    private protected bool IsPeeking => _reader is Beginning;

    /// <summary>Whether its bytes come by another connection, which counts instead.</summary>
    internal bool IsWithin { get; init; }

    /// <summary>Who its client is on the word of whoever made it; null is a guest.</summary>
    public Voucher? Voucher { get; init; }

    /// <summary>Who is told when a send may be tried again, and of the end.</summary>
    internal IConnectionOwner? Owner { get; set; }

    /// <summary>
    /// The bytes given to <see cref="Send"/> whose arrival the peer has not confirmed yet; -1 where the transport
    /// cannot tell.
    /// </summary>
    /// <remarks>What was sent less this is what the peer took. It asks the system: for who is watched now and then, not
    /// for every send.</remarks>
    public virtual int Unacknowledged => -1;

    /// <summary>Sends what can be sent without waiting and returns how many bytes that was; fewer than given means that
    /// its owner is told when there is room. On a broken connection everything is taken and lost: <see cref="Bytes"/>
    /// tells the end. None of the <c>On…</c> methods is called from inside.</summary>
    public abstract int Send(ReadOnlySpan<byte> bytes);

    /// <summary>Joins those who are sent the same bytes together, in the place of a <see cref="Send"/>; null where
    /// there is no such call.</summary>
    internal virtual SendGroup? JoinGroup() => null;

    /// <summary>Lets the <see cref="Opening"/> be received again when more has come than so many bytes, or when nothing
    /// more comes; false where the transport cannot.</summary>
    internal virtual bool AwaitMore(int than) => false;

    /// <summary>Takes bytes of the <see cref="Opening"/>, where they were left.</summary>
    internal virtual void Skip(int bytes)
    {
    }

    /// <summary>
    /// Gives the socket away, with all that came and was not received, and is gone then, without a word to its owner;
    /// null where there is none.
    /// </summary>
    /// <param name="released">To be called, on the loop, when the socket is closed.</param>
    internal virtual Socket? GiveAway(out Action released)
    {
        released = static () => { };
        return null;
    }

    /// <summary>
    /// Stops receiving: what the peer sends waits in its own buffers. Bytes of a chunk already delivered are not taken
    /// back.
    /// </summary>
    public void Pause()
    {
        if (_phase == Phase.Open && !_ended) SetReceiving(false);
    }

    /// <summary>Receives again after <see cref="Pause"/>.</summary>
    public void Resume()
    {
        if (_phase == Phase.Open && !_ended && _reader is not null) SetReceiving(true);
    }

    /// <summary>A transport received bytes; they may be reused when this returns.</summary>
    protected void OnBytes(ReadOnlyMemory<byte> chunk)
    {
        if (_phase == Phase.Open)
        {
            _reader?.OnNext(chunk);
            return;
        }
        Discarded(chunk.Length);
    }

    /// <summary>The peer ended its stream in good order; it may still be sent to.</summary>
    protected void OnEnd()
    {
        _ended = _peerEnded = true;
        if (_phase == Phase.Open) CompleteReader();
        else if (!HoldsUnsent) Release(reset: false);
    }

    /// <summary>The connection broke: receiving or not, nothing more goes either way.</summary>
    protected void OnBroken(Exception error)
    {
        _ended = _peerEnded = true;
        if (_phase == Phase.Open) FailReader(error);
        else Release(reset: true);
    }

    /// <summary>The transport has room for more bytes after a send that could not take all.</summary>
    protected void OnWritable()
    {
        if (_phase == Phase.Open) Owner?.OnWritable();
        else if (_phase == Phase.Flushing && !HoldsUnsent) EndSending();
    }

    /// <summary>
    /// Starts or stops calling <see cref="OnBytes"/>, <see cref="OnEnd"/> and <see cref="OnBroken"/>, never from inside
    /// this call.
    /// </summary>
    protected abstract void SetReceiving(bool on);

    /// <summary>
    /// Receives what is there now, at most <see cref="MaxChunk"/> bytes, calling <see cref="OnBytes"/> before it
    /// returns.
    /// </summary>
    protected abstract void ReceiveOnce();

    /// <summary>Tells the peer that nothing more comes, after what was sent.</summary>
    protected abstract void ShutdownSend();

    /// <summary>Frees the transport's resources; called once.</summary>
    protected abstract void Free(bool reset);

    private IDisposable Subscribe(IObserver<ReadOnlyMemory<byte>> observer)
    {
        if (_reader is not null)
            throw new InvalidOperationException("a connection's bytes have one reader; share them with Publish");
        if (_phase != Phase.Open || _ended)
        {
            observer.OnCompleted();
            return Disposable.Empty;
        }
        _reader = observer;
        SetReceiving(true);
        return Disposable.Create((self: this, observer), static s =>
        {
            if (s.self._reader == s.observer) s.self.StopReading();
        });
    }

    private void StopReading()
    {
        Pause();
        _reader = null;
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

    private sealed class Beginning(
        Connection connection, Func<ReadOnlyMemory<byte>, bool> isWhole, IObserver<ReadOnlyMemory<byte>> observer)
        : IObserver<ReadOnlyMemory<byte>>
    {
        private int _seen;

        // It has stopped reading before anybody else can begin.
        public void OnNext(ReadOnlyMemory<byte> value)
        {
            // Where no more came than there was, no more comes.
            var isAll = value.Length <= _seen || isWhole(value);
            _seen = value.Length;
            if (!isAll && connection.AwaitMore(value.Length)) return;
            connection.StopReading();
            observer.OnNext(value);
            observer.OnCompleted();
        }

        public void OnError(Exception error) => observer.OnError(error);

        public void OnCompleted() => observer.OnCompleted();
    }
}
