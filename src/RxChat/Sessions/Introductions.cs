using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace RxChat;

/// <summary>Connections of trusted proxies, each of which begins with who is behind it.</summary>
/// <param name="settings">Say whom to trust.</param>
/// <param name="scheduler">The loop.</param>
/// <param name="begun">Told of those that begin so.</param>
/// <param name="forget">Told of those that are nobody's any more.</param>
/// <param name="refused">Told of those that are refused, and why.</param>
internal sealed class Introductions(
    Settings settings, IScheduler scheduler, Action<Connection> begun, Action<Connection> forget,
    Action<Connection, Refusal> refused)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Whether it is a proxy's. What comes by another connection was introduced with that.</summary>
    public bool Need(Connection connection) =>
        !connection.IsWithin && settings.Options.ProxyFrom.Have(connection.Peer);

    /// <summary>The connection as that of who is behind it, with what comes after the header; nothing when it is
    /// refused. Until then nobody is counted for it.</summary>
    public IObservable<Connection> Of(Connection connection, Protocol protocol)
    {
        begun(connection);
        var nobody = new Opening(() => forget(connection));
        connection.Owner = nobody;
        var header = new ProxyHeader();
        return connection.Opening(static _ => true)
            .Select(chunk => IsWhole(connection, header, chunk.Span)).SingleAsync().Repeat()
            .FirstAsync(isWhole => isWhole)
            .Timeout(s_patience, scheduler)
            .Select(_ => connection)
            .Catch((Exception e) =>
            {
                Refuse(connection, protocol, e);
                return Observable.Empty<Connection>();
            })
            // A stop, too, ends it before anybody else has it.
            .Finally(() =>
            {
                if (connection.Owner == nobody) connection.Close();
            });
    }

    private static bool IsWhole(Connection connection, ProxyHeader header, ReadOnlySpan<byte> chunk)
    {
        connection.Skip(header.Take(chunk));
        if (header is { IsWhole: true, Source: { } source }) connection.Peer = source;
        return header.IsWhole;
    }

    private void Refuse(Connection connection, Protocol protocol, Exception why)
    {
        var problem = why switch
        {
            FormatException wrong => $"a proxy begins with a PROXY header, and this is none: {wrong.Message}",
            TimeoutException => $"a proxy begins with a PROXY header, and none came for {s_patience.TotalSeconds} s",
            _ => null,
        };
        // Who has gone, as checks of a proxy do, is told nothing.
        if (problem is null) return;
        var refusal = new Malformed(problem);
        refused(connection, refusal);
        connection.Send(protocol.TurnAway(refusal));
    }
}

internal static class IntroductionOperators
{
    /// <summary>Those of proxies once it is known whose they are; all others at once.</summary>
    public static IObservable<Connection> Introduced(
        this IObservable<Connection> connections, Introductions introductions, Protocol protocol) =>
        connections.Publish(all => Observable.Merge(
            all.Where(connection => !introductions.Need(connection)),
            all.Where(introductions.Need).SelectMany(connection => introductions.Of(connection, protocol))));
}
