namespace RxChat;

/// <summary>How many messages a client missed, until it is told; a telling that itself has to be dropped is counted again.</summary>
internal struct Missed
{
    private Chunk? _told;
    private int _toldCount;

    public int Untold { get; private set; }

    /// <summary>Counts the frames of what is dropped, from the reference's start to <paramref name="cut"/>.</summary>
    public void Count(in Reference dropped, int cut)
    {
        if (dropped.Chunk == _told) Untold += _toldCount;
        else Untold += dropped.Chunk.FramesWithin(dropped.Offset, cut);
    }

    /// <summary>The notice, to be sent where the gap is.</summary>
    public Reference Tell(Protocol protocol)
    {
        var notice = Reference.Notice(protocol, $"{Untold} message{(Untold == 1 ? "" : "s")} missed");
        (_told, _toldCount, Untold) = (notice.Chunk, Untold, 0);
        return notice;
    }
}
