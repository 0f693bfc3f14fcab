using System.Net;
using System.Net.Sockets;
using RxChat.Server.Configuration;

namespace RxChat.Server.Serve;

/// <summary>The URLs to listen on, as endpoints that can all be opened as far as one can tell beforehand.</summary>
internal static class ListenUrls
{
    /// <param name="configuration">Holds the URLs and says what told them.</param>
    /// <param name="trouble">Told when connections cannot be accepted for now.</param>
    /// <exception cref="BadOptionException">One is wrong, or two are the same address.</exception>
    public static IReadOnlyList<Endpoint> Parse(ServeConfiguration configuration, Action<Exception>? trouble = null)
    {
        try
        {
            List<Endpoint> endpoints = [.. configuration.Listen.SelectMany(url =>
                url == SocketActivation.Word ? SocketActivation.Endpoints(trouble) : [Endpoint.Parse(url, trouble)])];
            foreach (var (index, endpoint) in endpoints.Index())
            {
                if (endpoint.IsSecure && configuration.Tls.Certificates.Count == 0)
                {
                    throw new FormatException(
                        $"{endpoint} is within TLS; name its certificate (--tls-cert FILE) and key (--tls-key FILE)");
                }
                var clashing = endpoints.Take(index).FirstOrDefault(earlier => Clash(Where(earlier), Where(endpoint)));
                if (clashing is null) continue;
                throw new FormatException(
                    $"{clashing} and {endpoint} cannot both be had; give one of them another port or path");
            }
            return endpoints;
        }
        catch (FormatException e)
        {
            throw new BadOptionException($"{configuration.ListenSource}: {e.Message}");
        }
    }

    // An address, or a path.
    private static string Where(Endpoint endpoint) =>
        endpoint.ToString()[endpoint.Scheme.Length..].Split(':', 2)[1].TrimStart('/');

    private static bool Clash(string one, string other) =>
        IPEndPoint.TryParse(one, out var address) && IPEndPoint.TryParse(other, out var second)
            ? Clash(address, second)
            : one == other;

    // [::] is every address of the machine, 0.0.0.0 every one of IPv4.
    private static bool Clash(IPEndPoint one, IPEndPoint other) => one.Port == other.Port && one.Port != 0
        && (one.Address.Equals(other.Address) || Covers(one.Address, other.Address)
            || Covers(other.Address, one.Address));

    private static bool Covers(IPAddress every, IPAddress one) =>
        every.Equals(IPAddress.IPv6Any)
            || (every.Equals(IPAddress.Any) && one.AddressFamily == AddressFamily.InterNetwork);
}
