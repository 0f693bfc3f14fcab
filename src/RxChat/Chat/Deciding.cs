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
            : Scoping.WhyNot(by.Person, command) is { } beyond ? beyond
            : Decide(state, by, command, limits, now),
    };

    private static Decision Decide(
        ChatState state, Presence by, Command command, ChatServerOptions limits, DateTimeOffset now,
        Looked? looked = null) =>
        command switch
    {
        _ when Threads.IsOfThread(command) => Threads.Decide(state, by, command, limits, looked),
        ChatMessage message => Say(state, by, message, limits, now, looked),
        GiveFound { Asked: var asked } given => Decide(state, by, asked, limits, now, new Looked(given.Found)),
        RemoveMessage remove => state.TryGetSeat(by, remove.Room, out var from)
            ? Changing.Remove(state, by, from.Name, remove, limits, looked)
            : new NotMember(remove.Room),
        AskOriginal ask => state.TryGetSeat(by, ask.Room, out var told)
            ? Changing.Original(state, by, told.Name, ask, looked)
            : new NotMember(ask.Room),
        React react => !state.TryGetSeat(by, react.Room, out var whereto) ? new NotMember(react.Room)
            : Moderating.WhyNotSpeak(state, by.Person, whereto.Name, now) is { } muted ? muted
            : Changing.React(state, by, whereto.Name, react, looked),
        SetTopic set => Topic(state, by, set, limits, now),
        GiveHistory { Page: var page } give =>
            page is null ? new HistoryUnavailable() : page with { Room = give.Room },
        GiveMissed given => Recalling.Told(given),
        JoinRoom join => Entering.Join(state, by, join, limits, now),
        LeaveRoom leave => Entering.Leave(state, by, leave.Room),
        TellTyping typing => !state.TryGetSeat(by, typing.Room, out var where) ? new NotMember(typing.Room)
            // In a crowd it would be noise.
            : where.Members > Crowded || Moderating.WhyNotSpeak(state, by.Person, where.Name, now) is not null
                ? default(Decision)
            : new Typing(by.Person, where.Name),
        TakeName take => Accounting.TakeName(state, by, take, limits, now),
        Register or Login or Vouch or ChangePassword or DeleteAccount or AskToken =>
            Accounting.Ask(state, by, command, limits),
        Logout => Accounting.LogOut(state, by, limits, now),
        GiveAccount given => Accounting.Answer(state, by, given, limits, now),
        Moderate moderate => Moderating.Moderate(state, by, moderate, limits),
        ListRules rules => Moderating.Rules(state, by, rules),
        ListMembers list => state.Rooms.TryGetValue(list.Room, out var room) && Moderating.IsSeen(state, by, room)
            ? Entering.MembersOf(state, room)
            : new NoSuchRoom(list.Room),
        ListRooms => Entering.RoomsOf(state, by),
        Whisper whisper => Threads.Whisper(state, by, whisper, limits),
        MarkRead mark => state.TryGetSeat(by, mark.Room, out var read)
            ? Reading.Mark(state, by, read.Name, mark.Seq)
            : new NotMember(mark.Room),
        AskUnread => Reading.Unread(state, by, limits),
        Ignore ignore => Presences.Ignore(by, ignore),
        BeAway away => Presences.BeAway(by, away, limits),
        AskHistory ask when by.Person.Peer is { IsVisit: true } =>
            Entering.WhyNotEnter(state, by, ask.Room, limits, now, out var visited) is { } closed ? closed
            : Recalling.Page(state, visited, ask, Moderating.ReadableFrom(state, by, visited, limits), visited),
        AskHistory ask => state.TryGetSeat(by, ask.Room, out var at)
            ? Recalling.Page(state, at.Name, ask, Moderating.ReadableFrom(state, by, at.Name, limits), at.Name)
            : new NotMember(ask.Room),
        Search search => state.TryGetSeat(by, search.Room, out var among)
            ? Searching.Search(
                state, among.Name, search, Moderating.ReadableFrom(state, by, among.Name, limits), among.Name)
            : new NotMember(search.Room),
        GiveSearch { Page: var found } give =>
            found is null ? new HistoryUnavailable() : found with { Room = give.Room },
        AskQuery ask => Querying.Ask(state, by, ask, limits, now),
        GiveSeed given => Querying.Ask(state, by, given.Asked, limits, now, given.Pages),
        EndQuery end => Querying.End(by, end.Query),
        ChooseOverflow choose => new OverflowChosen(choose.Policy),
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
        if (state.TryGetSeat(by, message.Room, out var room)) message = InRoom(message, room.Name);
        else if (by.Person.Peer is not { IsVisit: true } || message.Replaces is not null)
            return new NotSaid(message.Room);
        else if (Entering.WhyNotEnter(state, by, message.Room, limits, now, out var visited) is { } closed)
            return closed;
        else message = InRoom(message, visited);
        // Who says it again to hear what became of it says nothing.
        if (SaidBefore(state, message, looked) is { } before) return before;
        return Moderating.WhyNotSpeak(state, by.Person, message.Room, now, message.Replaces is null) is { } refusal
            ? refusal
            : SayIn(state, by, message, limits, looked);
    }

    /// <summary>What may be said, once; or another text of what was.</summary>
    public static Decision SayIn(
        ChatState state, Presence by, ChatMessage message, ChatServerOptions limits, Looked? looked = null)
    {
        if (message.Text.Length == 0) return default;
        if (!FitsFrame(message.Text, limits)) return new TooLong(limits.MaxFrame);
        if (message.Replaces is not null) return Changing.Edit(state, by, message.Room, message, limits, looked);
        if (SaidBefore(state, message, looked) is { } before) return before;
        return message.ReplyTo is { } to ? Changing.Reply(state, message, to) : message;
    }

    /// <summary>What comes of a message whose key was said already, or may have been; null if it was not.</summary>
    private static Decision? SaidBefore(ChatState state, ChatMessage message, Looked? looked)
    {
        if (message.Key is not { } key || state.Histories.Of(message.Room) is not { } history) return null;
        if ((history.ByKey(key) ?? looked?.Found) is { } before)
        {
            return before.ChangedBy > 0 || before.Message.Text == message.Text
                ? new Done(before.Seq, before.Id)
                : new Duplicate(key);
        }
        if (looked is null && state.Histories.IsBacked && history.First > 1)
            return new FindSaid(message, new SaidQuery(message.Room, key));
        return null;
    }

    private static Decision Topic(
        ChatState state, Presence by, SetTopic set, ChatServerOptions limits, DateTimeOffset now)
    {
        if (!state.TryGetSeat(by, set.Room, out var room)) return new NotMember(set.Room);
        var topic = state.Histories.Of(room.Name)?.Topic ?? "";
        set = set with { Topic = set.Topic?.Replace('\n', ' ') };
        if (set.Topic is null) return new TopicOf(room.Name, topic, IsAsked: true);
        if (Moderating.WhyNotSpeak(state, by.Person, room.Name, now) is { } muted) return muted;
        if (state.Rules.GetValueOrDefault(room.Name) is { HasOwner: true }
            && Moderating.RoleIn(state, by.Person, room.Name) < RoomRole.Moderator)
            return new NotAllowed(RoomRole.Moderator);
        return set.Topic == topic ? default(Decision)
            : set.Topic.Length > LongestTopic || !FitsFrame(set.Topic, limits)
                ? new TooLong(Math.Min(limits.MaxFrame, LongestTopic))
            : new TopicSet(room.Name, by.Person, set.Topic, set.At);
    }

    /// <summary>
    /// A message of the server's own or a bot's: said if there is anybody to hear it, and cut if it is too long for a
    /// frame.
    /// </summary>
    private static Decision Announce(ChatState state, ChatMessage message, ChatServerOptions limits)
    {
        if (message.Text.Length == 0 || !state.Rooms.TryGetValue(message.Room, out var room)) return default;
        message = InRoom(message, room.Name);
        return FitsFrame(message.Text, limits)
            ? message
            : message with { Text = Text.Cut(message.Text, limits.MaxFrame) };
    }

    /// <summary>
    /// While the server stops, who ends its stream stays until all have ended theirs, and hears what they still say.
    /// </summary>
    private static Decision Part(ChatState state, Presence by, Refusal? reason) =>
        state.IsStopping && reason is null ? default(Decision) : new Departed(by.Person, reason);

    private static ChatMessage InRoom(ChatMessage message, string room) =>
        message.Room == room ? message : message with { Room = room };

    // A character takes at most three bytes, so most texts need not be counted.
    private static bool FitsFrame(string text, ChatServerOptions limits) =>
        text.Length <= limits.MaxFrame / 3 || Encoding.UTF8.GetByteCount(text) <= limits.MaxFrame;
}
