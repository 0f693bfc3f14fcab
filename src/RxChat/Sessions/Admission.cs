using System.Net;
using System.Reactive.Concurrency;

namespace RxChat;

/// <summary>
/// Who may connect: nobody of a denied network, so many altogether, so many of one party, and those not all at once.
/// </summary>
internal sealed class Admission(Settings settings, IScheduler scheduler)
{
    private const int DefaultPerAddress = 64, DefaultRate = 20;

    private static readonly TimeSpan s_sweep = TimeSpan.FromSeconds(10);

    private readonly Dictionary<IPAddress, Standing> _parties = [];
    private TimeSpan _sweptAt;

    public int Count { get; private set; }

    /// <summary>Those of whom something is remembered, for tests.</summary>
    internal int Parties => _parties.Count;

    /// <summary>
    /// Null when the connection may stay, which is undone by <see cref="Leave"/>; else why it may not.
    /// </summary>
    public Refusal? Enter(Connection connection)
    {
        if (connection.IsWithin) return null;
        var (options, now, address) = (settings.Options, scheduler.Elapsed(), AddressOf(connection));
        if (address is not null && options.Denied.Have(connection.Peer)) return new Denied($"{address}");
        if (Count >= options.MaxConnections) return new ServerFull(options.MaxConnections);
        if (address is null)
        {
            Count++;
            return null;
        }
        Sweep(now);
        var (party, isTrusted) = (Party.Of(address), IsTrusted(connection.Peer));
        var standing = _parties.GetValueOrDefault(party);
        var most = options.MaxConnectionsPerAddress ?? (isTrusted ? int.MaxValue : DefaultPerAddress);
        if (standing.Open >= most) return new TooManyConnections($"{party}", most);
        var rate = options.ConnectRate ?? (isTrusted ? 0 : DefaultRate);
        if (rate > 0)
        {
            // As many as may be open may come at once, as after a server's restart.
            var (each, burst) = (TimeSpan.FromSeconds(1) / rate, TimeSpan.FromSeconds(1) * Math.Min(most, 1000) / rate);
            if (CellRate.Wait(standing.PaidUntil, now, each, burst) > TimeSpan.Zero)
                return new ConnectsTooFast($"{party}", rate);
            standing.PaidUntil = CellRate.Pay(standing.PaidUntil, now, each);
        }
        standing.Open++;
        _parties[party] = standing;
        Count++;
        return null;
    }

    public void Leave(Connection connection)
    {
        if (connection.IsWithin) return;
        Count--;
        if (AddressOf(connection) is not { } address) return;
        var party = Party.Of(address);
        var standing = _parties[party];
        standing.Open--;
        if (standing.Open == 0 && standing.PaidUntil <= scheduler.Elapsed()) _parties.Remove(party);
        else _parties[party] = standing;
    }

    /// <summary>
    /// Peers of this very machine, to which limits per address and per client do not apply unless set.
    /// </summary>
    public static bool IsTrusted(EndPoint? peer) =>
        peer is not IPEndPoint { Address: var address } || IPAddress.IsLoopback(address);

    // Of who has left it is remembered for a moment how fast they came.
    private void Sweep(TimeSpan now)
    {
        if (now - _sweptAt < s_sweep) return;
        _sweptAt = now;
        foreach (var (party, standing) in _parties)
        {
            if (standing.Open == 0 && standing.PaidUntil <= now) _parties.Remove(party);
        }
    }

    private static IPAddress? AddressOf(Connection connection) => (connection.Peer as IPEndPoint)?.Address;

    private record struct Standing(int Open, TimeSpan PaidUntil);
}
