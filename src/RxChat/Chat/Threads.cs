namespace RxChat;

/// <summary>What two people say to each other alone, where both have accounts. Pure; changes nothing.</summary>
internal static class Threads
{
    /// <summary>What is said to one person: kept, if both have accounts, so that it reaches who is away.</summary>
    public static Decision Whisper(
        ChatState state, Presence by, Whisper whisper, ChatServerOptions limits, Account? found = null)
    {
        var to = state.Find(whisper.To);
        if (to is null && found is null)
        {
            return by.Person.Account is null || limits.Accounts is null
                ? new NoSuchPerson(whisper.To)
                : new AskAccounts(whisper, by.Person);
        }
        if (by.Person.Account is null || to is { Person.Account: null })
        {
            return new Decision(new Whispered(by.Person, to!.Person, whisper.Text), AwayOf(to));
        }
        var (other, name) = to is null ? (found!.Id, found.Name) : (to.Person.Identity, to.Person.Name);
        var thread = DirectThread.Of(by.Person.Identity, by.Person.Name, other, name);
        var message = new ChatMessage(by.Person, by.Person.Name, thread.Room, whisper.Text, whisper.At)
        {
            Key = whisper.Key, Ref = whisper.Ref,
        };
        var said = Deciding.SayIn(state, by, message, limits);
        return said.Message is null ? said : said with { Answer = to is null ? null : AwayOf(to) };
    }

    /// <summary>A command of a room that is a thread.</summary>
    public static Decision Decide(
        ChatState state, Presence by, Command command, ChatServerOptions limits, Looked? looked, Account? found = null)
    {
        var room = RoomOf(command)!;
        if (by.Person.Account is null) return new NotLoggedIn();
        if (!DirectThread.TryParse(room, out var thread))
        {
            var holder = state.Find(room[1..]);
            if (found is null && holder?.Person.Account is null) return new AskAccounts(command, by.Person);
            thread = found is not null
                ? DirectThread.Of(by.Person.Identity, by.Person.Name, found.Id, found.Name)
                : DirectThread.Of(
                    by.Person.Identity, by.Person.Name, holder!.Person.Identity, holder.Person.Name);
        }
        if (!thread.IsOf(by.Person.Identity)) return new NotMember(Text.Quote(room));
        var shown = thread.ShownTo(by.Person.Identity);
        return command switch
        {
            ChatMessage message => Deciding.SayIn(state, by, message with { Room = thread.Room }, limits, looked),
            RemoveMessage remove =>
                Changing.Remove(state, by, thread.Room, remove with { Room = thread.Room }, limits, looked),
            React react => Changing.React(state, by, thread.Room, react with { Room = thread.Room }, looked),
            AskHistory ask => Recalling.Page(state, thread.Room, ask, readable: 1, shown),
            Search search => Searching.Search(state, thread.Room, search, readable: 1, shown),
            MarkRead mark => Reading.Mark(state, by, thread.Room, mark.Seq),
            JoinRoom join => Join(state, thread, shown, join),
            _ => new NotMember(shown),
        };
    }

    public static bool IsOfThread(Command command) => RoomOf(command) is { } room && DirectThread.IsMeant(room);

    // Whoever it is of hears it anyway: what is asked for is what was missed.
    private static Decision Join(ChatState state, DirectThread thread, string shown, JoinRoom join)
    {
        var (resumed, first) = join.Since is null ? default : Recalling.Missed(state, thread.Room, join, 1, shown);
        if (first is not null) return new Decision(Effect: first, Resumed: resumed);
        Person[] people = [new(0, thread.OneName), new(0, thread.OtherName)];
        var last = new Position(state.Epoch, state.Histories.Of(thread.Room)?.Last ?? 0);
        return new Decision(Answer: new MemberList(shown, [.. people], people.Length, last), Resumed: resumed);
    }

    private static AwayOf? AwayOf(Holder to) => to.Away is { } text ? new AwayOf(to.Person.Name, text) : null;

    private static string? RoomOf(Command command) => command switch
    {
        ChatMessage message => message.Room,
        RemoveMessage remove => remove.Room,
        React react => react.Room,
        AskHistory ask => ask.Room,
        Search search => search.Room,
        MarkRead mark => mark.Room,
        JoinRoom join => join.Room,
        _ => null,
    };
}
