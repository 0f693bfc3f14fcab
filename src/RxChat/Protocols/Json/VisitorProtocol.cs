namespace RxChat;

/// <summary>
/// The protocol of single requests: as <see cref="JsonProtocol"/>, but who may come into a room speaks and reads there
/// without coming in, so that nobody is told of comings and goings that are none.
/// </summary>
internal sealed class VisitorProtocol : Protocol
{
    private VisitorProtocol()
    {
    }

    public static VisitorProtocol Instance { get; } = new();

    public override string Scheme => "http";

    public override Framing Framing => Framing.Line;

    public override WireEncoding Encoding => JsonProtocol.Instance.Encoding;

    public override Conversation Begin(Person person) => new VisitorConversation(person);

    private sealed class VisitorConversation(Person person) : JsonConversation(person)
    {
        public override Protocol Protocol => Instance;

        public override Command? Decode(ReadOnlySpan<byte> frame, DateTimeOffset now) =>
            base.Decode(frame, now) switch
            {
                ChatMessage { Replaces: null } message => message with { IsVisit = true },
                AskHistory ask => ask with { IsVisit = true },
                var other => other,
            };
    }
}
