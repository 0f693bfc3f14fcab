namespace RxChat;

/// <summary>
/// The protocol of programs: one JSON object (RFC 8259) a line, in and out. A client is in no room until it joins, and
/// says of each command which room it means.
/// </summary>
internal sealed class JsonProtocol : Protocol
{
    private static readonly JsonEncoding s_encoding = new();

    private JsonProtocol(string scheme, bool visits) => (Scheme, Visits) = (scheme, visits);

    public static JsonProtocol Instance { get; } = new("json", visits: false);

    /// <summary>Of those who hear rooms by HTTP.</summary>
    public static JsonProtocol Listeners { get; } = new("http", visits: false);

    /// <summary>Of single requests by HTTP.</summary>
    public static JsonProtocol Visitors { get; } = new("http", visits: true);

    public override string Scheme { get; }

    public override Framing Framing => Framing.Line;

    public override WireEncoding Encoding => s_encoding;

    public override bool Visits { get; }

    public override Conversation Begin(Person person) => new JsonConversation(person, this);
}
