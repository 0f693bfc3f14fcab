using RxChat.Scripting;

namespace RxChat.Server.Filters;

/// <summary>A filter file as it was when it last was good.</summary>
internal sealed class LiveFile
{
    private (DateTime At, string Text) _seen;
    private FilterFile? _replaced;

    public LiveFile(string path)
    {
        Path = path;
        _seen = Look();
        Filters = FilterFile.Load(path, _seen.Text);
    }

    public string Path { get; }

    public FilterFile Filters { get; private set; }

    /// <summary>Reads it if it was saved since, or anyway; whether there are other filters now.</summary>
    /// <exception cref="FilterFileException">It is refused.</exception>
    public bool Read(bool anew)
    {
        var seen = Look();
        // The system may tell of one save more than once.
        if (!anew && seen == _seen) return false;
        _seen = seen;
        var next = FilterFile.Load(Path, seen.Text);
        (_replaced, Filters) = (Filters, next);
        return true;
    }

    /// <summary>Once the others are in force.</summary>
    public void ForgetReplaced()
    {
        _replaced?.Dispose();
        _replaced = null;
    }

    private (DateTime At, string Text) Look() => (File.GetLastWriteTimeUtc(Path), ReadText.Of(Path));
}
