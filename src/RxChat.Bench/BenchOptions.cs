using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RxChat.Bench;

/// <summary>What a run is to do, within its bounds.</summary>
internal sealed record BenchOptions
{
    public const string ConnectionsFlag = "--connections", PublishersFlag = "--publishers", SizeFlag = "--size",
        RateFlag = "--rate", WindowFlag = "--window", DurationFlag = "--duration", WarmupFlag = "--warmup",
        FrozenFlag = "--frozen";

    private const int MaxConnections = 20_000, MaxPublishers = 1_000, MaxSize = 65_000, MaxWindow = 1_000_000,
        MaxRate = 10_000_000;

    private const int DefaultWindow = 256;
    private const long DefaultUnderWay = 512 * 1024, MaxUnderWay = 256 * 1024 * 1024;

    public required string Url { get; init; }

    public required byte Delimiter { get; init; }

    /// <summary>All addresses of the host, in the order in which they are to be tried; or the one in the file system.
    /// </summary>
    public required EndPoint[] Addresses { get; init; }

    public required int Connections { get; init; }

    public required int Publishers { get; init; }

    public required int Size { get; init; }

    /// <summary>Messages per second of all publishers; null when <see cref="Window"/> decides.</summary>
    public required double? Rate { get; init; }

    /// <summary>Messages under way that are kept up when there is no rate.</summary>
    public required int Window { get; init; }

    public required double Duration { get; init; }

    public required double Warmup { get; init; }

    /// <summary>Connections more that never read.</summary>
    public required int Frozen { get; init; }

    /// <summary>Whether .NET's own sockets are used where there is something better.</summary>
    public bool Portable { get; init; }

    /// <param name="url">Where to.</param>
    /// <param name="remote">Whether it may be another machine.</param>
    /// <param name="value">An option's value, if it is set.</param>
    /// <exception cref="FormatException">An option or the URL is wrong; the message names it and the mend.</exception>
    /// <exception cref="IOException">The host is not found.</exception>
    public static BenchOptions Parse(string url, bool remote, Func<string, string?> value)
    {
        var connections = Whole(value, ConnectionsFlag, 1, MaxConnections) ?? 100;
        var publishers = Whole(value, PublishersFlag, 1, MaxPublishers);
        if (publishers > connections)
            throw new FormatException(
                $"{PublishersFlag} {publishers} is more than the {connections} connections; raise {ConnectionsFlag}");
        var size = Whole(value, SizeFlag, Check.Payload.MinSize, MaxSize) ?? 64;
        var rate = Number(value, RateFlag, 0.1, MaxRate);
        var window = Whole(value, WindowFlag, 1, MaxWindow);
        if (rate is not null && window is not null)
            throw new FormatException($"{RateFlag} and {WindowFlag} exclude each other; leave one away");
        if ((long)(window ?? 0) * size > MaxUnderWay)
            throw new FormatException(
                $"{WindowFlag} {window} of {size} bytes is more than {MaxUnderWay} bytes under way; lower one");
        var (delimiter, addresses) = Parse(url, remote);
        return new BenchOptions
        {
            Url = url,
            Delimiter = delimiter,
            Addresses = addresses,
            Connections = connections,
            Publishers = publishers ?? Math.Min(8, connections),
            Size = size,
            Rate = rate,
            Window = window ?? (int)Math.Clamp(DefaultUnderWay / size, 1, DefaultWindow),
            Duration = Number(value, DurationFlag, 0.1, 600) ?? 5,
            Frozen = Whole(value, FrozenFlag, 0, MaxConnections) ?? 0,
            Warmup = Number(value, WarmupFlag, 0, 60) ?? 1,
        };
    }

    private static (byte Delimiter, EndPoint[] Addresses) Parse(string url, bool remote) =>
        !Uri.TryCreate(url, UriKind.Absolute, out var uri) ? throw Unknown(url) : uri switch
        {
            { Scheme: "nul+unix" or "line+unix", AbsolutePath: { Length: > 0 and < 108 } path } =>
                (DelimiterOf(uri), AtPath(path)),
            { Scheme: "nul" or "line", Port: > 0, DnsSafeHost: { Length: > 0 } host } =>
                (DelimiterOf(uri), [.. Resolve(host, remote).Select(address => new IPEndPoint(address, uri.Port))]),
            _ => throw Unknown(url),
        };

    private static byte DelimiterOf(Uri url) =>
        url.Scheme.StartsWith("nul", StringComparison.Ordinal) ? (byte)0 : (byte)'\n';

    // A method of its own: what it needs is loaded only where it is called, and there may be few open files.
    private static EndPoint[] AtPath(string path) => [new UnixDomainSocketEndPoint(Uri.UnescapeDataString(path))];

    private static FormatException Unknown(string url) =>
        new($"{url} is nothing to load; write for example nul://127.0.0.1:4040 or line://127.0.0.1:4041");

    private static IPAddress[] Resolve(string host, bool remote)
    {
        try
        {
            var addresses = IPAddress.TryParse(host, out var address) ? [address] : Dns.GetHostAddresses(host);
            if (addresses.Length == 0) throw NotFound(host, "it has no address");
            return remote || addresses.All(IPAddress.IsLoopback)
                ? addresses
                : throw new FormatException(
                    $"{host} is not this machine; --remote puts load on a server of yours elsewhere");
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            // A name that no resolver would take, such as one of 300 letters, is an argument out of range.
            throw NotFound(host, e is SocketException ? e.Message : "no host can have that name");
        }
    }

    private static IOException NotFound(string host, string why) =>
        new($"cannot find {host}: {why}; is the name right? An address such as 127.0.0.1 needs no look-up");

    private static int? Whole(Func<string, string?> value, string option, int least, int most) =>
        value(option) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most ? number
        : throw new FormatException($"{option} must be a whole number from {least} to {most}, not \"{text}\"");

    private static double? Number(Func<string, string?> value, string option, double least, double most) =>
        value(option) is not { } text ? null
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most ? number
        : throw new FormatException($"{option} must be a number from {least} to {most}, not \"{text}\"");
}
