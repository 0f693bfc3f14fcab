namespace RxChat.Tests.Protocols;

/// <summary>
/// A third protocol, all of it: frames with their length before them; <c>room text</c> is said, <c>+room</c> joins,
/// <c>loud</c> is told in capitals from then on. It starts in no room and hears itself as <c>me</c>.
/// </summary>
internal sealed class ToyProtocol : Protocol
{
    public static ToyProtocol Instance { get; } = new();

    public override string Scheme => "toy";

    public override Framing Framing { get; } = Framing.LengthPrefix(size: 1);

    public override WireEncoding Encoding { get; } = new ToyEncoding(isLoud: false);

    public WireEncoding Loud { get; } = new ToyEncoding(isLoud: true);

    public override Conversation Begin(Person person) => new ToyConversation(person);

    private sealed class ToyConversation(Person person) : Conversation
    {
        private bool _isLoud;

        public override Protocol Protocol => Instance;

        public override Command? Decode(ReadOnlySpan<byte> frame, DateTimeOffset now)
        {
            var text = System.Text.Encoding.UTF8.GetString(frame);
            if (text[0] == '+') return new JoinRoom(person.Id, text[1..]);
            if (text == "loud") return new TakeName(person.Id, $"loud{person.Id}");
            return text.Split(' ', 2) is [var room, var said]
                ? new ChatMessage(person, person.Name, room, said, now)
                : null;
        }

        public override WireEncoding? Hears(in ChatEvent told)
        {
            if (told.Body is Renamed) _isLoud = true;
            return EncodingIn("");
        }

        public override WireEncoding EncodingIn(string room) => _isLoud ? Instance.Loud : Instance.Encoding;
    }

    private sealed class ToyEncoding(bool isLoud) : WireEncoding
    {
        public override int MaxBytes(in ChatEvent told) => 256;

        public override int Encode(in ChatEvent told, Span<byte> destination)
        {
            var text = told.Body switch
            {
                Said { Message: var message } => $"{message.Room} {message.From} {message.Text}",
                Joined joined => $"+{joined.Room} {(told.To.IsOne ? "me" : joined.Person.Name)}",
                Renamed renamed => $"={renamed.Person.Name}",
                Refused { Refusal: var refusal } => refusal.GetType().Name,
                _ => "",
            };
            if (text.Length == 0) return 0;
            var length = System.Text.Encoding.UTF8.GetBytes(isLoud ? text.ToUpperInvariant() : text, destination[1..]);
            destination[0] = (byte)length;
            return length + 1;
        }
    }
}
