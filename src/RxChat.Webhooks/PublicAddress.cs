using System.Net;
using System.Net.Sockets;

namespace RxChat;

/// <summary>
/// Addresses that anybody on the internet may have: not of this machine, its networks, or of no one (RFC 6890). A name
/// that leads elsewhere would have the server ask what only it can reach.
/// </summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] s_others =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/4", "240.0.0.0/4",
            // Of IPv6 what is not global unicast, and of that what holds an address of IPv4 or is for documents.
            "::/3", "4000::/2", "8000::/1", "2001::/32", "2001:db8::/32", "2002::/16",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return Array.TrueForAll(s_others, network => !network.Contains(address));
    }

    /// <summary>Connects to a name's first public address that takes it.</summary>
    /// <exception cref="HttpRequestException">It has none, or nobody answers there.</exception>
    public static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var written)
            ? [written]
            : await Dns.GetHostAddressesAsync(host, cancellation).ConfigureAwait(false);
        // What was looked at is what is connected to: a name may lead elsewhere a moment later.
        var allowed = Array.FindAll(addresses, Is);
        if (allowed.Length == 0)
        {
            throw new HttpRequestException(
                $"{host} is a private address, which webhooks are not sent to unless that is allowed");
        }
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
