namespace RxChat;

/// <summary>
/// How a byte stream is cut into frames: a pure function over the bytes buffered so far, so it is tested without
/// sockets and split at every byte. One instance serves any number of streams.
/// </summary>
public abstract class Framing
{
    /// <summary>Frames ended by a NUL byte.</summary>
    public static Framing Nul { get; } = new DelimiterFraming(0, trimCarriageReturn: false);

    /// <summary>Frames ended by LF or CR LF; a CR elsewhere belongs to the frame.</summary>
    public static Framing Line { get; } = new DelimiterFraming((byte)'\n', trimCarriageReturn: true);

    /// <summary>Frames preceded by their length in bytes, as an unsigned number.</summary>
    /// <param name="size">Bytes of the length: 1, 2 or 4.</param>
    /// <param name="bigEndian">The order of the length's bytes; network order is big-endian.</param>
    public static Framing LengthPrefix(int size = 4, bool bigEndian = true) => new LengthPrefixFraming(size, bigEndian);

    /// <summary>Looks for the first frame.</summary>
    /// <param name="buffered">Bytes from the start of a frame on.</param>
    /// <param name="scanned">How many of them earlier calls looked at in vain; starts at 0 for each frame. Updated, so
    /// that a frame that comes byte by byte is looked at once.</param>
    /// <param name="maximum">The most bytes a frame may hold.</param>
    /// <param name="frame">The frame found.</param>
    /// <returns>False when the frame is not complete yet.</returns>
    /// <exception cref="FrameTooLongException">The frame holds more than <paramref name="maximum"/> bytes; known as
    /// early as that is certain.</exception>
    public abstract bool TryFind(ReadOnlySpan<byte> buffered, ref int scanned, int maximum, out FrameBounds frame);
}

/// <summary>Where a frame's content lies, and how many bytes it takes with its delimiter or length.</summary>
public readonly record struct FrameBounds(int Start, int Length, int Consumed);

/// <summary>A frame holds more bytes than the maximum; nothing after it can be trusted.</summary>
public sealed class FrameTooLongException(int maximum) : Exception($"a message may hold at most {maximum} bytes")
{
    /// <summary>The most bytes a frame may hold.</summary>
    public int Maximum { get; } = maximum;
}
