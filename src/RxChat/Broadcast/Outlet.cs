namespace RxChat;

/// <summary>An encoding in service: its index among them, and the send log of what its clients are sent.</summary>
internal sealed class Outlet(WireEncoding encoding, int index)
{
    private int _runStart;

    public int Index { get; } = index;

    /// <summary>Of the encoding, for people.</summary>
    public string Name { get; } = $"{encoding.GetType().Name.Replace("Encoding", "").ToLowerInvariant()} ({index})";

    public SendLog Log { get; } = new();

    /// <summary>Where the next event will be written in the head of the log.</summary>
    public int Position => Log.Head.Length;

    public int MaxBytes(in ChatEvent told) => encoding.MaxBytes(told);

    /// <summary>Writes an event, for which there is room, and returns its length.</summary>
    public int Write(in ChatEvent told, Tag tag)
    {
        var bytes = encoding.Encode(told, Log.Head.Free);
        if (bytes > 0) Log.Head.Commit(bytes, tag);
        return bytes;
    }

    /// <summary>What was written since the last run ended, as one slice.</summary>
    public Slice EndRun()
    {
        var run = new Slice(Log.Head, _runStart, Log.Head.Length - _runStart);
        _runStart = Log.Head.Length;
        return run;
    }

    /// <summary>
    /// Begins a new segment with room for so many bytes, between two runs, and returns the one before it.
    /// </summary>
    public Segment Rotate(int bytes)
    {
        _runStart = 0;
        return Log.Rotate(bytes);
    }

    /// <summary>Begins its segment again, between two runs: everybody has got everything.</summary>
    public void Restart()
    {
        _runStart = 0;
        Log.Restart();
    }
}

/// <summary>The encodings of one server, each registered when the first client listens on it.</summary>
internal sealed class Outlets
{
    private readonly Dictionary<WireEncoding, Outlet> _byEncoding = [];

    /// <summary>In the order of their indices.</summary>
    public List<Outlet> All { get; } = [];

    public Outlet Of(WireEncoding encoding)
    {
        if (_byEncoding.TryGetValue(encoding, out var outlet)) return outlet;
        outlet = new Outlet(encoding, All.Count);
        All.Add(outlet);
        return _byEncoding[encoding] = outlet;
    }
}
