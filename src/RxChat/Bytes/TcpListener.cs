using System.Net;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace RxChat;

/// <summary>A listening TCP socket, for an <see cref="EventLoop"/>.</summary>
/// <param name="address">Where to listen; port 0 takes a free one.</param>
/// <param name="trouble">Told once per episode when connections cannot be accepted for now (no descriptors
/// left).</param>
public sealed class TcpListener(IPEndPoint address, Action<Exception>? trouble = null) : Listener
{
    private AcceptSource? _source;

    /// <summary>
    /// How many connections all listeners of the process can hold: its limit on descriptors less what the runtime
    /// needs.
    /// </summary>
    public static int MostConnections => Descriptors.OfProcess.Most;

    /// <summary>
    /// The mend when the limit on descriptors is so low that the process may end when the runtime needs one; else null.
    /// </summary>
    public static string? Shortage => Descriptors.Shortage(Descriptors.SoftLimit());

    /// <inheritdoc />
    public override IObservable<Connection> Connections => Observable.Create<Connection>(Accept);

    /// <inheritdoc />
    public override string Open(IScheduler loop)
    {
        var eventLoop = loop as EventLoop
            ?? throw new ArgumentException(
                "sockets need an EventLoop; on a virtual scheduler use connections in memory", nameof(loop));
        _source = eventLoop.Sockets.Listen(eventLoop, address);
        return _source.Address.ToString();
    }

    /// <summary>The address asked for.</summary>
    public override string ToString() => address.ToString();

    /// <inheritdoc />
    protected override void Close() => _source?.Dispose();

    private IDisposable Accept(IObserver<Connection> observer)
    {
        var source = _source
            ?? throw new InvalidOperationException("open the listener before subscribing to its connections");
        source.Start(observer.OnNext, e => trouble?.Invoke(e));
        return Disposable.Create(this, static self => self.Close());
    }
}
