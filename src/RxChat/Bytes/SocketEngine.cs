using System.Net.Sockets;

namespace RxChat;

/// <summary>An engine that makes sockets, and waits for them.</summary>
internal abstract class SocketEngine : Engine
{
    /// <summary>
    /// One receive buffer for all of them: a chunk is borrowed for the length of OnNext, so one is enough.
    /// </summary>
    public byte[] ReceiveBuffer { get; } = GC.AllocateUninitializedArray<byte>(Connection.MaxChunk, pinned: true);

    public static SocketEngine Create(EngineKind kind) => kind switch
    {
        EngineKind.Sockets => new ManagedEngine(Descriptors.OfProcess),
        EngineKind.Epoll when OperatingSystem.IsLinux() => new EpollEngine(Descriptors.OfProcess),
        EngineKind.Epoll => throw new PlatformNotSupportedException("the epoll engine needs Linux; use sockets"),
        _ => Create(OperatingSystem.IsLinux() ? EngineKind.Epoll : EngineKind.Sockets),
    };

    /// <summary>Takes over a socket that listens, without accepting yet.</summary>
    public abstract AcceptSource Listen(EventLoop loop, Socket listening);
}
