using System.Text;

namespace RxChat.Bench.Check;

/// <summary>
/// Finds the run's messages in the bytes of one connection, however they are split. Everything else is passed over.
/// </summary>
internal struct Scanner(Payload payload)
{
    private const int LongestNotice = 256;

    private byte[]? _carry;
    private int _carried;
    private string? _notice;

    /// <summary>The last line that the server spoke for itself.</summary>
    public readonly string? Notice => _notice;

    /// <summary>Frames passed over that were neither a message of the run nor words of the server.</summary>
    public long Strangers { get; private set; }

    /// <summary>
    /// Takes bytes from <paramref name="rest"/> up to the end of the next message; false when there is none in it.
    /// </summary>
    public bool Next(ref ReadOnlySpan<byte> rest, out Payload.Mark mark)
    {
        int end;
        while ((end = rest.IndexOf(payload.Delimiter)) >= 0)
        {
            var frame = rest[..end];
            rest = rest[(end + 1)..];
            if (_carried > 0) frame = WithCarry(frame);
            if (payload.TryRead(frame, out mark)) return true;
            if (frame.Length > LongestNotice || !frame.StartsWith("* "u8)) Strangers++;
            else _notice = Encoding.UTF8.GetString(frame[2..]);
        }
        if (!rest.IsEmpty) Keep(rest);
        rest = default;
        mark = default;
        return false;
    }

    public readonly Scanner Clone()
    {
        var clone = this;
        if (_carry is not null) clone._carry = _carry.AsSpan().ToArray();
        return clone;
    }

    private ReadOnlySpan<byte> WithCarry(ReadOnlySpan<byte> frame)
    {
        Keep(frame);
        var whole = _carry.AsSpan(0, _carried);
        _carried = 0;
        return whole;
    }

    // Of a frame that is too long to be a message or a notice only the end is kept:
    // strangers in the room cost no memory.
    private void Keep(ReadOnlySpan<byte> part)
    {
        _carry ??= new byte[payload.TextSize + LongestNotice];
        if (part.Length > _carry.Length) part = part[^_carry.Length..];
        var excess = _carried + part.Length - _carry.Length;
        if (excess > 0)
        {
            _carry.AsSpan(excess, _carried - excess).CopyTo(_carry);
            _carried -= excess;
        }
        part.CopyTo(_carry.AsSpan(_carried));
        _carried += part.Length;
    }
}
