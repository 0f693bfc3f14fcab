namespace RxChat;

/// <summary>
/// The protocol of programs: one JSON object (RFC 8259) a line, in and out. A client is in no room until it joins, and
/// says of each command which room it means.
/// </summary>
internal sealed class JsonProtocol : Protocol
{
    private JsonProtocol()
    {
    }

    public static JsonProtocol Instance { get; } = new();

    public override string Scheme => "json";

    public override Framing Framing => Framing.Line;

    public override WireEncoding Encoding { get; } = new JsonEncoding();

    public override Conversation Begin(Person person) => new JsonConversation(person);
}
