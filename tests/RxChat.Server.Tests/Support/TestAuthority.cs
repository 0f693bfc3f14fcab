using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RxChat.Server.Tests;

/// <summary>Who signs certificates of clients.</summary>
public sealed class TestAuthority : IDisposable
{
    private const string ForClients = "1.3.6.1.5.5.7.3.2", ForServers = "1.3.6.1.5.5.7.3.1";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;

    public TestAuthority(string file)
    {
        var request = new CertificateRequest("CN=authority", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = DateTimeOffset.UtcNow;
        _certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        File.WriteAllText(file, _certificate.ExportCertificatePem());
    }

    public X509Certificate2 Sign(string name, bool isForClients = true, int toDays = 7)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid(isForClients ? ForClients : ForServers)], critical: false));
        var now = DateTimeOffset.UtcNow;
        using var signed = request.Create(
            _certificate, now.AddHours(-20), now.AddDays(toDays), Guid.NewGuid().ToByteArray());
        return signed.CopyWithPrivateKey(key);
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }
}
