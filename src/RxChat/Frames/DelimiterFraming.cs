namespace RxChat;

internal sealed class DelimiterFraming(byte delimiter, bool trimCarriageReturn) : Framing
{
    // A CR that a LF may follow does not count, so that the limit is the same for LF and CR LF.
    private readonly int _slack = trimCarriageReturn ? 1 : 0;

    public override bool TryFind(ReadOnlySpan<byte> buffered, ref int scanned, int maximum, out FrameBounds frame)
    {
        frame = default;
        var index = buffered[scanned..].IndexOf(delimiter);
        if (index < 0)
        {
            scanned = buffered.Length;
            if (scanned > maximum + _slack) throw new FrameTooLongException(maximum);
            return false;
        }
        var end = scanned + index;
        var length = trimCarriageReturn && end > 0 && buffered[end - 1] == '\r' ? end - 1 : end;
        if (length > maximum) throw new FrameTooLongException(maximum);
        frame = new FrameBounds(0, length, end + 1);
        return true;
    }
}
