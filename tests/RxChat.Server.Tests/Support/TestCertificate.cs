using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RxChat.Server.Tests;

/// <summary>A certificate that signed itself, in files of its own folder.</summary>
public sealed class TestCertificate : IDisposable
{
    public const string Password = "open sesame";

    private readonly X509Certificate2 _certificate;
    private readonly ECDsa _key;

    private TestCertificate(string folder, X509Certificate2 certificate, ECDsa key)
    {
        (_certificate, _key) = (certificate, key);
        (Pem, Key) = (Path.Combine(folder, "cert.pem"), Path.Combine(folder, "key.pem"));
    }

    public string Pem { get; }

    public string Key { get; }

    public string Thumbprint => _certificate.Thumbprint;

    public string[] Options => ["--tls-cert", Pem, "--tls-key", Key];

    public static TestCertificate In(string folder, string name = "localhost", int fromDays = -1, int toDays = 90)
    {
        Directory.CreateDirectory(folder);
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var now = DateTimeOffset.UtcNow;
        var made = new TestCertificate(
            folder, request.CreateSelfSigned(now.AddDays(fromDays), now.AddDays(toDays)), key);
        made.Write();
        return made;
    }

    public void Write()
    {
        File.WriteAllText(Pem, _certificate.ExportCertificatePem());
        File.WriteAllText(Key, _key.ExportPkcs8PrivateKeyPem());
        // Who may read it besides is told of.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>The same in other files: the options that name them.</summary>
    public string[] As(string form)
    {
        var folder = Path.GetDirectoryName(Pem)!;
        var (file, password) = (Path.Combine(folder, form), Path.Combine(folder, "password"));
        File.WriteAllText(password, Password + "\n");
        switch (form)
        {
            case "one.pem":
                File.WriteAllText(file, _key.ExportPkcs8PrivateKeyPem() + "\n" + _certificate.ExportCertificatePem());
                return ["--tls-cert", file];
            case "cert.pfx":
                File.WriteAllBytes(file, _certificate.Export(X509ContentType.Pkcs12));
                return ["--tls-cert", file];
            case "secret.pfx":
                File.WriteAllBytes(file, _certificate.Export(X509ContentType.Pkcs12, Password));
                return ["--tls-cert", file, "--tls-password", password];
            case "secret.key":
                File.WriteAllText(file, _key.ExportEncryptedPkcs8PrivateKeyPem(
                    Password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
                return ["--tls-cert", Pem, "--tls-key", file, "--tls-password", password];
            default:
                return Options;
        }
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }
}
