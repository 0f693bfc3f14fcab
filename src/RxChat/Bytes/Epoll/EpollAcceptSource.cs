using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using System.Reactive.Disposables;

namespace RxChat;

/// <summary>Accepts until none waits; when no descriptors are left it pauses and tries again.</summary>
internal sealed unsafe class EpollAcceptSource(EventLoop loop, EpollEngine engine, IPEndPoint address) : AcceptSource, IReadiness
{
    private const int AddressBytes = 28;

    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket = ListeningSocket.Open(address);
    private Action<Connection>? _accepted;
    private Action<Exception>? _trouble;
    private bool _troubled;
    private uint _wanted;

    public override IPEndPoint Address => (IPEndPoint)_socket.LocalEndPoint!;

    private int Descriptor => (int)_socket.SafeHandle.DangerousGetHandle();

    public override void Start(Action<Connection> accepted, Action<Exception> trouble)
    {
        (_accepted, _trouble) = (accepted, trouble);
        Want(LibC.EPOLLIN);
    }

    public void Ready(uint events)
    {
        var name = stackalloc byte[AddressBytes];
        while (_wanted != 0)
        {
            if (engine.Open >= Descriptors.ForConnections)
            {
                PauseAccepting(LibC.EMFILE);
                return;
            }
            var length = AddressBytes;
            var descriptor = LibC.accept4(Descriptor, name, &length, LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC);
            if (descriptor >= 0)
            {
                _troubled = false;
                _accepted!(new EpollConnection(descriptor, PeerOf(new ReadOnlySpan<byte>(name, length)), loop, engine));
                continue;
            }
            var error = LibC.LastError;
            if (error == LibC.EAGAIN) return;
            if (error is LibC.EMFILE or LibC.ENFILE or LibC.ENOBUFS or LibC.ENOMEM) PauseAccepting(error);

            // Anything else is the end of one connection that waited to be accepted.
        }
    }

    public override void Dispose()
    {
        if (_socket.SafeHandle.IsClosed) return;
        Want(0);
        _socket.Dispose();
    }

    private void PauseAccepting(int error)
    {
        Want(0);
        if (!_troubled) _trouble!(new Win32Exception(error));
        _troubled = true;
        loop.Schedule(this, s_retry, static (_, self) =>
        {
            if (!self._socket.SafeHandle.IsClosed) self.Want(LibC.EPOLLIN);
            return Disposable.Empty;
        });
    }

    private void Want(uint events)
    {
        engine.Want(Descriptor, this, _wanted, events);
        _wanted = events;
    }

    private static IPEndPoint PeerOf(ReadOnlySpan<byte> name)
    {
        var port = (name[2] << 8) | name[3];
        if (name.Length < AddressBytes) return new IPEndPoint(new IPAddress(name.Slice(4, 4)), port);
        var address = new IPAddress(name.Slice(8, 16));
        return new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, port);
    }
}
