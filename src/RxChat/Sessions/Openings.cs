using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace RxChat;

/// <summary>Connections that begin with something that is no frame, and what becomes of each.</summary>
/// <param name="settings">Who may ask.</param>
/// <param name="scheduler">The loop.</param>
/// <param name="forget">Told of those that are nobody's any more.</param>
/// <param name="leave">Told of those that are connected no more.</param>
/// <param name="refused">Told of those that are refused, and why.</param>
/// <param name="report">Told of what failed elsewhere.</param>
internal sealed class Openings(
    Settings settings, IScheduler scheduler, Action<Connection> forget, Action<Connection> leave,
    Action<Connection, Refusal> refused, Action<Exception> report)
{
    /// <summary>How long what a connection begins with may take to come.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>The connection when its opening was the protocol's, and was answered; of others nothing.</summary>
    /// <param name="connection">Of which nothing was read.</param>
    /// <param name="protocol">What is spoken at the endpoint.</param>
    /// <param name="others">Given what is something else; null sends it away.</param>
    public IObservable<Connection> Open(Connection connection, Protocol protocol, HandOver? others)
    {
        connection.Owner = new Opening(() =>
        {
            leave(connection);
            forget(connection);
        });
        var hasBegun = false;
        return connection.Opening(sofar =>
            {
                hasBegun = true;
                return ProxyHeader.Begins(sofar.Span) || protocol.IsWhole(sofar.Span);
            })
            .Timeout(s_patience, scheduler)
            .Catch((Exception e) =>
            {
                if (hasBegun && e is TimeoutException) connection.Send(protocol.TooSlow);
                return Observable.Empty<ReadOnlyMemory<byte>>();
            })
            .DefaultIfEmpty()
            .SelectMany(first => Answer(connection, first.Span, protocol, others)
                ? Observable.Return(connection)
                : Observable.Empty<Connection>())
            // A stop, too, ends it before anybody else has it.
            .Finally(() =>
            {
                if (connection.Owner is Opening) connection.Close();
            });
    }

    private bool Answer(
        Connection connection, ReadOnlySpan<byte> first, Protocol protocol, HandOver? others)
    {
        if (first.IsEmpty) return false;
        if (ProxyHeader.Begins(first))
        {
            var foreign = new ForeignSpeech(ForeignFrames.Proxy, protocol is SecureProtocol ? "TLS" : "HTTP");
            refused(connection, foreign);
            connection.Send(protocol.TurnAway(foreign));
            return false;
        }
        var isForwarded = settings.Options.ForwardedFrom.Have(connection.Peer);
        if (protocol.Open(first, settings.Options.MayAsk, isForwarded) is { } answer)
        {
            connection.Skip(first.Length);
            connection.Send(answer);
            return true;
        }
        if (others is not null && protocol.IsForOthers(first)
            && connection.GiveAway(out var released) is { } socket)
        {
            // Which counts as a connection for as long as it is one.
            forget(connection);
            void Closed()
            {
                released();
                scheduler.Schedule(() => leave(connection));
            }
            try
            {
                others(socket, connection.Peer, Closed);
            }
            catch (Exception e)
            {
                // Somebody else's fault costs this one connection.
                socket.Dispose();
                Closed();
                report(e);
            }
            return false;
        }
        connection.Send(protocol.TurnAway(protocol.Foreign));
        return false;
    }
}

/// <summary>Owns a connection that nobody knows yet.</summary>
internal sealed class Opening(Action closed) : IConnectionOwner
{
    public void OnWritable()
    {
        // Nothing waits: what it is told fits.
    }

    public void OnClosed() => closed();
}

internal static class OpeningOperators
{
    /// <summary>Those that said what the protocol begins with; all of them where it begins with nothing.</summary>
    public static IObservable<Connection> Opened(
        this IObservable<Connection> connections, Openings openings, Protocol protocol, HandOver? others) =>
        !protocol.HasOpening ? connections
            : connections.SelectMany(connection => openings.Open(connection, protocol, others));
}
