namespace RxChat.Fuzz;

/// <summary>Bytes as they may come: whole, each alone, and cut at places that hang on the bytes.</summary>
internal static class Splits
{
    public static IEnumerable<byte[][]> Of(byte[] bytes) =>
        [[bytes], [.. bytes.Select(one => new[] { one })], Cut(bytes, most: 4), Cut(bytes, most: 40)];

    /// <summary>Cut in pieces of at most so many bytes.</summary>
    public static byte[][] Cut(byte[] bytes, int most)
    {
        var random = new Random(bytes.Length + (bytes.Length > 0 ? bytes[bytes.Length / 2] << 8 : 0));
        var pieces = new List<byte[]>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(bytes.Length - at, random.Next(1, most + 1));
            pieces.Add(bytes[at..(at + length)]);
            at += length;
        }
        return [.. pieces];
    }
}
