using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace RxChat.Fuzz;

/// <summary>Inputs made of others: bits flipped, pieces left out, said twice, taken from elsewhere or from the words of
/// the format, and numbers made others.</summary>
internal static class Mutation
{
    private const int Longest = 4 * 1024;

    private static readonly byte[] s_bytes = [0, 1, 9, 10, 13, 32, 34, 47, 92, 125, 126, 127, 128, 0xC2, 0xED, 0xFF];

    private static readonly string[] s_numbers =
    [
        "0", "-1", "1", "00", "1e400", "65535", "65536", "2147483647", "2147483648", "-2147483649",
        "9223372036854775807", "9223372036854775808", "18446744073709551616", "0.5", "1e-400", "99999999999999999999",
    ];

    /// <summary>The next input.</summary>
    public static byte[] Of(List<byte[]> inputs, string[] tokens, Random random)
    {
        var input = new List<byte>(inputs[random.Next(inputs.Count)]);
        for (var n = 1 << random.Next(5); n > 0; n--) Change(input, inputs, tokens, random);
        if (input.Count > Longest) input.RemoveRange(Longest, input.Count - Longest);
        return [.. input];
    }

    private static void Change(List<byte> input, List<byte[]> inputs, string[] tokens, Random random)
    {
        var (at, length) = Piece(input.Count, random);
        switch (random.Next(12))
        {
            case 0 when input.Count > 0:
                input[random.Next(input.Count)] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when input.Count > 0:
                input[random.Next(input.Count)] = s_bytes[random.Next(s_bytes.Length)];
                break;
            case 2:
                input.Insert(at, (byte)random.Next(256));
                break;
            case 3:
                input.RemoveRange(at, length);
                break;
            case 4:
                input.InsertRange(random.Next(input.Count + 1), input.GetRange(at, length));
                break;
            case 5 when random.Next(8) == 0:
                for (var n = random.Next(1, 200); n > 0 && input.Count < Longest; n--)
                    input.InsertRange(at, input.GetRange(at, length));
                break;
            case 6:
                var other = inputs[random.Next(inputs.Count)];
                var (from, taken) = Piece(other.Length, random);
                input.InsertRange(at, other.AsSpan(from, taken));
                break;
            case 7 when random.Next(4) == 0:
                input.RemoveRange(at, input.Count - at);
                break;
            case 8:
                ChangeNumber(input, random);
                break;
            case 9 when input.Count - at >= 4:
                ChangeLength(input, at, random);
                break;
            case 10:
                input.RemoveRange(at, length);
                goto default;
            default:
                input.InsertRange(at, Encoding.Latin1.GetBytes(tokens[random.Next(tokens.Length)]));
                break;
        }
    }

    private static (int At, int Length) Piece(int of, Random random)
    {
        var at = random.Next(of + 1);
        return (at, random.Next(Math.Min(of - at, 1 << random.Next(12)) + 1));
    }

    private static void ChangeNumber(List<byte> input, Random random)
    {
        var digits = input.Index().Where(one => char.IsAsciiDigit((char)one.Item)).Select(one => one.Index).ToArray();
        if (digits.Length == 0) return;
        var at = digits[random.Next(digits.Length)];
        var end = at;
        while (end < input.Count && char.IsAsciiDigit((char)input[end])) end++;
        input.RemoveRange(at, end - at);
        var number = random.Next(2) == 0 ? s_numbers[random.Next(s_numbers.Length)]
            : random.Next(1 << random.Next(20)).ToString(CultureInfo.InvariantCulture);
        input.InsertRange(at, Encoding.ASCII.GetBytes(number));
    }

    private static void ChangeLength(List<byte> input, int at, Random random)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, random.Next(1 << random.Next(30)) - random.Next(2));
        var size = 1 << random.Next(3);
        for (var n = 0; n < size; n++) input[at + n] = bytes[4 - size + n];
    }
}
