namespace RxChat;

/// <summary>The protocols people type: the model's NUL-ended text, and lines. They differ in what they tell, not in how.</summary>
internal sealed class TextProtocol : Protocol
{
    /// <summary>The names listed in one answer; the rest is a number.</summary>
    private const int Listed = 100;

    private readonly byte _delimiter;

    private TextProtocol(string scheme, byte delimiter, Framing framing, bool isModel)
    {
        (Scheme, _delimiter, Framing) = (scheme, delimiter, framing);
        (TellsNotices, GuestsByAddress) = (!isModel, isModel);
    }

    public static TextProtocol Nul { get; } = new("nul", 0, Framing.Nul, isModel: true);

    public static TextProtocol Line { get; } = new("line", (byte)'\n', Framing.Line, isModel: false);

    public override string Scheme { get; }

    public override Framing Framing { get; }

    public override bool TellsNotices { get; }

    public override bool GuestsByAddress { get; }

    public override Command? Decode(ReadOnlySpan<byte> frame, Client client, DateTimeOffset now) => TextCommands.Decode(frame, client, now);

    public override int MaxBytes(in ChatEvent told) => (3 * (Length(told.Body) + (told.Room?.Name.Length ?? 0))) + 64;

    public override int Encode(in ChatEvent told, bool elsewhere, Span<byte> destination)
    {
        if (!Tells(told)) return 0;
        var writer = new TextWriter(destination, newLine: _delimiter == '\n' ? (byte)' ' : (byte)'\n');
        if (elsewhere)
        {
            writer.Write("[");
            writer.Write(told.Room!.Name);
            writer.Write("] ");
        }
        Write(ref writer, told);
        writer.End(_delimiter);
        return writer.Written;
    }

    private bool Tells(in ChatEvent told) => told.Body switch
    {
        ChatMessage or Told or Notice or Welcome or Members or RoomList => true,
        Joined joined => joined.Told && (TellsNotices || told.To is not null),
        Left left => left.Told && (TellsNotices || told.To is not null),
        Renamed => TellsNotices || told.To is not null,
        Crowd => TellsNotices,
        _ => false,
    };

    private static int Length(object body) => body switch
    {
        ChatMessage message => message.From.Length + message.Text.Length + (message.Client?.Address.Length ?? 0),
        Told told => Length(told.From) + Length(told.Addressee) + told.Text.Length,
        Notice notice => notice.Text.Length,
        Renamed renamed => Length(renamed.Client) + (renamed.Before?.Length ?? 0),
        Joined joined => Length(joined.Client),
        Left left => Length(left.Client),
        Members members => members.Of.Name.Length + members.Of.Members.Take(Listed).Sum(member => Length(member) + 2),
        RoomList list => list.Rooms.Take(Listed).Sum(room => room.Name.Length + 16),
        _ => 64,
    };

    private static int Length(Client client) => client.Name.Length + client.Address.Length;

    private void Write(ref TextWriter writer, in ChatEvent told)
    {
        switch (told.Body)
        {
            case ChatMessage message:
                writer.Write(GuestsByAddress && message.Client is { } sender && ReferenceEquals(message.From, sender.GuestName)
                    ? sender.Address : message.From);
                writer.Write(": ");
                writer.WriteText(message.Text);
                break;
            case Told { From: var from, Addressee: var addressee, Text: var text }:
                writer.Write(told.To == addressee ? NameOf(from) : "you");
                writer.Write(" -> ");
                writer.Write(told.To == addressee ? "you" : NameOf(addressee));
                writer.Write(": ");
                writer.WriteText(text);
                break;
            default:
                writer.Write("* ");
                WriteNotice(ref writer, told.Body);
                break;
        }
    }

    private void WriteNotice(ref TextWriter writer, object body)
    {
        switch (body)
        {
            case Notice notice:
                writer.WriteText(notice.Text);
                break;
            case Welcome welcome:
                writer.Write("welcome, ");
                writer.Write(NameOf(welcome.Client));
                writer.Write(". /help lists the commands");
                break;
            case Joined joined:
                writer.Write(NameOf(joined.Client));
                writer.Write(" joined");
                break;
            case Left left:
                writer.Write(NameOf(left.Client));
                writer.Write(" left");
                break;
            case Renamed renamed:
                writer.Write(renamed.Before ?? GuestNameOf(renamed.Client));
                writer.Write(" is now ");
                writer.Write(renamed.Client.Name);
                break;
            case Crowd crowd:
                WriteCrowd(ref writer, crowd);
                break;
            case Members members:
                writer.Write("in ");
                writer.Write(members.Of.Name);
                WriteList(ref writer, members.Of.Members.Select(NameOf), members.Of.Count);
                break;
            case RoomList list:
                writer.Write("rooms");
                WriteList(ref writer, list.Rooms.Take(Listed).OrderBy(room => room.Name, Names.Comparer).Select(room => $"{room.Name} ({room.Count})"), list.Rooms.Count);
                break;
        }
    }

    private static void WriteCrowd(ref TextWriter writer, Crowd crowd)
    {
        if (crowd.Joined > 0)
        {
            writer.Write(crowd.Joined);
            writer.Write(" joined");
        }
        if (crowd is { Joined: > 0, Left: > 0 }) writer.Write(", ");
        if (crowd.Left == 0) return;
        writer.Write(crowd.Left);
        writer.Write(" left");
    }

    private static void WriteList(ref TextWriter writer, IEnumerable<string> names, int count)
    {
        var separator = ": ";
        foreach (var name in names.Take(Listed))
        {
            writer.Write(separator);
            writer.Write(name);
            separator = ", ";
        }
        if (count <= Listed) return;
        writer.Write(" and ");
        writer.Write(count - Listed);
        writer.Write(" more");
    }

    private string NameOf(Client client) => client.ChosenName ?? GuestNameOf(client);

    private string GuestNameOf(Client client) => GuestsByAddress ? client.Address : client.GuestName;
}
