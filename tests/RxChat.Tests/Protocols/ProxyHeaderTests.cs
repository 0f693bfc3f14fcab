using System.Buffers.Binary;
using System.Net;
using System.Text;
using CsCheck;

namespace RxChat.Tests.Protocols;

/// <summary>The PROXY protocol, read at any split, and what is none.</summary>
public class ProxyHeaderTests
{
    private const string Signature = "\r\n\r\n\0\r\nQUIT\n";

    public static TheoryData<byte[], string?> Headers { get; } = new()
    {
        { Line("PROXY TCP4 203.0.113.7 192.0.2.1 4321 4041"), "203.0.113.7:4321" },
        { Line("PROXY TCP4 0.0.0.0 255.255.255.255 0 65535"), "0.0.0.0:0" },
        { Line("PROXY TCP6 2001:db8::7 ::1 4321 4041"), "[2001:db8::7]:4321" },
        { Line("PROXY TCP6 ::ffff:203.0.113.7 ::1 4321 4041"), "203.0.113.7:4321" },
        { Line("PROXY UNKNOWN"), null },
        { Line("PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535"), null },
        { V2(0x21, 0x11, IPv4("203.0.113.7", 4321)), "203.0.113.7:4321" },
        { V2(0x21, 0x21, IPv6("2001:db8::7", 4321)), "[2001:db8::7]:4321" },
        { V2(0x21, 0x21, IPv6("::ffff:203.0.113.7", 4321)), "203.0.113.7:4321" },
        { V2(0x21, 0x11, [.. IPv4("203.0.113.7", 4321), 0x02, 0x00, 0x03, 1, 2, 3]), "203.0.113.7:4321" },
        { V2(0x21, 0x11, [.. IPv4("203.0.113.7", 4321), .. new byte[4084]]), "203.0.113.7:4321" },
        { V2(0x20, 0x00, []), null },
        { V2(0x20, 0x11, IPv4("203.0.113.7", 4321)), null },
        { V2(0x21, 0x00, [1, 2, 3]), null },
        { V2(0x21, 0x31, new byte[216]), null },
    };

    public static TheoryData<byte[], string> Others { get; } = new()
    {
        { "hello\n"u8.ToArray(), "begin" },
        { "PROXYs are fine\n"u8.ToArray(), "begin" },
        { "\r\n\r\n\0\r\nQUIT\r"u8.ToArray(), "begin" },
        { [0x16, 0x03, 0x01], "begin" },
        { Line("PROXY"), "begin" },
        { Line("PROXY "), "two addresses" },
        { Line("PROXY TCP4 203.0.113.7 192.0.2.1 4321"), "two addresses" },
        { Line("PROXY TCP4  203.0.113.7 192.0.2.1 4321 4041"), "two addresses" },
        { Line("PROXY TCP5 203.0.113.7 192.0.2.1 4321 4041"), "two addresses" },
        { Line("PROXY tcp4 203.0.113.7 192.0.2.1 4321 4041"), "two addresses" },
        { Line("PROXY TCP4 2001:db8::7 192.0.2.1 4321 4041"), "addresses is none" },
        { Line("PROXY TCP6 203.0.113.7 ::1 4321 4041"), "addresses is none" },
        { Line("PROXY TCP4 203.0.113.07 192.0.2.1 4321 4041"), "addresses is none" },
        { Line("PROXY TCP4 0xCB.0.113.7 192.0.2.1 4321 4041"), "addresses is none" },
        { Line("PROXY TCP4 203.29063 192.0.2.1 4321 4041"), "addresses is none" },
        { Line("PROXY TCP4 203.0.113.7 elsewhere 4321 4041"), "addresses is none" },
        { Line("PROXY TCP6 fe80::1%eth0 ::1 4321 4041"), "addresses is none" },
        { Line("PROXY TCP4 203.0.113.7 192.0.2.1 65536 4041"), "ports is none" },
        { Line("PROXY TCP4 203.0.113.7 192.0.2.1 04321 4041"), "ports is none" },
        { Line("PROXY TCP4 203.0.113.7 192.0.2.1 4321 -1"), "ports is none" },
        { Encoding.ASCII.GetBytes("PROXY " + new string('x', 200)), "107" },
        { V2(0x11, 0x11, IPv4("203.0.113.7", 4321)), "version" },
        { V2(0x22, 0x11, IPv4("203.0.113.7", 4321)), "command" },
        { V2(0x21, 0x12, IPv4("203.0.113.7", 4321)), "stream" },
        { V2(0x21, 0x41, IPv4("203.0.113.7", 4321)), "stream" },
        { V2(0x21, 0x11, IPv4("203.0.113.7", 4321)[..11]), "cut off" },
        { V2(0x21, 0x21, IPv4("203.0.113.7", 4321)), "cut off" },
        { V2(0x21, 0x11, new byte[4097]), "4096" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void At_any_split_it_says_whose_it_is_and_takes_no_byte_more(byte[] bytes, string? source) =>
        Gen.Select(Gen.Int[1, 300].Array[1, 40], Gen.Byte.Array[0, 40]).Sample(story =>
        {
            var (cuts, after) = story;
            byte[] all = [.. bytes, .. after];
            var (header, at) = (new ProxyHeader(), 0);
            for (var n = 0; !header.IsWhole; n++)
            {
                var end = Math.Min(all.Length, at + cuts[n % cuts.Length]);
                at += header.Take(all.AsSpan(at..end));
                if (!header.IsWhole) at.Should().Be(end);
            }
            (at, header.Source?.ToString()).Should().Be((bytes.Length, source));
        }, iter: 50);

    [Theory]
    [MemberData(nameof(Others))]
    public void What_is_none_is_said_to_be_so_at_any_split(byte[] bytes, string why) =>
        Gen.Int[1, 300].Array[1, 40].Sample(cuts =>
        {
            var (header, at) = (new ProxyHeader(), 0);
            var reading = () =>
            {
                for (var n = 0; at < bytes.Length; n++)
                    at += header.Take(bytes.AsSpan(at..Math.Min(bytes.Length, at + cuts[n % cuts.Length])));
            };
            reading.Should().Throw<FormatException>().WithMessage($"*{why}*");
        }, iter: 50);

    /// <summary>Version 2 with what belongs to it.</summary>
    internal static byte[] V2(byte command, byte family, byte[] addresses)
    {
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)addresses.Length);
        return [.. Encoding.ASCII.GetBytes(Signature), command, family, .. length, .. addresses];
    }

    internal static byte[] IPv4(string source, int port) => [.. Address(source), 192, 0, 2, 1, .. Ports(port)];

    private static byte[] IPv6(string source, int port) => [.. Address(source), .. new byte[16], .. Ports(port)];

    private static byte[] Address(string source) => IPAddress.Parse(source).GetAddressBytes();

    private static byte[] Ports(int port) => [(byte)(port >> 8), (byte)port, 0x0F, 0xC9];

    private static byte[] Line(string line) => Encoding.ASCII.GetBytes(line + "\r\n");
}
