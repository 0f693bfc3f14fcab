namespace RxChat;

/// <summary>What is told in English, after the <c>* </c>.</summary>
internal sealed class TextNotices(TextNames names)
{
    private readonly TextEntries _entries = new(names);

    public void Write(ref TextWriter writer, EventBody body)
    {
        switch (body)
        {
            case Notice notice:
                writer.WriteText(notice.Text);
                break;
            case Refused { Refusal: var refusal }:
                writer.WriteText(TextRefusals.Sentence(refusal));
                break;
            case Departed { Reason: { } reason }:
                writer.WriteText(TextRefusals.Sentence(reason));
                break;
            case Arrived arrived:
                writer.Write("welcome, ");
                writer.Write(names.Of(arrived.Person));
                writer.Write(". /help lists the commands");
                break;
            case Joined joined:
                writer.Write(names.Of(joined.Person));
                writer.Write(" joined");
                break;
            case Left left:
                writer.Write(names.Of(left.Person));
                writer.Write(" left");
                break;
            case Numbered entry:
                writer.WriteText(_entries.Words(entry));
                break;
            case OriginalOf { Said: var said }:
                writer.WriteText(_entries.Original(said));
                break;
            case TopicOf { Topic: var topic }:
                writer.WriteText(topic.Length > 0 ? $"topic: {topic}" : "there is no topic");
                break;
            case Renamed renamed:
                writer.Write(names.Of(renamed.Before));
                writer.Write(" is now ");
                writer.Write(renamed.Person.Name);
                break;
            case Away away:
                writer.Write(names.Of(away.Person));
                WriteAway(ref writer, away.Text);
                break;
            case AwayOf away:
                writer.Write(away.Name);
                WriteAway(ref writer, away.Text);
                break;
            case Ignored ignored:
                writer.Write(ignored.IsIgnored ? "you do not hear " : "you hear again ");
                writer.Write(ignored.Name);
                break;
            case LoggedIn loggedIn:
                writer.Write($"you are logged in as {loggedIn.Person.Name}");
                break;
            case LoggedOut:
                writer.Write("you are logged out");
                break;
            case TokenOf token:
                writer.Write($"your token: {token.Token.Reveal()}");
                break;
            case Rewound rewound:
                writer.Write($"what was said after message {rewound.Seq} is lost");
                break;
            case OverflowChosen chosen:
                writer.Write($"what is too much is now dealt with so: {chosen.Policy.Word()}");
                break;
            case Pong:
                writer.Write("pong");
                break;
            case Done:
                writer.Write("done");
                break;
            case Stopped:
                writer.Write("the server is stopping");
                break;
            case Motd:
                writer.Write("there is no message of the day");
                break;
            default:
                WriteNumbers(ref writer, body);
                break;
        }
    }

    private void WriteNumbers(ref TextWriter writer, EventBody body)
    {
        switch (body)
        {
            case Missed missed:
                writer.Write($"{missed.Count}");
                writer.Write(missed.Count == 1 ? " message missed" : " messages missed");
                break;
            case Crowd crowd:
                if (crowd.Joined > 0) writer.Write(crowd.Joined, " joined");
                if (crowd is { Joined: > 0, Left: > 0 }) writer.Write(", ");
                if (crowd.Left > 0) writer.Write(crowd.Left, " left");
                break;
            case MemberList list:
                writer.Write("in ");
                writer.Write(list.Room);
                WriteList(ref writer, list.People.Select(names.Of), list.Count - list.People.Length);
                break;
            case RoomList list:
                writer.Write("rooms");
                WriteList(ref writer, list.Rooms.Select(room => $"{room.Room} ({room.Members})"),
                    list.Count - list.Rooms.Length);
                break;
        }
    }

    /// <summary>Where there is something to read, a line each.</summary>
    public static IEnumerable<string> LinesOf(UnreadList list)
    {
        var news = list.Rooms.Where(room => room.Messages > 0).ToArray();
        return news.Length == 0 ? ["you have read everything"] : news.Select(room =>
            $"{room.Room}: {Count(room.Messages, "message")}"
            + (room.Mentions > 0 ? $", {Count(room.Mentions, "mention")}" : ""));

        static string Count(int number, string what) => number == 1 ? $"1 {what}" : $"{number} {what}s";
    }

    private static void WriteAway(ref TextWriter writer, string? text)
    {
        writer.Write(text is null ? " is here again" : " is away");
        if (text is not { Length: > 0 }) return;
        writer.Write(": ");
        writer.WriteText(text);
    }

    private static void WriteList(ref TextWriter writer, IEnumerable<string> names, int more)
    {
        var separator = ": ";
        foreach (var name in names)
        {
            writer.Write(separator);
            writer.Write(name);
            separator = ", ";
        }
        if (more <= 0) return;
        writer.Write(" and ");
        writer.Write(more, " more");
    }
}
