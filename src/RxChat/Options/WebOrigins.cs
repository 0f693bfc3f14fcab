using System.Net;

namespace RxChat;

/// <summary>Which pages may ask a server, by which name (RFC 6454, RFC 9110 7.2).</summary>
public static class WebOrigins
{
    /// <summary>
    /// Whether the server is known by a name: an address, which nobody can have lead elsewhere, localhost, or one that
    /// is allowed.
    /// </summary>
    /// <param name="options">Hold the allowed ones.</param>
    /// <param name="host">A name and perhaps a port, as a request names it.</param>
    public static bool IsKnownAs(this ChatServerOptions options, string host)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(host);
        if (!Uri.TryCreate($"http://{host}/", UriKind.Absolute, out var uri) || uri.Authority.Length == 0
            || uri.UserInfo.Length > 0 || uri.AbsolutePath != "/") return false;
        return IPAddress.TryParse(uri.DnsSafeHost, out _)
            || uri.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || uri.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || options.AllowedHosts.Contains(uri.Host, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether pages of an origin may ask the server by the name.</summary>
    /// <param name="options">Hold the allowed ones.</param>
    /// <param name="host">As the request names it.</param>
    /// <param name="origin">Of the page, as the browser says; null where no page asks.</param>
    public static bool Allows(this ChatServerOptions options, string host, string? origin)
    {
        ArgumentNullException.ThrowIfNull(options);
        return origin is null || options.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase)
            // Who ends TLS before the server speaks https outside and http inside, under one name.
            || origin.Equals($"http://{host}", StringComparison.OrdinalIgnoreCase)
            || origin.Equals($"https://{host}", StringComparison.OrdinalIgnoreCase);
    }

    internal static bool MayAsk(this ChatServerOptions options, string host, string? origin) =>
        options.IsKnownAs(host) && options.Allows(host, origin);
}
