using System.Net;
using System.Reactive.Concurrency;
using System.Reactive.Subjects;

namespace RxChat.Testing;

/// <summary>A listener in memory: who connects is a method call, on any scheduler.</summary>
/// <param name="name">How the server's URL calls it.</param>
public sealed class MemoryListener(string name = "memory:0") : Listener
{
    private readonly Subject<Connection> _connections = new();
    private IScheduler? _scheduler;

    /// <inheritdoc />
    public override IObservable<Connection> Connections => _connections;

    /// <inheritdoc />
    public override string Open(IScheduler loop)
    {
        _scheduler = loop;
        return name;
    }

    /// <summary>Connects, at once: call it on the server's scheduler.</summary>
    /// <param name="address">The address the server sees; null is none, which counts as loopback.</param>
    /// <param name="window">The most bytes that wait for a peer that does not read.</param>
    /// <param name="voucher">Who it is; null is a guest.</param>
    public MemoryPeer Connect(
        IPEndPoint? address = null, int window = MemoryPeer.DefaultWindow, Voucher? voucher = null) =>
        Connect(address, window, voucher, keeps: true);

    /// <summary>One that keeps nothing of what arrives: whoever wants it listens.</summary>
    internal MemoryPeer Dial(int window) => Connect(address: null, window, voucher: null, keeps: false);

    private MemoryPeer Connect(IPEndPoint? address, int window, Voucher? voucher, bool keeps)
    {
        var scheduler = _scheduler ?? throw new InvalidOperationException("start a server with this listener first");
        var peer = new MemoryPeer(scheduler, window, keeps);
        var connection = new MemoryConnection(peer, address, scheduler) { Voucher = voucher };
        peer.Connection = connection;
        _connections.OnNext(connection);
        return peer;
    }

    /// <inheritdoc />
    protected override void Close() => _connections.OnCompleted();
}
