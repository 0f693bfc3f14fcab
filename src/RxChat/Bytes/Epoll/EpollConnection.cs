using System.Net;
using System.Net.Sockets;

namespace RxChat;

/// <summary>
/// A connection of the epoll engine, by TCP or within the machine. An idle one holds no buffer: bytes are received into
/// the loop's one.
/// </summary>
internal sealed unsafe class EpollConnection : Connection, IReadiness
{
    /// <summary>
    /// Wanted while it lives, reading or not: a connection that is held and breaks has to be seen to. A half-close is
    /// neither.
    /// </summary>
    private const uint Death = LibC.EPOLLERR | LibC.EPOLLHUP;

    private readonly EventLoop _loop;
    private readonly EpollEngine _engine;
    private readonly bool _isLocal;
    private uint _wanted;
    private bool _awaitsMore;

    public EpollConnection(int descriptor, EndPoint? peer, EventLoop loop, EpollEngine engine) : base(peer, loop)
    {
        (Descriptor, _loop, _engine, _isLocal) = (descriptor, loop, engine, peer is null);
        SetOption(LibC.IPPROTO_TCP, LibC.TCP_NODELAY);
        SetOption(LibC.IPPROTO_TCP, LibC.TCP_NOTSENT_LOWAT, MaxUnsent);
        SetOption(LibC.SOL_SOCKET, LibC.SO_KEEPALIVE);
    }

    public int Descriptor { get; private set; }

    public override int Unacknowledged => Descriptor < 0 ? -1 : LibC.Unacknowledged(Descriptor);

    public override int Send(ReadOnlySpan<byte> bytes)
    {
        const int flags = LibC.MSG_DONTWAIT | LibC.MSG_NOSIGNAL;
        nint sent;
        fixed (byte* start = bytes) sent = LibC.send(Descriptor, start, (nuint)bytes.Length, flags);
        return Took(sent, sent < 0 ? LibC.LastError : 0, bytes.Length);
    }

    /// <summary>What a send of so many bytes comes to, whichever call made it.</summary>
    public int Took(nint sent, int error, int length)
    {
        if (sent == length) return length;
        if (sent < 0 && error is not (LibC.EAGAIN or LibC.EINTR)) return length;
        Want(_wanted | Death | LibC.EPOLLOUT);
        return (int)Math.Max(0, sent);
    }

    internal override SendGroup? JoinGroup()
    {
        _engine.Group?.Add(this);
        return _engine.Group;
    }

    // By the low-water mark, so that what has been seen does not wake the loop again.
    internal override bool AwaitMore(int than)
    {
        SetOption(LibC.SOL_SOCKET, LibC.SO_RCVLOWAT, than + 1);
        _awaitsMore = true;
        return true;
    }

    internal override void Skip(int bytes)
    {
        fixed (byte* start = _engine.ReceiveBuffer) LibC.recv(Descriptor, start, (nuint)bytes, LibC.MSG_DONTWAIT);
    }

    internal override Socket? GiveAway(out Action released)
    {
        released = _engine.Descriptors.GiveBack;
        var socket = new Socket(new SafeSocketHandle(Descriptor, ownsHandle: true));
        Want(0);
        (Descriptor, _wanted) = (-1, 0);
        Abandon();
        return socket;
    }

    public void Ready(uint events)
    {
        if ((_wanted & LibC.EPOLLOUT) != 0 && (events & ~LibC.EPOLLIN) != 0)
        {
            Want(_wanted & ~LibC.EPOLLOUT);
            OnWritable();
        }
        if ((_wanted & LibC.EPOLLIN) != 0)
        {
            if ((events & ~LibC.EPOLLOUT) != 0) ReceiveOnce();
        }
        else if (_wanted != 0 && (events & Death) != 0)
        {
            Break();
        }
    }

    protected override void SetReceiving(bool on)
    {
        Want(Death | (on ? _wanted | LibC.EPOLLIN : _wanted & ~LibC.EPOLLIN));
        if (on || !_awaitsMore) return;
        _awaitsMore = false;
        SetOption(LibC.SOL_SOCKET, LibC.SO_RCVLOWAT);
    }

    protected override void ReceiveOnce()
    {
        var buffer = _engine.ReceiveBuffer;
        nint count;
        var flags = LibC.MSG_DONTWAIT | (IsPeeking ? LibC.MSG_PEEK : 0);
        fixed (byte* start = buffer) count = LibC.recv(Descriptor, start, (nuint)buffer.Length, flags);
        if (count > 0)
        {
            OnBytes(buffer.AsMemory(0, (int)count));
            return;
        }
        var error = count < 0 ? LibC.LastError : 0;
        if (error is LibC.EAGAIN or LibC.EINTR) return;
        SetReceiving(false);
        if (count == 0) OnEnd();
        else OnBroken(new SocketException(error));
    }

    protected override void ShutdownSend() => _ = LibC.shutdown(Descriptor, LibC.SHUT_WR);

    protected override void Free(bool reset)
    {
        if (Descriptor < 0) return;
        if (reset)
        {
            var linger = stackalloc int[2] { 1, 0 };
            _ = LibC.setsockopt(Descriptor, LibC.SOL_SOCKET, LibC.SO_LINGER, linger, 2 * sizeof(int));
        }
        _engine.Forget(Descriptor);
        _ = LibC.close(Descriptor);
        _engine.Descriptors.GiveBack();
        (Descriptor, _wanted) = (-1, 0);
    }

    // It stays as it is until it is freed: nothing more is wanted of it. Within the machine what a peer sent before it
    // closed still lies here, for when it is read again.
    private void Break()
    {
        if (_isLocal)
        {
            Want(0);
            return;
        }
        int error = 0, length = sizeof(int);
        _ = LibC.getsockopt(Descriptor, LibC.SOL_SOCKET, LibC.SO_ERROR, &error, &length);
        Want(0);
        OnBroken(error == 0 ? new SocketException((int)SocketError.ConnectionReset) : new SocketException(error));
    }

    private void Want(uint events)
    {
        if (Descriptor < 0) return;
        _engine.Want(Descriptor, this, _wanted, events);
        _wanted = events;
    }

    private void SetOption(int level, int name, int value = 1) =>
        _ = LibC.setsockopt(Descriptor, level, name, &value, sizeof(int));
}
