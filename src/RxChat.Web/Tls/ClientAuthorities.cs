using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RxChat.Web;

/// <summary>Those whose signature on a client's certificate makes it one to log in with.</summary>
public sealed class ClientAuthorities
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2Collection _trusted = [];

    private ClientAuthorities()
    {
    }

    /// <summary>Reads them.</summary>
    /// <param name="path">Certificates in PEM.</param>
    /// <exception cref="CertificateException">There is none that can be used.</exception>
    public static ClientAuthorities Load(string path)
    {
        var loaded = new ClientAuthorities();
        try
        {
            loaded._trusted.ImportFromPemFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new CertificateException($"{path} cannot be read: {e.Message}");
        }
        return loaded._trusted.Count > 0 ? loaded
            : throw new CertificateException($"{path} holds no certificate in PEM; name that of who signs clients'");
    }

    /// <summary>Asks a client for one; whoever has none comes without, and a wrong one ends the handshake.</summary>
    internal void Ask(SslServerAuthenticationOptions options)
    {
        options.ClientCertificateRequired = true;
        options.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            ApplicationPolicy = { new Oid(ClientAuthentication) },
        };
        options.CertificateChainPolicy.CustomTrustStore.AddRange(_trusted);
        options.RemoteCertificateValidationCallback = static (_, certificate, _, errors) =>
            certificate is null || errors == SslPolicyErrors.None;
    }
}

internal static class ClientCertificates
{
    /// <summary>Who somebody is by the certificate that was asked for and shown; null is a guest.</summary>
    public static Voucher? Voucher(this X509Certificate? shown) => shown is X509Certificate2 certificate
        ? new Voucher(
            certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false), Until: certificate.NotAfter)
        : null;
}
