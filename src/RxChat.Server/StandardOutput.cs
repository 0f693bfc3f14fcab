using System.Text;

namespace RxChat.Server;

/// <summary>
/// Standard output that says what it is when it cannot be written to: "no space left on device" alone helps nobody.
/// </summary>
internal sealed class StandardOutput : Stream
{
    private readonly Stream _output = Console.OpenStandardOutput();

    /// <summary>From now on whatever is printed goes by it.</summary>
    public static void Name() =>
        Console.SetOut(new StreamWriter(new StandardOutput(), new UTF8Encoding(false)) { AutoFlush = true });

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _output.Write(buffer);
        }
        catch (Exception e) when (LastWords.IsOfOutput(e))
        {
            var why = (e.InnerException ?? e).Message;
            throw new IOException(
                $"cannot write to standard output: {why}; redirect it elsewhere (> /dev/null, if nobody reads it)");
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Nothing is held back here.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
