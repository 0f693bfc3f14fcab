using System.Net;
using System.Net.Sockets;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace RxChat;

/// <summary>A listening TCP socket, for an <see cref="EventLoop"/>.</summary>
/// <param name="address">Where to listen; port 0 takes a free one.</param>
/// <param name="trouble">Told once per episode when connections cannot be accepted for now (no descriptors left).</param>
public sealed class SocketListener(IPEndPoint address, Action<Exception>? trouble = null) : Listener
{
    /// <summary>The kernel cuts this to its own bound (net.core.somaxconn); a burst of connects waits here for its turn.</summary>
    private const int Backlog = 65535;

    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(100);

    private Socket? _socket;
    private EventLoop? _loop;
    private bool _closed;

    /// <inheritdoc />
    public override IObservable<Connection> Connections => Observable.Create<Connection>(Accept);

    /// <inheritdoc />
    public override string Open(IScheduler loop)
    {
        _loop = loop as EventLoop
            ?? throw new ArgumentException("sockets need an EventLoop; on a virtual scheduler use connections in memory", nameof(loop));
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
            socket.Bind(address);
            socket.Listen(Backlog);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        _socket = socket;
        return socket.LocalEndPoint!.ToString()!;
    }

    /// <summary>The address asked for.</summary>
    public override string ToString() => address.ToString();

    private IDisposable Accept(IObserver<Connection> observer)
    {
        var (socket, loop) = (_socket, _loop);
        if (socket is null || loop is null) throw new InvalidOperationException("open the listener before subscribing to its connections");
        _ = AcceptLoop(socket, loop, observer);
        return Disposable.Create(this, static self => self.Close());
    }

    /// <inheritdoc />
    protected override void Close()
    {
        _closed = true;
        _socket?.Dispose();
    }

    // Runs off the loop and ends with the socket; each connection is handed to the loop before anything else happens to it.
    private async Task AcceptLoop(Socket listening, EventLoop loop, IObserver<Connection> observer)
    {
        var troubled = false;
        while (true)
        {
            try
            {
                var accepted = await listening.AcceptAsync().ConfigureAwait(false);
                troubled = false;
                loop.Schedule((accepted, observer, loop), (_, s) => Made(s.accepted, s.observer, s.loop));
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode is not (SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable))
            {
                // The connection was reset while it waited to be accepted: nothing to tell, the next one may be fine.
            }
            catch (SocketException e)
            {
                if (!troubled) loop.Schedule((trouble, e), static (_, s) => { s.trouble?.Invoke(s.e); return Disposable.Empty; });
                troubled = true;
                await Observable.Timer(s_retry, loop);
            }
        }
    }

    private IDisposable Made(Socket accepted, IObserver<Connection> observer, EventLoop loop)
    {
        if (_closed) accepted.Dispose();
        else if (SocketConnection.TryCreate(accepted, loop) is { } connection) observer.OnNext(connection);
        return Disposable.Empty;
    }
}
