using System.Net;

namespace RxChat;

/// <summary>Who may connect: so many altogether, and so many from one address.</summary>
internal sealed class Admission(Settings settings)
{
    private const int DefaultPerAddress = 64;

    private readonly Dictionary<IPAddress, int> _perAddress = [];

    public int Count { get; private set; }

    /// <summary>
    /// Null when the connection may stay, which is undone by <see cref="Leave"/>; else why it may not.
    /// </summary>
    public Refusal? Enter(Connection connection)
    {
        if (connection.IsWithin) return null;
        var address = AddressOf(connection);
        var limit = settings.Options.MaxConnectionsPerAddress
            ?? (IsTrusted(connection.Peer) ? int.MaxValue : DefaultPerAddress);
        var most = settings.Options.MaxConnections;
        var here = address is null ? 0 : _perAddress.GetValueOrDefault(address);
        if (Count >= most) return new ServerFull(most);
        if (here >= limit) return new TooManyConnections($"{address}", limit);
        Count++;
        if (address is not null) _perAddress[address] = here + 1;
        return null;
    }

    public void Leave(Connection connection)
    {
        if (connection.IsWithin) return;
        Count--;
        if (AddressOf(connection) is not { } address) return;
        if (_perAddress[address] == 1) _perAddress.Remove(address);
        else _perAddress[address]--;
    }

    /// <summary>
    /// Peers of this very machine, to which limits per address and per client do not apply unless set.
    /// </summary>
    public static bool IsTrusted(EndPoint? peer) =>
        peer is not IPEndPoint { Address: var address } || IPAddress.IsLoopback(address);

    private static IPAddress? AddressOf(Connection connection) => (connection.Peer as IPEndPoint)?.Address;
}
