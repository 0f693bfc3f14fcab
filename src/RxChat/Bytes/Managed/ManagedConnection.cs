using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace RxChat;

/// <summary>
/// A TCP connection on .NET's own sockets. An idle one holds no buffer: it waits for readiness with an empty receive, and the bytes
/// are then received into the loop's one buffer.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "freed in Free and at the completion under way then, not by a caller")]
internal sealed class ManagedConnection : Connection
{
    /// <summary>Bytes handed to the system at a time while its send buffer is full; completion says that there is room again.</summary>
    private const int PendingSend = 16 * 1024;

    private readonly Socket _socket;
    private readonly EventLoop _loop;
    private readonly ManagedEngine _engine;
    private readonly SocketAsyncEventArgs _receive = new();
    private SocketAsyncEventArgs? _send;
    private volatile bool _sendCompleted;
    private volatile bool _receiveCompleted;
    private bool _receiving;
    private bool _waiting;
    private bool _polled;
    private bool _shutdownAfterSend;
    private bool _freed;

    private ManagedConnection(Socket socket, EndPoint? peer, EventLoop loop) : base(peer, loop)
    {
        (_socket, _loop, _engine) = (socket, loop, (ManagedEngine)loop.Engine);
        _receive.SetBuffer(Memory<byte>.Empty);
        _receive.Completed += (_, _) => ReceiveCompleted();
    }

    /// <summary>Null when the peer has gone already; the socket is the caller's then.</summary>
    public static ManagedConnection? TryCreate(Socket socket, EventLoop loop)
    {
        try
        {
            socket.Blocking = false;
            socket.NoDelay = true;
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            return new ManagedConnection(socket, Unmapped(socket.RemoteEndPoint), loop);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    public Socket Socket => _socket;

    public override int Send(ReadOnlySpan<byte> bytes)
    {
        if (_send?.Buffer is not null) return 0;
        var sent = _socket.Send(bytes, SocketFlags.None, out var error);
        if (error is not (SocketError.Success or SocketError.WouldBlock)) return bytes.Length;
        if (sent < bytes.Length) sent += SendWhenPossible(bytes[sent..]);
        return sent;
    }

    /// <summary>On the loop, once for each time it was posted.</summary>
    public void Ready()
    {
        if (_sendCompleted) SendCompleted();
        if (!_receiveCompleted || _freed) return;
        _receiveCompleted = false;
        _waiting = false;
        if (!_receiving) return;
        ReceiveChunk();
        if (_receiving) WaitForBytes();
    }

    /// <summary>On the loop, when it was asked and has bytes.</summary>
    public void Readable()
    {
        if (_polled) ReceiveChunk();
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
        if (!on) StopPolling();
        else if (!_waiting && !_polled && !_freed) WaitForBytes();
    }

    protected override void ReceiveOnce() => ReceiveChunk();

    protected override void ShutdownSend()
    {
        if (_send?.Buffer is not null) _shutdownAfterSend = true;
        else TryShutdown();
    }

    protected override void Free(bool reset)
    {
        _freed = true;
        SetReceiving(false);
        if (reset) TrySetLinger();
        _socket.Dispose();
        _engine.Closed();
        if (!_waiting) _receive.Dispose();
    }

    private static EndPoint? Unmapped(EndPoint? peer) =>
        peer is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped ? new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port) : peer;

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
        var count = _socket.Receive(_loop.ReceiveBuffer, SocketFlags.None, out var error);
        switch (error)
        {
            case SocketError.Success when count > 0:
                OnBytes(_loop.ReceiveBuffer.AsMemory(0, count));
                break;
            case SocketError.Success:
                SetReceiving(false);
                OnEnd();
                break;
            case SocketError.WouldBlock:
                break;
            default:
                SetReceiving(false);
                OnBroken(new SocketException((int)error));
                break;
        }
    }

    // The system's buffer is full: a copy of the next bytes waits there, and its completion is how we learn of room.
    private int SendWhenPossible(ReadOnlySpan<byte> bytes)
    {
        var count = Math.Min(bytes.Length, PendingSend);
        if (_send is null)
        {
            _send = new SocketAsyncEventArgs();
            _send.Completed += (_, _) => { _sendCompleted = true; Post(); };
        }
        var buffer = ArrayPool<byte>.Shared.Rent(count);
        bytes[..count].CopyTo(buffer);
        _send.SetBuffer(buffer, 0, count);
        if (!_socket.SendAsync(_send))
        {
            _sendCompleted = true;
            Post();
        }
        return count;
    }

    private void SendCompleted()
    {
        _sendCompleted = false;
        var buffer = _send!.Buffer!;
        _send.SetBuffer(null, 0, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        if (_freed) return;
        if (_shutdownAfterSend) TryShutdown();
        else OnWritable();
    }

    private void Post() => _engine.Post(this);

    private void TryShutdown()
    {
        try { _socket.Shutdown(SocketShutdown.Send); }
        catch (SocketException) { /* The peer is gone: there is nobody to tell. */ }
    }

    private void TrySetLinger()
    {
        try { _socket.LingerState = new LingerOption(true, 0); }
        catch (SocketException) { /* As above. */ }
    }
}
