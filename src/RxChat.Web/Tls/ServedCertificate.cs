using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace RxChat.Web;

/// <summary>A certificate with its key and those that signed it, ready to be shown to whoever connects.</summary>
internal sealed class ServedCertificate(string file, X509Certificate2 leaf, X509Certificate2Collection signers)
{
    public string File { get; } = file;

    /// <summary>For whom it is, for people.</summary>
    public string Names { get; } = string.Join(", ", NamesOf(leaf).DefaultIfEmpty(leaf.Subject));

    public DateTimeOffset Until { get; } = leaf.NotAfter;

    public DateTimeOffset From { get; } = leaf.NotBefore;

    /// <summary>Made once: sessions are resumed by it. Nobody is asked whether it was revoked.</summary>
    public SslStreamCertificateContext Context { get; } =
        SslStreamCertificateContext.Create(leaf, signers, offline: true);

    /// <summary>Whether it is for a name (RFC 6125, by its alternative names).</summary>
    public bool IsFor(string name) => leaf.MatchesHostname(name);

    private static IEnumerable<string> NamesOf(X509Certificate2 leaf) => leaf.Extensions
        .OfType<X509SubjectAlternativeNameExtension>()
        .SelectMany(names => names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(ip => $"{ip}")));
}
