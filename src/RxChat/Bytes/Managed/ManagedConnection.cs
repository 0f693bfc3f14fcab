using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Reactive.Disposables;

namespace RxChat;

/// <summary>
/// A connection on .NET's own sockets, by TCP or within the machine. An idle one holds no buffer: it waits for
/// readiness with an empty receive, and the bytes are then received into the loop's one buffer.
/// </summary>
[SuppressMessage(
    "Design", "CA1001", Justification = "freed in Free and at the completion under way then, not by a caller")]
internal sealed partial class ManagedConnection : Connection
{
    /// <summary>Between two looks whether a connection that is not read still lives.</summary>
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    private readonly Socket _socket;
    private readonly bool _isLocal;
    private readonly EventLoop _loop;
    private readonly ManagedEngine _engine;
    private readonly SocketAsyncEventArgs _receive = new();
    private volatile bool _receiveCompleted;
    private bool _receiving;
    private bool _waiting;
    private bool _polled;
    private bool _looking;
    private SocketError _failure;
    private bool _freed;

    private ManagedConnection(Socket socket, EndPoint? peer, EventLoop loop) : base(peer, loop)
    {
        (_socket, _isLocal, _loop, _engine) = (socket, IsLocal(socket), loop, (ManagedEngine)loop.Sockets);
        _receive.SetBuffer(Memory<byte>.Empty);
        _receive.Completed += (_, _) => ReceiveCompleted();
        _engine.Add(this);
    }

    /// <summary>Null when the peer has gone already; the socket is the caller's then.</summary>
    public static ManagedConnection? TryCreate(Socket socket, EventLoop loop)
    {
        try
        {
            socket.Blocking = false;
            if (IsLocal(socket)) return new ManagedConnection(socket, peer: null, loop);
            socket.NoDelay = true;
            if (OperatingSystem.IsLinux())
                socket.SetRawSocketOption(LibC.IPPROTO_TCP, LibC.TCP_NOTSENT_LOWAT, BitConverter.GetBytes(MaxUnsent));
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            return Unmapped(socket.RemoteEndPoint) is { } peer ? new ManagedConnection(socket, peer, loop) : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    public Socket Socket => _socket;

    /// <summary>On the loop, once for each time it was posted.</summary>
    public void Ready()
    {
        if (_sendCompleted) SendCompleted();
        if (!_receiveCompleted || _freed) return;
        _receiveCompleted = false;
        _waiting = false;
        if (_receive.SocketError != SocketError.Success) _failure = _receive.SocketError;
        if (!_receiving) return;
        ReceiveChunk();
        if (_receiving && !_waiting && !_polled) WaitForBytes();
    }

    /// <summary>On the loop, whatever was posted: receives what is there.</summary>
    public void Look()
    {
        if (_receiving) ReceiveChunk();
    }

    /// <summary>On the loop, when it was asked and has bytes.</summary>
    public void Readable()
    {
        if (_polled) ReceiveChunk();
    }

    internal override void Skip(int bytes) =>
        _socket.Receive(_engine.ReceiveBuffer.AsSpan(0, bytes), SocketFlags.None, out _);

    internal override Socket? GiveAway(out Action released)
    {
        released = _engine.Closed;
        _freed = true;
        SetReceiving(false);
        _engine.Remove(this);
        _receive.Dispose();
        Abandon();
        return _socket;
    }

    /// <summary>It is asked no more.</summary>
    public void WaitAlone()
    {
        _polled = false;
        PostBytes();
    }

    protected override void SetReceiving(bool on)
    {
        _receiving = on;
        if (!on)
        {
            StopPolling();
            if (!_looking && !_freed) LookLater();
        }
        else if (!_waiting && !_polled && !_freed) WaitForBytes();
    }

    protected override void ReceiveOnce() => ReceiveChunk();

    protected override void Free(bool reset)
    {
        _freed = true;
        SetReceiving(false);
        if (reset) TrySetLinger();
        _socket.Dispose();
        _engine.Remove(this);
        _engine.Closed();
        if (!_waiting) _receive.Dispose();
    }

    private static bool IsLocal(Socket socket) => socket.AddressFamily == AddressFamily.Unix;

    private static EndPoint? Unmapped(EndPoint? peer) =>
        peer is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped
            ? new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port)
            : peer;

    private void WaitForBytes()
    {
        _polled = _engine.TryPoll(this);
        if (!_polled) PostBytes();
    }

    private void StopPolling()
    {
        if (_polled) _engine.StopPolling(this);
        _polled = false;
    }

    private void PostBytes()
    {
        _waiting = true;
        try
        {
            if (!_socket.ReceiveAsync(_receive)) ReceiveCompleted();
        }
        catch (ObjectDisposedException)
        {
            _waiting = false;
        }
    }

    private void ReceiveCompleted()
    {
        _receiveCompleted = true;
        Post();
    }

    private void ReceiveChunk()
    {
        var flags = IsPeeking ? SocketFlags.Peek : SocketFlags.None;
        var count = _socket.Receive(_engine.ReceiveBuffer, flags, out var error);
        switch (error)
        {
            case SocketError.Success when count > 0:
                OnBytes(_engine.ReceiveBuffer.AsMemory(0, count));
                break;
            case SocketError.Success:
                SetReceiving(false);
                if (_failure == SocketError.Success) OnEnd();
                else OnBroken(new SocketException((int)_failure));
                break;
            case SocketError.WouldBlock:
                break;
            default:
                SetReceiving(false);
                OnBroken(new SocketException((int)error));
                break;
        }
    }

    // The system tells of bytes alone, and not to who does not ask for them. Within the machine what a peer sent before
    // it closed still lies here, for when it is read again.
    private void LookLater()
    {
        if (_isLocal) return;
        _looking = true;
        _loop.Schedule(this, s_look, static (_, self) => { self.LookForDeath(); return Disposable.Empty; });
    }

    private void LookForDeath()
    {
        _looking = false;
        if (_receiving || _freed) return;
        if (_failure == SocketError.Success) _failure = ErrorOf(_socket);
        if (_failure == SocketError.Success) LookLater();
        else OnBroken(new SocketException((int)_failure));
    }

    private static SocketError ErrorOf(Socket socket)
    {
        try { return (SocketError)(int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!; }
        catch (SocketException e) { return e.SocketErrorCode; }
    }

    private void Post() => _engine.Post(this);

    private void TrySetLinger()
    {
        try { _socket.LingerState = new LingerOption(true, 0); }
        catch (SocketException) { /* As above. */ }
    }
}
