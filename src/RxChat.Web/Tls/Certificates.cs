using System.Diagnostics.Metrics;
using System.Net.Security;
using System.Security.Authentication;

namespace RxChat.Web;

/// <summary>
/// The certificates that are served, the first to whoever names no other's name. Their files are looked at again and
/// again, whatever links and folders lead there; what is wrong with new ones leaves the old ones in force.
/// </summary>
public sealed class Certificates : IDisposable
{
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(1), s_warnedBefore = TimeSpan.FromDays(14);

    private readonly IReadOnlyList<CertificateFiles> _files;
    private readonly Action<bool, string> _tell;
    private readonly PeriodicTimer _looks = new(s_between);
    private readonly Meter _meter = new($"{ChatServer.MeterName}.Web");
    private byte[][][] _held;
    private ServedCertificate[] _served;
    private readonly ClientAuthorities? _clients;
    private string? _problem;
    private bool _isTold;
    private DateTimeOffset _warned;

    private Certificates(
        IReadOnlyList<CertificateFiles> files, byte[][][] held, ServedCertificate[] served, ClientAuthorities? clients,
        Action<bool, string> tell)
    {
        (_files, _held, _served, _clients, _tell) = (files, held, served, clients, tell);
        _meter.CreateObservableGauge("rxchat.certificate.expiry", Expiries, "s",
            "When certificates expire, in seconds since 1970.");
    }

    /// <summary>Reads them.</summary>
    /// <param name="files">At least one.</param>
    /// <param name="tell">Told of what is in force, and of trouble; whether it is trouble, and what, on any thread.
    /// </param>
    /// <param name="clients">By whom clients may log in with certificates of their own; null is nobody.</param>
    /// <exception cref="CertificateException">One cannot be served.</exception>
    public static Certificates Load(
        IReadOnlyList<CertificateFiles> files, Action<bool, string> tell, ClientAuthorities? clients = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        var held = Read(files);
        return new Certificates(files, held, Parse(files, held), clients, tell);
    }

    /// <summary>Says what is served, and from then on serves what the files hold, until it is disposed.</summary>
    public async Task FollowAsync()
    {
        Tell();
        while (await _looks.WaitForNextTickAsync().ConfigureAwait(false))
        {
            Look();
            Warn();
        }
    }

    /// <summary>Follows them no more; what is served stays so.</summary>
    public void Dispose()
    {
        _looks.Dispose();
        _meter.Dispose();
    }

    /// <summary>What is shown to who asks for a name; null names none.</summary>
    internal SslServerAuthenticationOptions For(string? name, List<SslApplicationProtocol>? protocols)
    {
        var served = Volatile.Read(ref _served);
        var fitting = string.IsNullOrEmpty(name) || served.Length == 1 ? null
            : Array.Find(served, one => one.IsFor(name));
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = (fitting ?? served[0]).Context,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = protocols,
            AllowRenegotiation = false,
        };
        _clients?.Ask(options);
        return options;
    }

    /// <summary>Whether one is for a name.</summary>
    internal bool AreFor(string name) =>
        name.Length > 0 && Array.Exists(Volatile.Read(ref _served), one => one.IsFor(name));

    private static byte[][][] Read(IReadOnlyList<CertificateFiles> files) => [.. files.Select(one => one.Read())];

    private static ServedCertificate[] Parse(IReadOnlyList<CertificateFiles> files, byte[][][] held) =>
        [.. files.Zip(held, (one, read) => one.Parse(read))];

    private IEnumerable<Measurement<long>> Expiries() => Volatile.Read(ref _served).Select(served =>
        new Measurement<long>(
            served.Until.ToUnixTimeSeconds(), new KeyValuePair<string, object?>("file", served.File)));

    private void Look()
    {
        try
        {
            var held = Read(_files);
            if (_problem is null && IsSame(held, _held)) return;
            // Those that clients are being shown are left to the collector.
            Volatile.Write(ref _served, Parse(_files, held));
            (_held, _problem, _isTold) = (held, null, false);
            Tell();
        }
        catch (CertificateException e)
        {
            // A certificate and its key come one after the other: what is wrong for long is told, once.
            if (_problem != e.Message) (_problem, _isTold) = (e.Message, false);
            else if (!_isTold)
            {
                _isTold = true;
                _tell(true, $"{e.Message}; the one before stays in force");
            }
        }
    }

    private static bool IsSame(byte[][][] one, byte[][][] other) => one.Zip(other).All(files =>
        files.First.Zip(files.Second).All(bytes => bytes.First.AsSpan().SequenceEqual(bytes.Second)));

    /// <summary>Says what is served, and what is wrong with it.</summary>
    public void Tell()
    {
        foreach (var served in _served)
            _tell(false, $"{served.File} for {served.Names}, until {served.Until.UtcDateTime:yyyy-MM-dd HH:mm}Z");
        _warned = default;
        Warn();
    }

    private void Warn()
    {
        var now = DateTimeOffset.UtcNow;
        if (now - _warned < TimeSpan.FromDays(1)) return;
        _warned = now;
        foreach (var served in _served)
        {
            if (served.Until <= now) _tell(true, $"{served.File} has expired, clients refuse it; renew it");
            else if (served.From > now)
                _tell(true, $"{served.File} is not valid yet, clients refuse it; look at this machine's clock");
            else if (served.Until - now < s_warnedBefore)
                _tell(true, $"{served.File} expires in {(int)(served.Until - now).TotalDays} days; renew it");
        }
    }
}
