using RxChat.Server.Configuration;
using RxChat.Web;

namespace RxChat.Server.Serve;

/// <summary>What is shown on endpoints with TLS.</summary>
internal static class Tls
{
    /// <exception cref="BadOptionException">The files do not belong together.</exception>
    /// <exception cref="CertificateException">One cannot be served.</exception>
    public static Certificates Load(TlsFiles named, Action<bool, string> tell)
    {
        var files = Paired(named);
        var clients = named.ClientAuthorities is { } file ? ClientAuthorities.Load(file) : null;
        var certificates = Certificates.Load(files, tell, clients);
        var secrets = files.SelectMany(one => new[] { one.Key ?? one.Certificate, one.Password }).OfType<string>();
        foreach (var open in secrets.Where(Trust.IsOpen)) tell(true, $"everybody may read {open}; chmod o-r {open}");
        return certificates;
    }

    private static IReadOnlyList<CertificateFiles> Paired(TlsFiles named)
    {
        RefuseOthers("--tls-key", named.Keys.Count, named.Certificates.Count);
        RefuseOthers("--tls-password", named.Passwords.Count, named.Certificates.Count);
        return [.. named.Certificates.Select((file, at) => new CertificateFiles(
            file, named.Keys.ElementAtOrDefault(at), named.Passwords.ElementAtOrDefault(at)))];
    }

    private static void RefuseOthers(string flag, int files, int certificates)
    {
        if (files == 0 || files == certificates) return;
        throw new BadOptionException(
            $"{flag} names {files} files and --tls-cert {certificates}; name one for each, in the same order");
    }
}
