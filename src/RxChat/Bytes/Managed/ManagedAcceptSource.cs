using System.Net;
using System.Net.Sockets;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace RxChat;

internal sealed class ManagedAcceptSource(EventLoop loop, IPEndPoint address) : AcceptSource
{
    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket = ListeningSocket.Open(address);
    private readonly ManagedEngine _engine = (ManagedEngine)loop.Sockets;
    private bool _disposed;

    public override IPEndPoint Address => (IPEndPoint)_socket.LocalEndPoint!;

    public override void Start(Action<Connection> accepted, Action<Exception> trouble) =>
        _ = AcceptAsync(accepted, trouble);

    public override void Dispose()
    {
        _disposed = true;
        _socket.Dispose();
    }

    // Runs off the loop and ends with the socket; each connection is handed to the loop before anything else happens
    // to it.
    private async Task AcceptAsync(Action<Connection> accepted, Action<Exception> trouble)
    {
        var troubled = false;
        while (true)
        {
            try
            {
                var socket = await AcceptOneAsync().ConfigureAwait(false);
                troubled = false;
                _engine.Opened();
                loop.Schedule((socket, accepted), (_, s) => HandOver(s.socket, s.accepted));
            }
            catch (Exception e) when (e is ObjectDisposedException
                or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return;
            }
            catch (SocketException e)
                when (e.SocketErrorCode is not (SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable))
            {
                // The connection was reset while it waited to be accepted: nothing to tell, the next one may be fine.
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                if (!troubled) loop.Schedule(() => trouble(e));
                troubled = true;
                await Observable.Timer(s_retry, loop);
            }
        }
    }

    // A listener that waits for somebody holds the descriptor for whoever comes: so all of them together never take one
    // too many.
    private async Task<Socket> AcceptOneAsync()
    {
        if (!_engine.Descriptors.TryTake()) throw _engine.Descriptors.AllTaken();
        try
        {
            return await _socket.AcceptAsync().ConfigureAwait(false);
        }
        catch
        {
            _engine.Descriptors.GiveBack();
            throw;
        }
    }

    private IDisposable HandOver(Socket socket, Action<Connection> accepted)
    {
        if (!_disposed && ManagedConnection.TryCreate(socket, loop) is { } connection)
        {
            accepted(connection);
            return Disposable.Empty;
        }
        socket.Dispose();
        _engine.Closed();
        return Disposable.Empty;
    }
}
