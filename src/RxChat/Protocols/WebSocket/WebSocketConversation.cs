namespace RxChat;

/// <summary>A page's side: the objects of a program, and how its WebSocket ends.</summary>
internal sealed class WebSocketConversation(Person person, Protocol protocol) : Conversation, IWebSocketControl
{
    private readonly JsonConversation _objects = new(person, JsonProtocol.Instance);
    private Action<byte[]> _tell = _ => { };
    private short _code = WebSocketCloseCode.GoingAway;

    public override Protocol Protocol => protocol;

    public override byte[] LastBytes => WebSocketFrames.Close(_code);

    public override IObservable<ReadOnlyMemory<byte>> Messages(
        IObservable<ReadOnlyMemory<byte>> bytes, Action<byte[]> tell)
    {
        _tell = tell;
        return bytes.WebSocketMessages(this);
    }

    public override Command? Decode(ReadOnlySpan<byte> frame, DateTimeOffset now)
    {
        var command = _objects.Decode(frame, now);
        if (command is Disconnect) _code = WebSocketCloseCode.Normal;
        return command;
    }

    public override WireEncoding? Hears(in ChatEvent told)
    {
        _objects.Hears(told);
        _code = told.Body switch
        {
            Departed { Reason: FrameTooLong } => WebSocketCloseCode.TooBig,
            Departed { Reason: InvalidUtf8 } => WebSocketCloseCode.InvalidText,
            Departed { Reason: not (null or Malformed) } => WebSocketCloseCode.PolicyViolation,
            _ => _code,
        };
        return Protocol.Encoding;
    }

    public override void Leaves() => _code = WebSocketCloseCode.PolicyViolation;

    public void Pinged(byte[] payload) => _tell(WebSocketFrames.Control(WebSocketOpcode.Pong, payload));

    public void Closing(int code) => _code = (short)code;
}
