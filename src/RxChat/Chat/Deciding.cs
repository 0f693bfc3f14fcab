using System.Collections.Immutable;
using System.Text;

namespace RxChat;

/// <summary>
/// What becomes of a command: an entry to be applied, a message to be placed, an answer to who asked, or an effect to
/// be begun; all null is nothing.
/// </summary>
/// <param name="Entry">Applied.</param>
/// <param name="Answer">Told then.</param>
/// <param name="Effect">Begun then.</param>
/// <param name="Resumed">Told before the entry is applied: what was missed.</param>
/// <param name="Message">Said, once it has its place in its room, which is not decided here.</param>
/// <param name="Then">Applied after the answer.</param>
internal readonly record struct Decision(
    Entry? Entry = null,
    Answer? Answer = null,
    Effect? Effect = null,
    ImmutableArray<Answer> Resumed = default,
    ChatMessage? Message = null,
    ImmutableArray<Entry> Then = default)
{
    public static implicit operator Decision(ChatMessage message) => new(Message: message);

    public static implicit operator Decision(Entry entry) => new(entry);

    public static implicit operator Decision(Answer answer) => new(Answer: answer);

    public static implicit operator Decision(Refusal refusal) => new(Answer: new Refused(refusal));

    public static implicit operator Decision(Effect effect) => new(Effect: effect);
}

/// <summary>The rules: state and command to decision. Pure; changes nothing.</summary>
internal static class Deciding
{
    /// <summary>The people or rooms named in one answer.</summary>
    private const int Listed = 100;

    /// <summary>In a room of more, nobody is told who types.</summary>
    private const int Crowded = 50;

    /// <summary>Characters.</summary>
    private const int LongestTopic = 390;

    public static Decision Decide(
        this ChatState state, Command command, ChatServerOptions limits, DateTimeOffset now) => command switch
    {
        ChatMessage { Sender: null } message => Announce(state, message, limits),
        Stop => state.IsStopping ? default(Decision) : new Stopping(),
        Expire expire => state.Histories.Of(expire.Room) is { } history && history.First <= expire.UpTo
            ? new Expired(history.Room, expire.UpTo)
            : default(Decision),
        Connect connect => state.IsStopping ? default(Decision) : new Arrived(connect.Person),
        _ => !state.People.TryGetValue(command.By, out var by) ? default
            : limits.RequireLogin && Accounting.IsBarred(by, command, out var barred) ? barred
            : Decide(state, by, command, limits, now),
    };

    private static Decision Decide(
        ChatState state, Presence by, Command command, ChatServerOptions limits, DateTimeOffset now,
        Looked? looked = null) =>
        command switch
    {
        ChatMessage message => Say(state, by, message, limits, now, looked),
        GiveFound { Asked: var asked } given => Decide(state, by, asked, limits, now, new Looked(given.Found)),
        React or SetTopic { Topic: not null } when Moderating.WhyNotSpeak(state, by.Person, RoomOf(command), now)
            is { } refusal => refusal,
        TellTyping typing when Moderating.WhyNotSpeak(state, by.Person, typing.Room, now) is not null => default,
        RemoveMessage remove => Changing.Remove(state, by, remove, limits, looked),
        React react => Changing.React(state, by, react, looked),
        SetTopic set => Topic(state, by, set, limits),
        GiveHistory { Page: var page } => page is null ? new HistoryUnavailable() : page,
        GiveMissed given => Recalling.Told(given),
        JoinRoom join => Join(state, by, join, limits, now),
        LeaveRoom leave => Leave(state, by, leave.Room),
        TellTyping typing => !state.TryGetSeat(by, typing.Room, out var where) ? new NotMember(typing.Room)
            // In a crowd it would be noise.
            : where.Members > Crowded ? default(Decision)
            : new Typing(by.Person, where.Name),
        TakeName take => Accounting.TakeName(state, by, take, limits),
        Register or Login or ChangePassword or DeleteAccount or AskToken =>
            Accounting.Ask(state, by, command, limits),
        Logout => Accounting.LogOut(by, limits),
        GiveAccount given => Accounting.Answer(state, by, given, limits),
        Moderate moderate => Moderating.Moderate(state, by, moderate, limits),
        ListRules rules => Moderating.Rules(state, by, rules),
        ListMembers list => state.Rooms.TryGetValue(list.Room, out var room) && Moderating.IsSeen(state, by, room)
            ? MembersOf(state, room)
            : new NoSuchRoom(list.Room),
        ListRooms => RoomsOf(state, by),
        Whisper whisper => state.Find(whisper.To) is { } to
            ? new Whispered(by.Person, to.Person, whisper.Text)
            : new NoSuchPerson(whisper.To),
        AskHistory ask => state.TryGetSeat(by, ask.Room, out var at)
            ? Recalling.Page(state, at.Name, ask, Moderating.ReadableFrom(state, by, at.Name, limits))
            : new NotMember(ask.Room),
        Search search => Searching.Search(state, by, search, limits),
        GiveSearch { Page: var found } => found is null ? new HistoryUnavailable() : found,
        Ping => new Pong(),
        Help help => new HelpText(limits.Motd is not null, help.Own),
        SlashCommand nobodys => new UnknownCommand(Text.Quote(nobodys.Word)),
        AskMotd => limits.Motd is null ? new Motd(Text: null) : new ReadMotd(command.By),
        GiveMotd given => new Motd(given.Text),
        Notify notify => new Notice(notify.Text),
        Refuse refuse => refuse.Refusal,
        Disconnect disconnect => Part(state, by, disconnect.Reason),
        _ => default,
    };

    private static Decision Say(
        ChatState state, Presence by, ChatMessage message, ChatServerOptions limits, DateTimeOffset now,
        Looked? looked)
    {
        if (message.Room.Length == 0) return new NoRoom();
        if (!state.TryGetSeat(by, message.Room, out var room)) return new NotSaid(message.Room);
        if (message.Text.Length == 0) return default;
        if (!FitsFrame(message.Text, limits)) return new TooLong(limits.MaxFrame);
        message = InRoom(message, room);
        if (Moderating.WhyNotSpeak(state, by.Person, room.Name, now, message.Replaces is null) is { } refusal)
            return refusal;
        if (message.Replaces is not null) return Changing.Edit(state, by, room, message, limits, looked);
        if (message.Key is { } key && state.Histories.Of(room.Name) is { } history)
        {
            if ((history.ByKey(key) ?? looked?.Found) is { } before)
            {
                return before.ChangedBy > 0 || before.Message.Text == message.Text
                    ? new Done(before.Seq, before.Id)
                    : new Duplicate(key);
            }
            if (looked is null && state.Histories.IsBacked && history.First > 1)
                return new FindSaid(message, new SaidQuery(room.Name, key));
        }
        return message.ReplyTo is { } to ? Changing.Reply(state, message, to) : message;
    }

    private static Decision Topic(ChatState state, Presence by, SetTopic set, ChatServerOptions limits)
    {
        if (!state.TryGetSeat(by, set.Room, out var room)) return new NotMember(set.Room);
        var topic = state.Histories.Of(room.Name)?.Topic ?? "";
        if (set.Topic is not null && state.Rules.GetValueOrDefault(room.Name) is { HasOwner: true }
            && Moderating.RoleIn(state, by.Person, room.Name) < RoomRole.Moderator)
            return new NotAllowed(RoomRole.Moderator);
        return set.Topic is not { } wanted ? new TopicOf(room.Name, topic, IsAsked: true)
            : wanted == topic ? default(Decision)
            : wanted.Length > LongestTopic || !FitsFrame(wanted, limits)
                ? new TooLong(Math.Min(limits.MaxFrame, LongestTopic))
            : new TopicSet(room.Name, by.Person, wanted, set.At);
    }

    /// <summary>
    /// A message of the server's own or a bot's: said if there is anybody to hear it, and cut if it is too long for a
    /// frame.
    /// </summary>
    private static Decision Announce(ChatState state, ChatMessage message, ChatServerOptions limits)
    {
        if (message.Text.Length == 0 || !state.Rooms.TryGetValue(message.Room, out var room)) return default;
        message = InRoom(message, room);
        return FitsFrame(message.Text, limits)
            ? message
            : message with { Text = Text.Cut(message.Text, limits.MaxFrame) };
    }

    private static Decision Join(
        ChatState state, Presence by, JoinRoom join, ChatServerOptions limits, DateTimeOffset now)
    {
        var name = Names.Prepared(join.Room);
        if (!join.IsOpening && InvalidName.Of(NameKind.Room, name, limits.MaxRoom) is { } problem) return problem;
        var exists = state.Rooms.TryGetValue(name, out var room);
        name = exists ? room!.Name : state.Histories.Of(name)?.Room ?? name;
        if (Moderating.WhyNotEnter(state, by.Person, name, now) is { } refusal) return refusal;
        var (resumed, read) = join.Since is null ? default
            : Recalling.Missed(state, name, join, Moderating.ReadableFrom(state, by, name, limits));
        if (read is not null) return new Decision(Effect: read, Resumed: resumed);
        if (exists && by.SeatIn(room!) is not null)
            return new Decision(Answer: MembersOf(state, room!, isJoin: true), Resumed: resumed);
        if (by.Seats.Count >= limits.MaxRoomsPerClient) return new TooManyRooms(limits.MaxRoomsPerClient);
        var joined = new Joined(by.Person, name, exists ? room!.Members + 1 : 1);
        var topic = state.Histories.Of(name)?.Topic ?? "";
        Answer? told = join.WantsState ? MembersOf(state, exists ? room! : new Room(name), isJoin: true, by.Person)
            : topic.Length > 0 ? new TopicOf(name, topic, IsAsked: false)
            : null;
        // Who makes a room keeps it in order, if they are anybody.
        var isNew = !exists && by.Person.Account is not null && state.Histories.Of(name) is null
            && !Names.Comparer.Equals(name, Names.Lobby);
        return new Decision(joined, told, Resumed: resumed, Then: !isNew ? default :
        [
            new Moderated(name, by.Person, ModerationAct.Role, by.Person.Name, by.Person.Identity, "owner",
                Until: null, Reason: "", now),
        ]);
    }

    private static Decision Leave(ChatState state, Presence by, string name) =>
        state.TryGetSeat(by, name, out var room)
            ? new Left(by.Person, room.Name, room.Members - 1)
            : new NotMember(name);

    /// <summary>
    /// While the server stops, who ends its stream stays until all have ended theirs, and hears what they still say.
    /// </summary>
    private static Decision Part(ChatState state, Presence by, Refusal? reason) =>
        state.IsStopping && reason is null ? default(Decision) : new Departed(by.Person, reason);

    /// <summary>Who is there, with who is just coming, and up to where was spoken.</summary>
    private static MemberList MembersOf(ChatState state, Room room, bool isJoin = false, Person? coming = null) => new(
        room.Name,
        [.. (coming is null ? [] : new[] { coming })
            .Concat(room.Seats.Items.Where(seat => seat.Presence.Holder.SeatIn(room) == seat)
                .Select(seat => seat.Presence.Person)).Where((person, at) => at == 0 || person.Name != coming?.Name)
            .Take(Listed)],
        room.Members + (coming is null ? 0 : 1),
        isJoin ? new Position(state.Epoch, state.Histories.Of(room.Name)?.Last ?? 0) : null,
        isJoin ? state.Histories.Of(room.Name)?.Topic : null);

    private static RoomList RoomsOf(ChatState state, Presence by)
    {
        var seen = state.Rooms.Values.Where(room => Moderating.IsSeen(state, by, room)).ToArray();
        return new RoomList(
            [.. seen.Take(Listed).OrderBy(room => room.Name, Names.Comparer)
                .Select(room => new RoomSize(room.Name, room.Members))],
            seen.Length);
    }

    private static string RoomOf(Command command) => command switch
    {
        React react => react.Room,
        SetTopic set => set.Room,
        _ => "",
    };

    private static ChatMessage InRoom(ChatMessage message, Room room) =>
        message.Room == room.Name ? message : message with { Room = room.Name };

    // A character takes at most three bytes, so most texts need not be counted.
    private static bool FitsFrame(string text, ChatServerOptions limits) =>
        text.Length <= limits.MaxFrame / 3 || Encoding.UTF8.GetByteCount(text) <= limits.MaxFrame;
}
