namespace RxChat.Fuzz;

/// <summary>Something that reads bytes of strangers, and what holds for any of them.</summary>
/// <param name="Name">What it is called, and the folder of its corpus.</param>
/// <param name="Tokens">Pieces that its format is made of, in Latin-1.</param>
/// <param name="Check">Reads an input and says what kind of thing became of it; throws when anything is not as it
/// has to be.</param>
/// <param name="Share">Of how many inputs of a short run it takes one: some cost more than others.</param>
internal sealed record FuzzTarget(string Name, string[] Tokens, Func<byte[], string> Check, int Share = 1)
{
    /// <summary>All there are.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        FramingTarget.Target, WebSocketTarget.Target, TextTarget.Target, JsonTarget.Target, HttpTarget.Target,
        ProxyTarget.Target, CodecTarget.Target, QueryTarget.Target, ConfigurationTarget.Target, RecordingTarget.Target,
        ServerTarget.Target,
    ];
}

/// <summary>An input for which something does not hold.</summary>
internal sealed class BrokenException(string what) : Exception(what)
{
    /// <summary>Says that something has to be so.</summary>
    public static void Unless(bool holds, string what)
    {
        if (!holds) throw new BrokenException(what);
    }
}
