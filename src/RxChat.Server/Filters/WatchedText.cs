using System.Buffers;
using System.Text;
using RxChat.Scripting;
using RxChat.Server.Configuration;

namespace RxChat.Server.Filters;

/// <summary>
/// What a path leads to now, looked at again and again. The text itself is compared, so it does not matter how it came
/// there: by a write, a rename, another target of a link on the way, or a folder made anew.
/// </summary>
internal sealed class WatchedText(string path)
{
    /// <summary>Far more than anybody writes; a device would have no end.</summary>
    private const int Longest = 4 * 1024 * 1024;

    // It may begin with a mark of UTF-8 or UTF-16, as some editors write one.
    private static readonly UTF8Encoding s_utf8 = new(false, throwOnInvalidBytes: true);

    private byte[] _text = [];
    private byte[] _next = new byte[16 * 1024];
    private int _length;
    private string? _problem;

    /// <summary>The text at the last look.</summary>
    /// <exception cref="FilterFileException">It could not be read.</exception>
    public string Text
    {
        get
        {
            if (_problem is not null) throw Refused(1, _problem);
            try
            {
                return new StreamReader(new MemoryStream(_text, 0, _length), s_utf8).ReadToEnd();
            }
            catch (DecoderFallbackException)
            {
                // Its words would be looked for with other letters than were written.
                var line = 1 + _text.AsSpan(0, Utf8Until(_text.AsSpan(0, _length))).Count((byte)'\n');
                throw Refused(line, "is not UTF-8; save it in that encoding");
            }
        }
    }

    /// <summary>Looks again; whether that is other than at the last look.</summary>
    public bool Look()
    {
        var (length, problem) = Read();
        if (problem == _problem && _next.AsSpan(0, length).SequenceEqual(_text.AsSpan(0, _length))) return false;
        (_text, _next, _length, _problem) = (_next, _text.Length > 0 ? _text : new byte[_next.Length], length, problem);
        return true;
    }

    private static int Utf8Until(ReadOnlySpan<byte> bytes)
    {
        var until = 0;
        while (Rune.DecodeFromUtf8(bytes[until..], out _, out var taken) == OperationStatus.Done) until += taken;
        return until;
    }

    private FilterFileException Refused(int line, string why) => new([new FilterProblem(path, line, 1, why)]);

    private (int Length, string? Problem) Read()
    {
        try
        {
            using var file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var length = 0;
            while (file.Read(_next.AsSpan(length)) is > 0 and var count)
            {
                length += count;
                if (length > Longest)
                    return (0, $"cannot be read: it holds more than {Longest} bytes, which no filter does");
                if (length == _next.Length) Array.Resize(ref _next, _next.Length * 2);
            }
            return Trust.Problem(path) is { } problem ? (0, $"is not run: {problem}") : (length, null);
        }
        catch (Exception e) when (Unreadable.Because(e))
        {
            return (0, $"cannot be read: {Unreadable.Why(path, e)}");
        }
    }
}
