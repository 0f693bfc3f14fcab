using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace RxChat;

internal sealed class ManagedAcceptSource(EventLoop loop, Socket listening) : AcceptSource(listening)
{
    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(100), s_moment = TimeSpan.FromMilliseconds(50);

    private readonly ManagedEngine _engine = (ManagedEngine)loop.Sockets;
    private readonly ConcurrentQueue<Socket> _waiting = new();
    private Action<Connection>? _accepted;
    private Task _accepting = Task.CompletedTask;
    private bool _disposed;

    public override void Start(Action<Connection> accepted, Action<Exception> trouble)
    {
        _accepted = accepted;
        _accepting = AcceptAsync(trouble);
    }

    // The last one may be accepted this very moment, by another thread.
    public override void Settle()
    {
        Listening.Dispose();
        SpinWait.SpinUntil(() => _accepting.IsCompleted, s_moment);
        while (_waiting.TryDequeue(out var next)) HandOver(next);
    }

    public override void Dispose()
    {
        _disposed = true;
        Listening.Dispose();
    }

    // Runs off the loop and ends with the socket; each connection is handed to the loop before anything else happens
    // to it.
    private async Task AcceptAsync(Action<Exception> trouble)
    {
        var troubled = false;
        while (true)
        {
            try
            {
                var socket = await AcceptOneAsync().ConfigureAwait(false);
                troubled = false;
                _engine.Opened();
                _waiting.Enqueue(socket);
                loop.Schedule(this, static (_, self) =>
                {
                    if (self._waiting.TryDequeue(out var next)) self.HandOver(next);
                    return Disposable.Empty;
                });
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
            return await Listening.AcceptAsync().ConfigureAwait(false);
        }
        catch
        {
            _engine.Descriptors.GiveBack();
            throw;
        }
    }

    private void HandOver(Socket socket)
    {
        if (!_disposed && ManagedConnection.TryCreate(socket, loop) is { } connection)
        {
            _accepted!(connection);
            return;
        }
        socket.Dispose();
        _engine.Closed();
    }
}
