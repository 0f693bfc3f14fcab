using System.Collections.Immutable;

namespace RxChat;

/// <summary>
/// Events as text: what people say as <c>name: text</c>, everything else as a line that starts with <c>* </c>.
/// </summary>
/// <param name="protocol">Which of the text protocols.</param>
/// <param name="isElsewhere">Whether it is for those who are in the room and speak in another, so that its name comes
/// first.</param>
internal sealed class TextEncoding(TextProtocol protocol, bool isElsewhere) : WireEncoding
{
    /// <summary>Lines of a long answer that are encoded together.</summary>
    private const int PageLines = 64;

    /// <summary>Characters around what is quoted.</summary>
    private const int MostWords = 128;

    private const string NothingSaid = "nothing was said here yet", NothingFound = "nothing was found",
        NothingStands = "nothing stands in this room";

    private readonly TextNames _names = new(protocol);
    private readonly TextEntries _entries = new(new TextNames(protocol));
    private readonly TextNotices _notices = new(new TextNames(protocol));

    public override int MaxBytes(in ChatEvent told) => (3 * (Length(told.Body) + (told.To.Room?.Length ?? 0))) + 64;

    public override int Encode(in ChatEvent told, Span<byte> destination)
    {
        if (!Tells(told)) return 0;
        var writer = new TextWriter(destination, protocol.Delimiter);
        if (told.Body is HelpText help) WriteLines(ref writer, TextHelp.LinesOf(help));
        else if (told.Body is HistoryPage page) WriteLines(ref writer, LinesOf(page.Entries, NothingSaid));
        else if (told.Body is SearchPage found) WriteLines(ref writer, LinesOf(found.Entries, NothingFound));
        else if (told.Body is RuleList rules) WriteLines(ref writer, LinesOf([.. rules.Acts], NothingStands));
        else if (told.Body is UnreadList unread) WriteLines(ref writer, TextNotices.LinesOf(unread));
        else if (told.Body is Motd { Text: { } motd }) WriteLines(ref writer, motd.Split('\n'));
        else
        {
            if (isElsewhere)
            {
                writer.Write("[");
                writer.Write(told.To.Room!);
                writer.Write("] ");
            }
            Write(ref writer, told);
            writer.End();
        }
        return writer.Written;
    }

    public override IEnumerable<byte[]> EncodeInPages(ChatEvent told) => told.Body switch
    {
        Motd { Text: { } text } => text.Split('\n').Chunk(PageLines)
            .Select(lines => EncodeAlone(new Motd(string.Join('\n', lines)))),
        HistoryPage { Entries: [_, ..] } page => page.Entries.Chunk(PageLines)
            .Select(entries => EncodeAlone(page with { Entries = [.. entries] })),
        SearchPage { Entries: [_, ..] } page => page.Entries.Chunk(PageLines)
            .Select(entries => EncodeAlone(page with { Entries = [.. entries] })),
        _ => base.EncodeInPages(told),
    };

    // Others' comings, goings and names are no news on the model's wire; one's own are told to oneself.
    private bool Tells(in ChatEvent told) => told.Body switch
    {
        Renamed renamed when renamed.Before.Name == renamed.Person.Name => false,
        Joined or Left or Renamed => told.To.IsOne || !protocol.IsModel,
        Crowd or Arrived or Edited or Removed or Reacted or TopicSet => !protocol.IsModel,
        Moderated => told.To.IsOne || !protocol.IsModel,
        Departed departed => departed.Reason is not null,
        Stopping or Typing or HasRead or Beat => false,
        Away => told.To.IsOne || !protocol.IsModel,
        _ => true,
    };

    private int Length(EventBody body) => body switch
    {
        Said { Message: var message } =>
            message.From.Length + message.Text.Length + (message.Sender?.Address?.Length ?? TextNames.Bot.Length),
        Edited { Message: var message } => message.From.Length + message.Text.Length,
        Removed removed => Length(removed.By),
        Reacted reacted => Length(reacted.By) + reacted.Emoji.Length,
        TopicSet topic => Length(topic.By) + topic.Topic.Length,
        Moderated act => Length(act.By) + act.Whom.Length + act.Value.Length + act.Reason.Length + MostWords,
        RuleList rules => rules.Acts.Sum(act => Length(act) + 32) + MostWords,
        TopicOf topic => topic.Room.Length + topic.Topic.Length,
        Whispered whispered => Length(whispered.From) + Length(whispered.To) + whispered.Text.Length,
        Notice notice => notice.Text.Length,
        Refused refused => TextRefusals.MaxLength(refused.Refusal),
        Departed { Reason: { } reason } => TextRefusals.MaxLength(reason),
        Renamed renamed => Length(renamed.Person) + Length(renamed.Before),
        Arrived arrived => Length(arrived.Person),
        Away away => Length(away.Person) + (away.Text?.Length ?? 0) + MostWords,
        AwayOf away => away.Name.Length + away.Text.Length + MostWords,
        Ignored ignored => ignored.Name.Length + MostWords,
        UnreadList unread => TextNotices.LinesOf(unread).Sum(line => line.Length + 3),
        LoggedIn loggedIn => Length(loggedIn.Person) + MostWords,
        TokenOf token => token.Token.Length + MostWords,
        Joined joined => Length(joined.Person),
        Left left => Length(left.Person),
        MemberList list => list.Room.Length + list.People.Sum(person => Length(person) + 2),
        RoomList list => list.Rooms.Sum(room => room.Room.Length + 16),
        HistoryPage page => LinesOf(page.Entries, NothingSaid).Sum(line => line.Length + 3),
        SearchPage page => LinesOf(page.Entries, NothingFound).Sum(line => line.Length + 3),
        HelpText help => TextHelp.LinesOf(help).Sum(line => line.Length + 3),
        Motd motd => motd.Text is { } text ? text.Length + (3 * text.Count('\n')) : 0,
        _ => 64,
    };

    // In UTC: nobody knows where the reader is. What was edited shows its last text, so that the edits need not.
    private IEnumerable<string> LinesOf(ImmutableArray<Numbered> entries, string ifNone) => entries.IsEmpty
        ? [ifNone]
        : entries.Select(_entries.LineOf).OfType<string>();

    private static int Length(Person person) => person.Name.Length + (person.Address?.Length ?? 0);

    private void Write(ref TextWriter writer, in ChatEvent told)
    {
        switch (told.Body)
        {
            case Said { Message: var message } when told.To is { IsOne: true, Room: [DirectThread.Sign, .. var other] }:
                var isTheirs = Names.Comparer.Equals(message.From, other);
                writer.Write(isTheirs ? other : "you");
                writer.Write(" -> ");
                writer.Write(isTheirs ? "you" : other);
                writer.Write(": ");
                writer.WriteText(message.Text);
                break;
            case Said { Message: var message }:
                writer.Write(_names.Of(message));
                writer.Write(": ");
                if (message.ReplyTo is { } to && !protocol.IsModel)
                {
                    writer.Write("(re #");
                    writer.Write($"{to.Seq}");
                    writer.Write(") ");
                }
                writer.WriteText(message.Text);
                break;
            case Whispered whispered:
                var isForSender = told.To.Only != whispered.To.Id;
                writer.Write(isForSender ? "you" : _names.Of(whispered.From));
                writer.Write(" -> ");
                writer.Write(isForSender ? _names.Of(whispered.To) : "you");
                writer.Write(": ");
                writer.WriteText(whispered.Text);
                break;
            default:
                writer.Write("* ");
                _notices.Write(ref writer, told.Body);
                break;
        }
    }

    private static void WriteLines(ref TextWriter writer, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            writer.Write("* ");
            writer.WriteText(line);
            writer.End();
        }
    }
}
