using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RxChat.Fuzz;

/// <summary>
/// What a proxy says first: any split of it says the same or is refused, takes no byte of what follows, and whoever is
/// found is found again in the plainest header that says so.
/// </summary>
internal static class ProxyTarget
{
    private const int MostBytes = 16 + 4096;

    public static FuzzTarget Target { get; } = new(
        "proxy",
        [
            "PROXY ", "TCP4 ", "TCP6 ", "UNKNOWN", "203.0.113.7 ", "::1 ", "::ffff:1.2.3.4 ", "1.2.3 ", " 4321", "\r\n",
            "\r\n\r\n\0\r\nQUIT\n", "\u0021\u0011\0\u000C", "\u0021\u0021\0\u0024", "\u0020\0\0\0",
            "\u0021\u0031\0\u00D8", "\u00FF\u00FF", "0", "%eth0", "0x7f",
        ],
        Check);

    private static string Check(byte[] input)
    {
        var expected = Read([input], out var source);
        foreach (var split in Splits.Of(input))
        {
            var came = Read(split, out _);
            if (came != expected) throw new BrokenException($"a split gives {came} and not {expected}");
        }
        if (source is null) return expected[..1];
        var family = source.AddressFamily == AddressFamily.InterNetwork ? 4 : 6;
        var plain = $"PROXY TCP{family} {source.Address} {source.Address} {source.Port} 1\r\n";
        Read([Encoding.ASCII.GetBytes(plain)], out var again);
        BrokenException.Unless(source.Equals(again), $"{source} is read back as {again}");
        return $"{expected[..1]} {family}";
    }

    private static string Read(byte[][] split, out IPEndPoint? source)
    {
        var (header, taken, given) = (new ProxyHeader(), 0, 0);
        source = null;
        try
        {
            foreach (var piece in split)
            {
                var one = header.Take(piece);
                if (one < 0 || one > piece.Length)
                    throw new BrokenException($"{one} bytes of {piece.Length} are taken");
                taken += one;
                given += piece.Length;
                if (header.IsWhole) break;
                BrokenException.Unless(one == piece.Length, "what may be its own is left");
                if (given > MostBytes) throw new BrokenException($"{given} bytes are none yet");
            }
        }
        catch (FormatException)
        {
            return "none";
        }
        source = header.IsWhole ? header.Source : null;
        return header.IsWhole ? $"whole {taken} {source}" : "more";
    }
}
