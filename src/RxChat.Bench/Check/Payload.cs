using System.Buffers.Binary;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace RxChat.Bench.Check;

/// <summary>
/// The text of a message of the load: a marker and the run's number, the publisher's number and the
/// sequence number, the time it was due, padding. All of it is printable ASCII, six bits to a character, so
/// that every part is read with one load.
/// </summary>
internal sealed class Payload
{
    public const int MinSize = 32;

    /// <summary>
    /// Publishers that carry no load: their messages are seen by everybody who has
    /// joined, and tell where counting begins.
    /// </summary>
    public const int Gather = 4095, Start = 4094;

    private const int Head = 24;
    private const int SequenceBits = 36;
    private const byte Pad = (byte)'x';

    private readonly byte[] _template;
    private readonly byte[] _padding;
    private readonly ulong _marker;

    /// <param name="size">Bytes of a message as it is sent, its delimiter included.</param>
    /// <param name="delimiter">What ends a message.</param>
    /// <param name="run">Tells this run's messages from those of another in the same room; 24 bits.</param>
    public Payload(int size, byte delimiter, uint run)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, MinSize);
        (Size, Delimiter) = (size, delimiter);
        _template = new byte[size];
        _template.AsSpan().Fill(Pad);
        _template[^1] = delimiter;
        Encoding.ASCII.GetBytes("~rx~", _template);
        BinaryPrimitives.WriteUInt32LittleEndian(_template.AsSpan(4), (uint)Printable(run & 0xFFFFFF));
        _marker = BinaryPrimitives.ReadUInt64LittleEndian(_template);
        _padding = _template[Head..^1];
    }

    /// <summary>Bytes of a message, its delimiter included.</summary>
    public int Size { get; }

    public int TextSize => Size - 1;

    public byte Delimiter { get; }

    /// <summary>Writes a message with its delimiter.</summary>
    /// <param name="destination">Takes <see cref="Size"/> bytes.</param>
    /// <param name="publisher">12 bits.</param>
    /// <param name="sequence">36 bits.</param>
    /// <param name="due">48 bits.</param>
    public void Write(Span<byte> destination, int publisher, long sequence, long due)
    {
        _template.CopyTo(destination);
        BinaryPrimitives.WriteUInt64LittleEndian(
            destination[8..], Printable(((ulong)publisher << SequenceBits) | (ulong)sequence));
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], Printable((ulong)due));
    }

    /// <summary>
    /// Whether a frame, without its delimiter, ends with a message of this run, whatever the server wrote before it.
    /// </summary>
    public bool TryRead(ReadOnlySpan<byte> frame, out Mark mark)
    {
        mark = default;
        if (frame.Length < TextSize) return false;
        var text = frame[^TextSize..];
        if (BinaryPrimitives.ReadUInt64LittleEndian(text) != _marker || !text[Head..].SequenceEqual(_padding))
            return false;
        mark = new Mark(
            Number(BinaryPrimitives.ReadUInt64LittleEndian(text[8..])),
            (long)Number(BinaryPrimitives.ReadUInt64LittleEndian(text[16..])));
        return true;
    }

    private static ulong Printable(ulong number)
    {
        const ulong Zeros = 0x3030303030303030, Six = 0x3F3F3F3F3F3F3F3F;
        if (Bmi2.X64.IsSupported) return Bmi2.X64.ParallelBitDeposit(number, Six) + Zeros;
        var text = Zeros;
        for (var i = 0; i < 8; i++) text += ((number >> (6 * i)) & 0x3F) << (8 * i);
        return text;
    }

    private static ulong Number(ulong text)
    {
        const ulong Zeros = 0x3030303030303030, Six = 0x3F3F3F3F3F3F3F3F;
        text -= Zeros;
        if (Bmi2.X64.IsSupported) return Bmi2.X64.ParallelBitExtract(text, Six);
        var number = 0UL;
        for (var i = 0; i < 8; i++) number |= ((text >> (8 * i)) & 0x3F) << (6 * i);
        return number;
    }

    /// <summary>What a message carries.</summary>
    /// <param name="Id">Publisher and sequence number in one.</param>
    /// <param name="Due">When it should have been sent, in nanoseconds of the run.</param>
    internal readonly record struct Mark(ulong Id, long Due)
    {
        public int Publisher => (int)(Id >> SequenceBits);

        public long Sequence => (long)(Id & ((1UL << SequenceBits) - 1));
    }
}
