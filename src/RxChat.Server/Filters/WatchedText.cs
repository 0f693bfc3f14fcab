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

    private byte[] _text = [];
    private byte[] _next = new byte[16 * 1024];
    private int _length;
    private string? _problem;

    /// <summary>The text at the last look.</summary>
    /// <exception cref="FilterFileException">It could not be read.</exception>
    public string Text => _problem is null
        ? new StreamReader(new MemoryStream(_text, 0, _length), Encoding.UTF8).ReadToEnd()
        : throw new FilterFileException([new FilterProblem(path, 1, 1, $"cannot be read: {_problem}")]);

    /// <summary>Looks again; whether that is other than at the last look.</summary>
    public bool Look()
    {
        var (length, problem) = Read();
        if (problem == _problem && _next.AsSpan(0, length).SequenceEqual(_text.AsSpan(0, _length))) return false;
        (_text, _next, _length, _problem) = (_next, _text.Length > 0 ? _text : new byte[_next.Length], length, problem);
        return true;
    }

    private (int Length, string? Problem) Read()
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete);
            var length = 0;
            while (RandomAccess.Read(file, _next.AsSpan(length), length) is > 0 and var count)
            {
                length += count;
                if (length > Longest) return (0, $"it holds more than {Longest} bytes, which no filter does");
                if (length == _next.Length) Array.Resize(ref _next, _next.Length * 2);
            }
            return (length, null);
        }
        catch (Exception e) when (Unreadable.Because(e))
        {
            return (0, Unreadable.Why(path, e));
        }
    }
}
