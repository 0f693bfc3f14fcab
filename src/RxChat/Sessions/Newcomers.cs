using System.Net;

namespace RxChat;

/// <summary>Who is behind a new connection, with what of its address may be shown.</summary>
internal sealed class Newcomers(Settings settings)
{
    private (Peer Peer, IPAddress? Address) _last = (new Peer(""), null);

    /// <summary>A guest, until they take a name.</summary>
    public Person Guest(long id, Connection connection, Protocol protocol, Ulid identity) =>
        new(id, Names.Guest(id), AddressOf(connection), Peer: PeerOf(connection, protocol), Identity: identity);

    /// <summary>Null where addresses are hidden, or there is none.</summary>
    public string? AddressOf(Connection connection) =>
        settings.Options.HideAddresses ? null : connection.Peer?.ToString();

    // Many come from one place, and are one Peer then.
    private Peer PeerOf(Connection connection, Protocol protocol)
    {
        var address = (connection.Peer as IPEndPoint)?.Address;
        if (_last.Peer.Protocol != protocol.Scheme || _last.Peer.IsVisit != protocol.Visits
            || !Equals(_last.Address, address))
        {
            var isLocal = Admission.IsTrusted(connection.Peer);
            var shown = settings.Options.HideAddresses ? null : address?.ToString();
            var party = address is null ? null : $"{Party.Of(address)}";
            _last = (new Peer(protocol.Scheme, shown, isLocal, protocol.Visits) { Party = party }, address);
        }
        return _last.Peer;
    }
}
