namespace RxChat;

/// <summary>
/// The protocols people type: the model's NUL-ended text, and lines. They differ in what they tell, not in how.
/// </summary>
internal sealed class TextProtocol : Protocol
{
    /// <summary>Where everybody starts.</summary>
    public const string Lobby = Names.Lobby;

    private TextProtocol(string scheme, byte delimiter, Framing framing, bool isModel)
    {
        (Scheme, Delimiter, Framing, IsModel) = (scheme, delimiter, framing, isModel);
        (Here, Elsewhere) = (new TextEncoding(this, isElsewhere: false), new TextEncoding(this, isElsewhere: true));
    }

    public static TextProtocol Nul { get; } = new("nul", 0, Framing.Nul, isModel: true);

    public static TextProtocol Line { get; } = new("line", (byte)'\n', Framing.Line, isModel: false);

    public override string Scheme { get; }

    public override Framing Framing { get; }

    public override WireEncoding Encoding => Here;

    /// <summary>Ends each frame.</summary>
    public byte Delimiter { get; }

    /// <summary>
    /// Whether it is the model's wire: guests are seen as <c>host:port</c>, and nothing that others cause is told but
    /// what they say.
    /// </summary>
    public bool IsModel { get; }

    /// <summary>For the room a client speaks in, and for what is said to it alone.</summary>
    public WireEncoding Here { get; }

    /// <summary>For its other rooms, whose names come first.</summary>
    public WireEncoding Elsewhere { get; }

    public override Conversation Begin(Person person) => new TextConversation(this, person);
}
