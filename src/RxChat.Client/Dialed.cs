using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace RxChat.Client;

/// <summary>A connection to a server, within TLS where that is asked for.</summary>
internal sealed class Dialed : IDisposable
{
    private readonly TcpClient _socket;

    private Dialed(TcpClient socket, Stream stream) => (_socket, Stream) = (socket, stream);

    /// <summary>What the server reads and writes.</summary>
    public Stream Stream { get; }

    /// <param name="host">A name or an address; within TLS, the one that the certificate has to be for.</param>
    /// <param name="port">Of it.</param>
    /// <param name="isSecure">Whether it is within TLS.</param>
    /// <param name="cancellation">Ends waiting.</param>
    /// <exception cref="SocketException">Nobody is there.</exception>
    /// <exception cref="IOException">It is not who it should be, or does not speak TLS.</exception>
    public static async Task<Dialed> ToAsync(string host, int port, bool isSecure, CancellationToken cancellation)
    {
        var socket = new TcpClient { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellation).ConfigureAwait(false);
            if (!isSecure) return new Dialed(socket, socket.GetStream());
            var stream = new SslStream(socket.GetStream());
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = host }, cancellation).ConfigureAwait(false);
            return new Dialed(socket, stream);
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is not AuthenticationException) throw;
            throw new IOException($"{host} cannot be trusted: {e.Message.TrimEnd('.')}; if its certificate is your "
                + "own, name who signed it in the environment variable SSL_CERT_FILE", e);
        }
    }

    public void Dispose()
    {
        Stream.Dispose();
        _socket.Dispose();
    }
}
