using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace RxChat.Client;

/// <summary>A connection to a server, within TLS where that is asked for.</summary>
internal sealed class Dialed : IDisposable
{
    private const string Local = "+unix";

    private Dialed(Stream stream) => Stream = stream;

    /// <summary>What the server reads and writes.</summary>
    public Stream Stream { get; }

    /// <summary>Whether a URL names a Unix socket.</summary>
    public static bool IsLocal(Uri url) => url.Scheme.EndsWith(Local, StringComparison.Ordinal);

    /// <param name="url">A scheme, which ends in an <c>s</c> within TLS, a host, which the certificate has to be for,
    /// and a port; or a scheme with <c>+unix</c> and a path.</param>
    /// <param name="cancellation">Ends waiting.</param>
    /// <exception cref="SocketException">Nobody is there.</exception>
    /// <exception cref="IOException">It is not who it should be, or does not speak TLS.</exception>
    public static async Task<Dialed> ToAsync(Uri url, CancellationToken cancellation)
    {
        var socket = IsLocal(url)
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (IsLocal(url))
            {
                await socket.ConnectAsync(
                    new UnixDomainSocketEndPoint(Uri.UnescapeDataString(url.AbsolutePath)), cancellation)
                    .ConfigureAwait(false);
                return new Dialed(new NetworkStream(socket, ownsSocket: true));
            }
            await socket.ConnectAsync(url.DnsSafeHost, url.Port, cancellation).ConfigureAwait(false);
            var plain = new NetworkStream(socket, ownsSocket: true);
            if (!url.Scheme.EndsWith('s')) return new Dialed(plain);
            var stream = new SslStream(plain);
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = url.DnsSafeHost }, cancellation)
                .ConfigureAwait(false);
            return new Dialed(stream);
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is not AuthenticationException) throw;
            throw new IOException($"{url.DnsSafeHost} cannot be trusted: {e.Message.TrimEnd('.')}; if its certificate "
                + "is your own, name who signed it in the environment variable SSL_CERT_FILE", e);
        }
    }

    public void Dispose() => Stream.Dispose();
}
