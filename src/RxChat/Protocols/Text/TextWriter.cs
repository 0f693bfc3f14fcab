namespace RxChat;

/// <summary>
/// Writes UTF-8 frames into a span that is long enough. Line feeds in them are shown as spaces where they would end a
/// frame.
/// </summary>
internal ref struct TextWriter(Span<byte> destination, byte delimiter)
{
    private readonly Span<byte> _destination = destination;

    public int Written { get; private set; }

    /// <summary>Names and words of our own.</summary>
    public void Write(string text) => Written += System.Text.Encoding.UTF8.GetBytes(text, _destination[Written..]);

    public void Write(int number)
    {
        number.TryFormat(_destination[Written..], out var written, provider: null);
        Written += written;
    }

    public void Write(int number, string unit)
    {
        Write(number);
        Write(unit);
    }

    /// <summary>Somebody's text.</summary>
    public void WriteText(string text)
    {
        var start = Written;
        Write(text);
        if (delimiter == '\n') _destination[start..Written].Replace((byte)'\n', (byte)' ');
    }

    public void End() => _destination[Written++] = delimiter;
}
