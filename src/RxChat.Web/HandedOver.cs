using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace RxChat.Web;

/// <summary>Kestrel's transport: sockets that the chat's own listeners accepted and have no use for.</summary>
/// <param name="name">What of them, for logs.</param>
internal sealed class HandedOver(string name) : EndPoint, IConnectionListener
{
    // Bounded by the connections that the server admits.
    private readonly Channel<ConnectionContext> _waiting = Channel.CreateUnbounded<ConnectionContext>();
    private readonly SocketConnectionContextFactory _factory =
        new(new SocketConnectionFactoryOptions(), NullLogger.Instance);

    public EndPoint EndPoint => this;

    /// <summary>Takes a socket and calls back when it is closed.</summary>
    public void Add(Socket socket, EndPoint? peer, Action closed)
    {
        try
        {
            var connection = _factory.Create(socket);
            connection.RemoteEndPoint = peer;
            connection.ConnectionClosed.Register(closed);
            if (!_waiting.Writer.TryWrite(connection)) connection.Abort();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The peer has gone again.
            socket.Dispose();
            closed();
        }
    }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await _waiting.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false)
        && _waiting.Reader.TryRead(out var connection) ? connection : null;

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _waiting.Writer.TryComplete();
        return default;
    }

    public ValueTask DisposeAsync()
    {
        _factory.Dispose();
        return default;
    }

    public override string ToString() => $"sockets of {name} that were handed over";

    /// <summary>By which Kestrel listens to them.</summary>
    public sealed class Factory : IConnectionListenerFactory
    {
        public ValueTask<IConnectionListener> BindAsync(
            EndPoint endpoint, CancellationToken cancellationToken = default) => new((HandedOver)endpoint);
    }
}
