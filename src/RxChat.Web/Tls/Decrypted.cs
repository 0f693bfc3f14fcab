using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace RxChat.Web;

/// <summary>Connections that come within TLS and are the chat's own without it: Kestrel decrypts, the chat speaks.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "the server that listens to the gate closes it")]
internal sealed class Decrypted(SecureProtocol protocol)
{
    private static readonly TimeSpan s_slowestHandshake = TimeSpan.FromSeconds(10);

    private readonly Gate _gate = new(protocol.Scheme);

    /// <summary>Where they come in.</summary>
    public HandedOver Sockets { get; } = new(protocol.Scheme);

    /// <summary>Where they are the chat's own.</summary>
    public Endpoint Endpoint => new(protocol.Within, _gate);

    /// <summary>What begins within TLS.</summary>
    public static TlsHandshakeCallbackOptions Handshakes(
        Certificates certificates, List<SslApplicationProtocol>? protocols = null) => new()
    {
        HandshakeTimeout = s_slowestHandshake,
        OnConnection = begun => new(certificates.For(begun.ClientHelloInfo.ServerName, protocols)),
    };

    public void Listen(KestrelServerOptions kestrel, Certificates certificates) => kestrel.Listen(Sockets, listen =>
    {
        listen.UseHttps(Handshakes(certificates));
        listen.Run(ServeAsync);
    });

    private async Task ServeAsync(ConnectionContext connection)
    {
        var freed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (input, output) = (connection.Transport.Input.AsStream(), connection.Transport.Output.AsStream());
        var tls = connection.Features.Get<ISslStreamFeature>()?.SslStream;
        _gate.Enter(
            input, output, connection.RemoteEndPoint, ended: () => _ = EndAsync(tls), freed: freed.SetResult,
            tls?.RemoteCertificate.Voucher());
        // Which ends the connection.
        await freed.Task.ConfigureAwait(false);
    }

    // By which the peer knows that nothing was cut off (RFC 8446 6.1).
    private static async Task EndAsync(SslStream? tls)
    {
        try
        {
            if (tls is not null) await tls.ShutdownAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The peer has gone.
        }
    }
}
