namespace RxChat;

/// <summary>The rest: bytes that came and are not framed yet. Holds no memory while it is empty.</summary>
internal struct FrameBuffer
{
    private const int Smallest = 256;

    private byte[]? _bytes;
    private int _start;
    private int _end;

    public readonly bool IsEmpty => _start == _end;

    public readonly ReadOnlySpan<byte> Content => _bytes.AsSpan(_start, _end - _start);

    public void Append(ReadOnlySpan<byte> chunk)
    {
        if (chunk.IsEmpty) return;
        var length = _end - _start;
        if (_bytes is null || _bytes.Length - _end < chunk.Length)
        {
            var needed = length + chunk.Length;
            var target = _bytes is not null && _bytes.Length >= needed
                ? _bytes
                : new byte[Math.Max(Smallest, needed + (needed / 2))];
            Content.CopyTo(target);
            (_bytes, _start, _end) = (target, 0, length);
        }
        chunk.CopyTo(_bytes.AsSpan(_end));
        _end += chunk.Length;
    }

    public void Consume(int count)
    {
        _start += count;
        if (IsEmpty) this = default;
    }
}
