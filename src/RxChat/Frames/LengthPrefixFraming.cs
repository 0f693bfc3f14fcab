using System.Buffers.Binary;

namespace RxChat;

internal sealed class LengthPrefixFraming : Framing
{
    private readonly int _size;
    private readonly bool _bigEndian;

    public LengthPrefixFraming(int size, bool bigEndian)
    {
        if (size is not (1 or 2 or 4))
            throw new ArgumentOutOfRangeException(nameof(size), size, "a length takes 1, 2 or 4 bytes");
        (_size, _bigEndian) = (size, bigEndian);
    }

    public override bool TryFind(ReadOnlySpan<byte> buffered, ref int scanned, int maximum, out FrameBounds frame)
    {
        frame = default;
        if (buffered.Length < _size) return false;
        var length = Length(buffered);
        if (length > maximum) throw new FrameTooLongException(maximum);
        if (buffered.Length - _size < length) return false;
        frame = new FrameBounds(_size, (int)length, _size + (int)length);
        return true;
    }

    private uint Length(ReadOnlySpan<byte> bytes) => (_size, _bigEndian) switch
    {
        (1, _) => bytes[0],
        (2, true) => BinaryPrimitives.ReadUInt16BigEndian(bytes),
        (2, false) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        (_, true) => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        _ => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
    };
}
