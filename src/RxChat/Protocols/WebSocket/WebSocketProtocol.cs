namespace RxChat;

/// <summary>
/// The protocol of pages: the objects of <see cref="JsonProtocol"/> as the text messages of a WebSocket (RFC 6455),
/// which begins as a request of HTTP.
/// </summary>
internal sealed class WebSocketProtocol : Protocol
{
    private static readonly WebSocketEncoding s_encoding = new(JsonProtocol.Instance.Encoding);

    private WebSocketProtocol(bool hasOpening) => HasOpening = hasOpening;

    public static WebSocketProtocol Instance { get; } = new(hasOpening: true);

    /// <summary>After a request that somebody else has answered.</summary>
    public static WebSocketProtocol Opened { get; } = new(hasOpening: false);

    public override string Scheme => "http";

    /// <summary>Of the messages as <see cref="WebSocketOperators.WebSocketMessages"/> gives them.</summary>
    public override Framing Framing => Framing.Nul;

    // One for both: who comes either way is sent the same bytes.
    public override WireEncoding Encoding => s_encoding;

    public override bool HasOpening { get; }

    public override bool AnswersBeats => true;

    public override byte[] TooSlow =>
        HttpAnswer.Of("408 Request Timeout", "the head of the request did not come to its end in time");

    public override bool IsWhole(ReadOnlySpan<byte> opening) => RequestHead.IsWhole(opening);

    public override byte[]? Open(ReadOnlySpan<byte> opening, OriginRule mayAsk, bool isForwarded) =>
        UpgradeRequest.Answer(opening, mayAsk, isForwarded);

    public override byte[] TurnAway(Refusal reason) => HasOpening
        ? HttpAnswer.Of("503 Service Unavailable", TextRefusals.Sentence(reason))
        : [.. base.TurnAway(reason), .. WebSocketFrames.Close(WebSocketCloseCode.PolicyViolation)];

    public override Conversation Begin(Person person) => new WebSocketConversation(person, this);
}
