using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace RxChat;

/// <summary>
/// What a proxy says first of whom it passes on: the PROXY protocol of HAProxy, versions 1 and 2, read strictly and at
/// any split.
/// </summary>
internal sealed class ProxyHeader
{
    /// <summary>Of version 1, with its end.</summary>
    private const int LongestLine = 107;

    /// <summary>What comes before the addresses in version 2 …</summary>
    private const int Fixed = 16;

    /// <summary>… and the most that may come with them; certificates of clients are not for us.</summary>
    private const int MostAddresses = 4096;

    private const int OfIPv4 = 12, OfIPv6 = 36, OfUnix = 216;

    private static readonly SearchValues<char> s_ofAddresses = SearchValues.Create("0123456789abcdefABCDEF:.");

    private readonly List<byte> _bytes = [];

    private static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    private static ReadOnlySpan<byte> Word => "PROXY "u8;

    public bool IsWhole { get; private set; }

    /// <summary>Who is behind the proxy; null when that is itself, or somebody without an address.</summary>
    public IPEndPoint? Source { get; private set; }

    /// <summary>Whether bytes begin with one.</summary>
    public static bool Begins(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Word) || bytes.StartsWith(Signature);

    /// <summary>Takes what came next, and says how much of it is the header's.</summary>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public int Take(ReadOnlySpan<byte> chunk)
    {
        var before = _bytes.Count;
        _bytes.AddRange(chunk[..Math.Min(chunk.Length, Fixed + MostAddresses - before)]);
        var bytes = CollectionsMarshal.AsSpan(_bytes);
        if (Begun(bytes, Word)) return TakeLine(bytes) is { } line ? line - before : chunk.Length;
        if (Begun(bytes, Signature)) return TakeBinary(bytes) is { } binary ? binary - before : chunk.Length;
        throw new FormatException("it does not begin with one");
    }

    private static bool Begun(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> beginning) =>
        beginning.StartsWith(bytes[..Math.Min(bytes.Length, beginning.Length)]);

    private int? TakeLine(ReadOnlySpan<byte> bytes)
    {
        var end = bytes[..Math.Min(bytes.Length, LongestLine)].IndexOf("\r\n"u8);
        if (end < 0)
        {
            return bytes.Length < LongestLine ? null
                : throw new FormatException($"its line does not end within {LongestLine} bytes");
        }
        Source = Encoding.ASCII.GetString(bytes[..end]).Split(' ') switch
        {
            [_, "UNKNOWN", ..] => null,
            [_, "TCP4", var source, var to, var port, var toPort] =>
                Between(source, to, port, toPort, AddressFamily.InterNetwork),
            [_, "TCP6", var source, var to, var port, var toPort] =>
                Between(source, to, port, toPort, AddressFamily.InterNetworkV6),
            _ => throw new FormatException("its line is not PROXY TCP4 or TCP6, two addresses and two ports"),
        };
        IsWhole = true;
        return end + 2;
    }

    private int? TakeBinary(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Fixed) return null;
        var (command, family) = (bytes[12], bytes[13]);
        var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]);
        if (command is not (0x20 or 0x21))
            throw new FormatException("its version is not 2, or its command neither LOCAL nor PROXY");
        if (length > MostAddresses) throw new FormatException($"more than {MostAddresses} bytes belong to it");
        var needed = family switch
        {
            _ when command == 0x20 => 0,
            0x00 => 0,
            0x11 => OfIPv4,
            0x21 => OfIPv6,
            0x31 => OfUnix,
            _ => throw new FormatException("it is of no stream"),
        };
        if (length < needed) throw new FormatException("its addresses are cut off");
        if (bytes.Length < Fixed + length) return null;
        Source = needed switch
        {
            OfIPv4 => Of(bytes.Slice(Fixed, 4), bytes[(Fixed + 8)..]),
            OfIPv6 => Of(bytes.Slice(Fixed, 16), bytes[(Fixed + 32)..]),
            _ => null,
        };
        IsWhole = true;
        return Fixed + length;
    }

    private static IPEndPoint Between(string source, string to, string port, string toPort, AddressFamily family)
    {
        _ = new IPEndPoint(Address(to, family), Port(toPort));
        return Of(Address(source, family), Port(port));
    }

    // No forms that the system's own reader takes beside the usual one: octal, hexadecimal, scopes.
    private static IPAddress Address(string text, AddressFamily family) =>
        !text.AsSpan().ContainsAnyExcept(s_ofAddresses) && IPAddress.TryParse(text, out var address)
        && address.AddressFamily == family
        && (family == AddressFamily.InterNetworkV6 || address.ToString() == text)
            ? address
            : throw new FormatException("one of its addresses is none");

    private static int Port(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
        && (text.Length == 1 || text[0] != '0')
            ? port
            : throw new FormatException("one of its ports is none");

    private static IPEndPoint Of(ReadOnlySpan<byte> address, ReadOnlySpan<byte> port) =>
        Of(new IPAddress(address), BinaryPrimitives.ReadUInt16BigEndian(port));

    private static IPEndPoint Of(IPAddress address, int port) =>
        new(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, port);
}
