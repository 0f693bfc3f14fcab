using System.Net.Sockets;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace RxChat;

/// <summary>A listening socket, for an <see cref="EventLoop"/>.</summary>
public abstract class SocketListener : Listener
{
    private readonly Action<Exception>? _trouble;
    private AcceptSource? _source;

    /// <param name="trouble">Told once per episode when connections cannot be accepted for now (no descriptors
    /// left).</param>
    private protected SocketListener(Action<Exception>? trouble) => _trouble = trouble;

    /// <inheritdoc />
    public override IObservable<Connection> Connections => Observable.Create<Connection>(Accept);

    /// <inheritdoc />
    public override string Open(IScheduler loop)
    {
        var eventLoop = loop as EventLoop
            ?? throw new ArgumentException(
                "sockets need an EventLoop; on a virtual scheduler use connections in memory", nameof(loop));
        var socket = Listen();
        IsLocal = socket.AddressFamily == AddressFamily.Unix;
        _source = eventLoop.Sockets.Listen(eventLoop, socket);
        return _source.Address.ToString()!;
    }

    internal override void Settle() => _source?.Settle();

    /// <summary>A socket that listens and does not block.</summary>
    private protected abstract Socket Listen();

    /// <inheritdoc />
    protected override void Close() => _source?.Dispose();

    private IDisposable Accept(IObserver<Connection> observer)
    {
        var source = _source
            ?? throw new InvalidOperationException("open the listener before subscribing to its connections");
        source.Start(observer.OnNext, e => _trouble?.Invoke(e));
        return Disposable.Create(this, static self => self.Close());
    }
}
