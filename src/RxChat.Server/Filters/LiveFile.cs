using RxChat.Scripting;

namespace RxChat.Server.Filters;

/// <summary>A filter file as it was when it last was good.</summary>
internal sealed class LiveFile
{
    /// <summary>How long nothing may change before it counts as saved: an editor writes in steps.</summary>
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(50);

    private readonly WatchedText _watched;
    private string _live;
    private FilterFile? _replaced;

    public LiveFile(string path)
    {
        Path = path;
        _watched = new WatchedText(path);
        _watched.Look();
        _live = _watched.Text;
        Filters = FilterFile.Load(path, _live);
    }

    public string Path { get; }

    public string Text => _live;

    public FilterFile Filters { get; private set; }

    /// <summary>
    /// Reads it if it changed since, or anyway, but not if it says what is live: that would only forget what its
    /// filters remember.
    /// </summary>
    /// <exception cref="FilterFileException">It is refused.</exception>
    public async Task<Reading> ReadAsync(bool anyway, CancellationToken stop)
    {
        if (!_watched.Look() && !anyway) return Reading.Unchanged;
        do await Task.Delay(s_quiet, stop);
        while (_watched.Look());
        var text = _watched.Text;
        if (text == _live) return Reading.AsLive;
        var next = FilterFile.Load(Path, text);
        (_replaced, Filters, _live) = (Filters, next, text);
        return Reading.Replaced;
    }

    /// <summary>Once the others are in force.</summary>
    public void ForgetReplaced()
    {
        _replaced?.Dispose();
        _replaced = null;
    }
}

/// <summary>What came of a look at a filter file.</summary>
internal enum Reading
{
    /// <summary>It is as it was at the last look.</summary>
    Unchanged,

    /// <summary>It says what is in force, or says it again.</summary>
    AsLive,

    /// <summary>There are other filters now.</summary>
    Replaced,
}
