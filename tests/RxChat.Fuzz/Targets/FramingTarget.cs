using System.Reactive.Subjects;
using System.Text;

namespace RxChat.Fuzz;

/// <summary>
/// Frames: any split of the bytes gives those that a plain reading of all of them gives, and no more is buffered than
/// the longest frame and what belongs to it. The first two bytes say which framing, and how long a frame may be.
/// </summary>
internal static class FramingTarget
{
    private static readonly Kind[] s_kinds =
    [
        new(Framing.Nul, 0), new(Framing.Line, (byte)'\n', Slack: 1), OfLength(1, true), OfLength(2, true),
        OfLength(2, false), OfLength(4, true), OfLength(4, false),
    ];

    public static FuzzTarget Target { get; } =
        new("framing",
            ["\0", "\n", "\r\n", "\r", "\r\r\n", "\0\0\0\u0005", "\u0005\0\0\0", "\u00FF\u00FF\u00FF\u00FF", "abc"],
            Check);

    private static string Check(byte[] input)
    {
        if (input.Length < 2) return "nothing";
        var (kind, maximum, bytes) = (s_kinds[input[0] % s_kinds.Length], input[1] % 64, input[2..]);
        var expected = Plainly(kind, maximum, bytes);
        foreach (var split in Splits.Of(bytes))
        {
            var came = Read(kind.Framing, maximum, split);
            if (came != expected) throw new BrokenException($"a split gives {came} and not {expected}");
        }
        CheckBuffered(kind, maximum, bytes);
        return $"{input[0] % s_kinds.Length} {expected.Count(one => one == ';')} {expected.EndsWith('!')}";
    }

    private static string Read(Framing framing, int maximum, byte[][] split)
    {
        var (told, end) = (new List<string>(), "nothing");
        using var source = new Subject<ReadOnlyMemory<byte>>();
        using var reading = source.Frames(framing, maximum).Subscribe(
            frame => told.Add(Convert.ToHexString(frame) + ";"),
            error => end = error is FrameTooLongException ? "!" : $"{error}",
            () => end = "");
        foreach (var piece in split)
        {
            byte[] borrowed = [.. piece];
            source.OnNext(borrowed);
            Array.Fill(borrowed, (byte)'?');
        }
        source.OnCompleted();
        return string.Concat(told) + end;
    }

    private static string Plainly(Kind kind, int maximum, byte[] bytes)
    {
        var (told, at) = (new StringBuilder(), 0);
        while (true)
        {
            var rest = bytes.AsSpan(at);
            if (kind.Size == 0)
            {
                var end = rest.IndexOf(kind.Delimiter);
                if (end < 0) return rest.Length > maximum + kind.Slack ? told + "!" : $"{told}";
                var frame = kind.Slack > 0 && end > 0 && rest[end - 1] == '\r' ? rest[..(end - 1)] : rest[..end];
                if (frame.Length > maximum) return told + "!";
                told.Append(Convert.ToHexString(frame)).Append(';');
                at += end + 1;
                continue;
            }
            if (rest.Length < kind.Size) return $"{told}";
            var length = 0L;
            for (var n = 0; n < kind.Size; n++) length = (length << 8) + rest[kind.IsBigEndian ? n : kind.Size - 1 - n];
            if (length > maximum) return told + "!";
            if (rest.Length - kind.Size < length) return $"{told}";
            var whole = rest.Slice(kind.Size, (int)length);
            told.Append(Convert.ToHexString(whole)).Append(';');
            at += kind.Size + (int)length;
        }
    }

    private static void CheckBuffered(Kind kind, int maximum, byte[] bytes)
    {
        var (start, scanned) = (0, 0);
        try
        {
            for (var end = 1; end <= bytes.Length; end++)
            {
                while (kind.Framing.TryFind(bytes.AsSpan(start..end), ref scanned, maximum, out var frame))
                    (start, scanned) = (start + frame.Consumed, 0);
                if (end - start > maximum + kind.Slack + kind.Size)
                    throw new BrokenException($"{end - start} bytes wait for a frame");
            }
        }
        catch (FrameTooLongException)
        {
            // Which is the end of it.
        }
    }

    private static Kind OfLength(int size, bool isBigEndian) =>
        new(Framing.LengthPrefix(size, isBigEndian), 0, Slack: 0, size, isBigEndian);

    private sealed record Kind(
        Framing Framing, byte Delimiter, int Slack = 0, int Size = 0, bool IsBigEndian = false);
}
