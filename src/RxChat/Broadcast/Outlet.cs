namespace RxChat;

/// <summary>
/// One way in which events are encoded: a protocol, for those whose current room it is or for those who are elsewhere. Each has a log of
/// its own, so that what its clients are sent lies together.
/// </summary>
internal sealed class Outlet(Protocol protocol, bool elsewhere)
{
    private int _runStart;

    public static int Count { get; } = Protocol.All.Count * 2;

    public Protocol Protocol { get; } = protocol;

    public Log Log { get; } = new();

    public static int IndexOf(Protocol protocol, bool elsewhere) =>
        (protocol == Protocol.All[0] ? 0 : 2) + (elsewhere ? 1 : 0);

    /// <summary>Begins a new chunk with room for so many bytes, between two runs, and returns the one before it.</summary>
    public Chunk Rotate(int bytes)
    {
        _runStart = 0;
        return Log.Rotate(bytes);
    }

    /// <summary>Begins its chunk again, between two runs: everybody has got everything.</summary>
    public void Restart()
    {
        _runStart = 0;
        Log.Restart();
    }

    /// <summary>What was written since the last run ended, as one reference.</summary>
    public Reference EndRun()
    {
        var run = new Reference(Log.Head, _runStart, Log.Head.Length - _runStart);
        _runStart = Log.Head.Length;
        return run;
    }

    public int Write(in ChatEvent told)
    {
        var bytes = Protocol.Encode(told, elsewhere, Log.Head.Free);
        if (bytes > 0) Log.Head.Commit(bytes);
        return bytes;
    }
}
