namespace RxChat;

/// <summary>How a client speaks and is spoken to, and all policy that is one protocol's own.</summary>
internal abstract class Protocol
{
    /// <summary>
    /// The protocols an endpoint can be asked for by its scheme: the one place where a protocol is registered.
    /// </summary>
    public static IReadOnlyList<Protocol> All { get; } = [TextProtocol.Nul, TextProtocol.Line, JsonProtocol.Instance,
        WebSocketProtocol.Instance];

    /// <summary>The one of a scheme, within TLS if that is meant; null if there is none.</summary>
    public static Protocol? Of(string scheme) => All.FirstOrDefault(one => one.Scheme == scheme)
        ?? (All.FirstOrDefault(one => $"{one.Scheme}s" == scheme) is { } within ? new SecureProtocol(within) : null);

    public abstract string Scheme { get; }

    public abstract Framing Framing { get; }

    /// <summary>How a client is told what is said to it alone.</summary>
    public abstract WireEncoding Encoding { get; }

    /// <summary>Whether a connection begins with something that is no frame.</summary>
    public virtual bool HasOpening => false;

    /// <summary>Whether who may come into a room speaks and reads there without coming in, so that nobody is told of
    /// comings and goings that are none.</summary>
    public virtual bool Visits => false;

    /// <summary>Whether clients answer a <see cref="Beat"/> by themselves, so that one who is silent is gone.</summary>
    public virtual bool AnswersBeats => false;

    /// <summary>What is answered to a connection's opening; null when that is not exactly the protocol's.</summary>
    /// <param name="opening">All that came first.</param>
    /// <param name="mayAsk">Whom the server's owner lets in.</param>
    /// <param name="isForwarded">Whether who asks is believed that they do so for somebody else.</param>
    public virtual byte[]? Open(ReadOnlySpan<byte> opening, OriginRule mayAsk, bool isForwarded) => null;

    /// <summary>Whether an opening can be judged, or more of it has to come first.</summary>
    /// <param name="opening">All that came so far.</param>
    public virtual bool IsWhole(ReadOnlySpan<byte> opening) => true;

    /// <summary>What is told whose opening was begun and did not come to its end in time.</summary>
    public virtual byte[] TooSlow => [];

    /// <summary>Whether an opening that is not the protocol's may be for whoever is given the rest.</summary>
    public virtual bool IsForOthers(ReadOnlySpan<byte> opening) => true;

    /// <summary>Why an opening is refused that is nobody's.</summary>
    public virtual Refusal Foreign => new ForeignSpeech("HTTP");

    /// <summary>What a connection is told that may not stay; no frame has come from it yet.</summary>
    public virtual byte[] TurnAway(Refusal reason) => Encoding.EncodeAlone(new Refused(reason));

    /// <summary>Begins with a client.</summary>
    public abstract Conversation Begin(Person person);
}

/// <summary>
/// One client's side of a protocol: its frames to commands, and what it has been told, as far as the protocol's meaning
/// of later frames depends on it. Knows nothing of the chat but what the client was told.
/// </summary>
internal abstract class Conversation
{
    public abstract Protocol Protocol { get; }

    /// <summary>What a client of the protocol asks by connecting.</summary>
    public virtual IEnumerable<Command> Opening => [];

    /// <summary>The client has to go, and was told why.</summary>
    public virtual void Leaves()
    {
    }

    /// <summary>What is sent to a client after all it is told.</summary>
    public virtual byte[] LastBytes => [];

    /// <summary>What of a client's bytes the framing cuts: all, unless there is a layer between.</summary>
    /// <param name="bytes">As they came; borrowed.</param>
    /// <param name="tell">Sends bytes of that layer to the client, if it takes any.</param>
    public virtual IObservable<ReadOnlyMemory<byte>> Messages(
        IObservable<ReadOnlyMemory<byte>> bytes, Action<byte[]> tell) => bytes;

    /// <summary>Makes a command of a frame; null ignores it. Asked again for the same frame when it was held back, so
    /// it changes nothing that a second time would matter to.</summary>
    /// <exception cref="RefusedException">The client has to go.</exception>
    public abstract Command? Decode(ReadOnlySpan<byte> frame, DateTimeOffset now);

    /// <summary>
    /// Takes note of an event that is for this client alone, and says how it is told of it; null when it is not.
    /// </summary>
    public virtual WireEncoding? Hears(in ChatEvent told) => Protocol.Encoding;

    /// <summary>Whether there is anything that the client does not want to hear in its rooms.</summary>
    public virtual bool IsChoosy => false;

    /// <summary>Whether this is; asked of those that are choosy.</summary>
    public virtual bool Hides(EventBody told) => false;

    /// <summary>How the client is told what is said in one of its rooms; asked after each event for it alone.</summary>
    public virtual WireEncoding EncodingIn(string room) => Protocol.Encoding;
}
