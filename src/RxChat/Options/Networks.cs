using System.Net;

namespace RxChat;

internal static class Networks
{
    /// <summary>Whether one of them has the peer; who has no address counts as this very machine.</summary>
    public static bool Have(this IReadOnlyList<IPNetwork> networks, EndPoint? peer)
    {
        if (networks.Count == 0) return false;
        var address = (peer as IPEndPoint)?.Address ?? IPAddress.Loopback;
        for (var i = 0; i < networks.Count; i++)
        {
            if (networks[i].Contains(address)) return true;
        }
        return false;
    }
}
