using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace RxChat.Web;

/// <summary>Where a certificate is: PEM with those that signed it behind it, or PFX (PKCS #12).</summary>
/// <param name="Certificate">A file, or what leads to one.</param>
/// <param name="Key">Its private key in PEM; null is in the same file.</param>
/// <param name="Password">A file that holds the password of the key; null has none.</param>
public sealed record CertificateFiles(string Certificate, string? Key = null, string? Password = null)
{
    /// <summary>More than any chain has; a device would have no end.</summary>
    private const int Longest = 1024 * 1024;

    /// <summary>All that they hold now, to tell whether that is other than before.</summary>
    /// <exception cref="CertificateException">One cannot be read.</exception>
    internal byte[][] Read() =>
        [Read(Certificate), Key is null ? [] : Read(Key), Password is null ? [] : Read(Password)];

    /// <summary>Makes a certificate of what they held.</summary>
    /// <exception cref="CertificateException">It is none that can be served; says what is wrong with it.</exception>
    internal ServedCertificate Parse(byte[][] held)
    {
        var password = Password is null ? null : Encoding.UTF8.GetString(held[2]).TrimEnd('\r', '\n');
        try
        {
            return IsPem(held[0]) ? ParsePem(held, password) : ParsePfx(held[0], password);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new CertificateException(Why(e, password is not null));
        }
    }

    private static bool IsPem(ReadOnlySpan<byte> held) => held.IndexOf("-----BEGIN "u8) >= 0;

    private ServedCertificate ParsePem(byte[][] held, string? password)
    {
        var certificates = Encoding.UTF8.GetString(held[0]);
        var key = Key is null ? certificates : Encoding.UTF8.GetString(held[1]);
        var leaf = password is null
            ? X509Certificate2.CreateFromPem(certificates, key)
            : X509Certificate2.CreateFromEncryptedPem(certificates, key, password);
        var all = new X509Certificate2Collection();
        all.ImportFromPem(certificates);
        return new ServedCertificate(Certificate, Usable(leaf), [.. all.Skip(1)]);
    }

    private ServedCertificate ParsePfx(byte[] held, string? password)
    {
        var all = X509CertificateLoader.LoadPkcs12Collection(held, password);
        var leaf = all.FirstOrDefault(one => one.HasPrivateKey)
            ?? throw new CertificateException($"{Certificate} holds no private key; export it with its key");
        return new ServedCertificate(Certificate, leaf, [.. all.Where(one => one != leaf)]);
    }

    // Windows serves no key that is in memory alone.
    private static X509Certificate2 Usable(X509Certificate2 leaf)
    {
        if (!OperatingSystem.IsWindows()) return leaf;
        using var inMemory = leaf;
        return X509CertificateLoader.LoadPkcs12(leaf.Export(X509ContentType.Pkcs12), null);
    }

    private string Why(Exception error, bool hasPassword) =>
        Key is not null && error.Message.Contains("does not match", StringComparison.Ordinal)
            ? $"{Key} is not the key of the certificate in {Certificate}; name the one that it was made with"
        : Key is null && error.Message.Contains("key", StringComparison.OrdinalIgnoreCase)
            ? $"{Certificate} holds no private key that can be used; name the key's file, too"
        : hasPassword ? $"{Certificate} cannot be used with this key and password: {error.Message}"
        : $"{Certificate} cannot be used: {error.Message}";

    private static byte[] Read(string path)
    {
        var (held, length) = (new byte[Longest], 0);
        try
        {
            using var file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            length = file.ReadAtLeast(held, held.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new CertificateException(
                $"{path} cannot be read: {(Directory.Exists(path) ? "it is a folder; name a file" : e.Message)}");
        }
        return length < held.Length ? held[..length]
            : throw new CertificateException($"{path} holds more than {Longest} bytes, which no certificate does");
    }
}

/// <summary>A certificate that cannot be served; the message names the file and the mend.</summary>
public sealed class CertificateException(string message) : IOException(message);
