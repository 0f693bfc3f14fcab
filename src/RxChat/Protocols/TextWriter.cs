using System.Text;

namespace RxChat;

/// <summary>Writes UTF-8 into a span that is long enough.</summary>
internal ref struct TextWriter(Span<byte> destination, byte newLine)
{
    private readonly Span<byte> _destination = destination;

    public int Written { get; private set; }

    /// <summary>Names and words of our own.</summary>
    public void Write(string text) => Written += Encoding.UTF8.GetBytes(text, _destination[Written..]);

    public void Write(int number)
    {
        number.TryFormat(_destination[Written..], out var written, provider: null);
        Written += written;
    }

    /// <summary>Somebody's text, whose line feeds are shown as the protocol can.</summary>
    public void WriteText(string text)
    {
        var start = Written;
        Write(text);
        if (newLine != '\n') _destination[start..Written].Replace((byte)'\n', newLine);
    }

    public void End(byte delimiter) => _destination[Written++] = delimiter;
}
