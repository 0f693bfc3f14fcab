using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using System.Reactive.Disposables;

namespace RxChat;

/// <summary>Accepts until none waits; when no descriptors are left it pauses and tries again.</summary>
internal sealed unsafe class EpollAcceptSource(EventLoop loop, EpollEngine engine, Socket listening)
    : AcceptSource(listening), IReadiness
{
    private const int AddressBytes = 28;
    private const int PerTurn = 64;

    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(100);

    private readonly Queue<(int Descriptor, IPEndPoint? Peer)> _waiting = new();
    private Action<Connection>? _accepted;
    private Action<Exception>? _trouble;
    private bool _handingOver;
    private bool _troubled;
    private uint _wanted;

    private int Descriptor => (int)Listening.SafeHandle.DangerousGetHandle();

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
            if (!engine.Descriptors.TryTake())
            {
                PauseAccepting(engine.Descriptors.AllTaken());
                return;
            }
            var length = AddressBytes;
            var descriptor = LibC.accept4(Descriptor, name, &length, LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC);
            if (descriptor >= 0)
            {
                _troubled = false;
                _waiting.Enqueue((descriptor, PeerOf(new ReadOnlySpan<byte>(name, Math.Min(length, AddressBytes)))));
                HandOverLater();
                continue;
            }
            var error = LibC.LastError;
            engine.Descriptors.GiveBack();
            if (error == LibC.EAGAIN) return;
            if (error is LibC.EMFILE or LibC.ENFILE or LibC.ENOBUFS or LibC.ENOMEM)
            {
                PauseAccepting(new Win32Exception(error));
            }

            // Anything else is the end of one connection that waited to be accepted.
        }
    }

    public override void Settle()
    {
        while (_waiting.TryDequeue(out var next)) HandOver(next);
    }

    public override void Dispose()
    {
        if (Listening.SafeHandle.IsClosed) return;
        Want(0);
        Listening.Dispose();
        while (_waiting.TryDequeue(out var late))
        {
            _ = LibC.close(late.Descriptor);
            engine.Descriptors.GiveBack();
        }
    }

    // The kernel's queue is emptied at once, so that a burst of connects is not refused; making connections of them is
    // spread over turns, so that those who are there already do not wait for it.
    private void HandOverLater()
    {
        if (_handingOver) return;
        _handingOver = true;
        loop.Schedule(this, static (_, self) => { self.HandOver(); return Disposable.Empty; });
    }

    private void HandOver()
    {
        _handingOver = false;
        for (var n = 0; n < PerTurn && _waiting.TryDequeue(out var next); n++) HandOver(next);
        if (_waiting.Count > 0) HandOverLater();
    }

    private void HandOver((int Descriptor, IPEndPoint? Peer) next) =>
        _accepted!(new EpollConnection(next.Descriptor, next.Peer, loop, engine));

    private void PauseAccepting(Exception error)
    {
        Want(0);
        if (!_troubled) _trouble!(error);
        _troubled = true;
        loop.Schedule(this, s_retry, static (_, self) =>
        {
            if (!self.Listening.SafeHandle.IsClosed) self.Want(LibC.EPOLLIN);
            return Disposable.Empty;
        });
    }

    private void Want(uint events)
    {
        engine.Want(Descriptor, this, _wanted, events);
        _wanted = events;
    }

    private static IPEndPoint? PeerOf(ReadOnlySpan<byte> name)
    {
        if (BitConverter.ToUInt16(name) == LibC.AF_UNIX) return null;
        var port = (name[2] << 8) | name[3];
        if (name.Length < AddressBytes) return new IPEndPoint(new IPAddress(name.Slice(4, 4)), port);
        var address = new IPAddress(name.Slice(8, 16));
        return new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, port);
    }
}
