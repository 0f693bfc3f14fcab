using System.Net;
using System.Net.Sockets;
using System.Reactive.Concurrency;

namespace RxChat;

/// <summary>Where a server listens and what is spoken there.</summary>
public sealed class Endpoint
{
    /// <summary>Between the scheme and the path of a URL in the file system.</summary>
    private const string Local = "+unix:";

    /// <summary>Connections of any kind, spoken to by a protocol.</summary>
    /// <param name="scheme">The protocol: <c>nul</c>, <c>line</c>, <c>json</c> or <c>http</c>; with an <c>s</c>, it is
    /// within TLS, and needs <see cref="Others"/> to decrypt it.</param>
    /// <param name="listener">Where the connections come from.</param>
    public Endpoint(string scheme, Listener listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        Protocol = Protocol.Of(scheme)
            ?? throw new FormatException(
                $"unknown scheme {scheme}://; known are "
                + $"{string.Join(", ", Protocol.All.Select(p => p.Scheme + "://"))}, each with an s for TLS");
        Listener = listener;
    }

    /// <summary>A protocol that is registered nowhere else.</summary>
    internal Endpoint(Protocol protocol, Listener listener) => (Protocol, Listener) = (protocol, listener);

    /// <summary>
    /// On an <c>http</c> endpoint, given the sockets on which something else is asked for than a WebSocket; on one with
    /// TLS, all on which TLS begins. Called on the loop. Null sends them away.
    /// </summary>
    public HandOver? Others { get; set; }

    /// <summary>What becomes of what is too much for clients of this endpoint, where neither they nor the room say
    /// otherwise; null is <see cref="ChatServerOptions.Overflow"/>.</summary>
    public Overflow? Overflow { get; init; }

    /// <summary>Whether what is spoken is within TLS.</summary>
    public bool IsSecure => Protocol is SecureProtocol;

    /// <summary>What its URL begins with.</summary>
    public string Scheme => Protocol.Scheme;

    internal Protocol Protocol { get; }

    internal Listener Listener { get; }

    /// <summary>An endpoint from its URL: of TCP, such as <c>line://127.0.0.1:4041</c>, where port 0 takes a free one,
    /// or in the file system, such as <c>line+unix:/run/rxchat/line.sock</c>.</summary>
    /// <param name="url">The scheme, a host name or address (an IPv6 one in brackets), a port, and perhaps its
    /// <see cref="Overflow"/>, as in <c>json://127.0.0.1:4042?overflow=latest</c>; or the scheme and a path.</param>
    /// <param name="trouble">Told when connections cannot be accepted for now.</param>
    /// <exception cref="FormatException">It is not such a URL; the message says what is wrong with it.</exception>
    public static Endpoint Parse(string url, Action<Exception>? trouble = null)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (url.Split(Local, 2) is [var scheme, var path] && !scheme.Contains(':'))
            return AtPath(url, scheme, path, trouble);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.HostNameType == UriHostNameType.Unknown
            || uri.AbsolutePath is not ("/" or ""))
            throw new FormatException($"{url} is no URL to listen on; write for example line://127.0.0.1:4041");
        if (uri.Port < 0)
            throw new FormatException(
                $"{url} names no port; write for example {uri.Scheme}://{uri.Host}:4041, or port 0 for a free one");
        return new Endpoint(uri.Scheme, new TcpListener(new IPEndPoint(Resolve(uri), uri.Port), trouble))
        {
            Overflow = OverflowOf(uri),
        };
    }

    /// <summary>Its URL, with the address that its host has.</summary>
    public override string ToString() => UrlOf($"{Listener}");

    /// <summary>Takes the address and returns the URL with the real port.</summary>
    internal string Open(IScheduler scheduler)
    {
        try
        {
            return UrlOf(Listener.Open(scheduler));
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException)
        {
            var mend = (e as SocketException)?.SocketErrorCode switch
            {
                _ when Listener is InheritedListener or UnixListener => e.Message.TrimEnd('.'),
                SocketError.AddressAlreadyInUse =>
                    "something listens there already; stop it or choose another port (0 takes a free one)",
                SocketError.AddressNotAvailable =>
                    "this machine has no such address; choose one of its own, or 0.0.0.0 for all",
                SocketError.AccessDenied => "that needs more rights; choose a port above 1023",
                _ => e.Message,
            };
            throw new IOException($"cannot listen on {this}: {mend}", e);
        }
    }

    private string UrlOf(string where) => $"{Scheme}{(Listener.IsLocal ? Local : "://")}{where}";

    private static Endpoint AtPath(string url, string scheme, string path, Action<Exception>? trouble)
    {
        if (Protocol.Of(scheme) is SecureProtocol)
            throw new FormatException($"{url}: nobody is between the two ends of a Unix socket; leave TLS (the s) out");
        try
        {
            return new Endpoint(scheme, new UnixListener(path, trouble));
        }
        catch (ArgumentException)
        {
            throw new FormatException(
                $"{url} is no Unix socket: its path has 1 to 107 bytes; write for example line+unix:/run/rxchat.sock");
        }
    }

    private static Overflow? OverflowOf(Uri uri)
    {
        const string asked = "?overflow=";
        if (uri.Query.Length == 0) return null;
        if (!uri.Query.StartsWith(asked, StringComparison.Ordinal)
            || OverflowWords.Parse(uri.Query[asked.Length..]) is not { } policy)
            throw new FormatException(
                $"{uri.Query} is none of what an endpoint has; write {asked} and {OverflowWords.List}");
        // What comes out of TLS comes in again by another one.
        return Protocol.Of(uri.Scheme) is not SecureProtocol
            ? policy
            : throw new FormatException($"{uri.Scheme}:// is within TLS and has no {asked} of its own; use --overflow");
    }

    private static IPAddress Resolve(Uri uri)
    {
        if (IPAddress.TryParse(uri.DnsSafeHost, out var address)) return address;
        try
        {
            return Dns.GetHostAddresses(uri.DnsSafeHost)
                .MinBy(found => found.AddressFamily == AddressFamily.InterNetwork ? 0 : 1)
                ?? throw new FormatException($"the host {uri.Host} has no address");
        }
        catch (SocketException)
        {
            throw new FormatException($"the host {uri.Host} is not known; write an address such as 127.0.0.1");
        }
    }
}
