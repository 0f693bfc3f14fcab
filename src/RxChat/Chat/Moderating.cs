using System.Globalization;
using System.Net;

namespace RxChat;

/// <summary>Who may do what in a room. Pure; changes nothing.</summary>
internal static class Moderating
{
    private const string Off = "off", On = "on";

    /// <summary>Characters.</summary>
    private const int LongestReason = 390;

    /// <summary>What somebody is in a room.</summary>
    public static RoomRole RoleIn(ChatState state, Person person, string room) =>
        person.IsOperator ? RoomRole.Operator
        : state.Rules.GetValueOrDefault(room)?.RoleOf(person) is { } act ? RoleOf(act.Value)
        : RoomRole.None;

    /// <summary>Why somebody may not come into a room; null if they may.</summary>
    public static Refusal? WhyNotEnter(ChatState state, Person person, string room, DateTimeOffset now)
    {
        if (state.Rules.GetValueOrDefault(room) is not { } rules || person.IsOperator) return null;
        if (rules.BanOf(person, now) is { } ban && !Spares(state, ban, person))
            return new Banned(room, ban.Until, ban.Reason);
        return rules.IsPrivate && RoleIn(state, person, room) < RoomRole.Member ? new PrivateRoom(room) : null;
    }

    /// <summary>Whether an act is not of somebody who is in the network it is about: nobody acts on those who may do as
    /// much.</summary>
    public static bool Spares(ChatState state, Moderated act, Person person) => person.IsOperator
        || (act.Whom.Contains('/', StringComparison.Ordinal)
            && RoleIn(state, person, act.Room) >= RoomRole.Moderator);

    /// <summary>Why somebody may not say anything in a room; null if they may.</summary>
    public static Refusal? WhyNotSpeak(
        ChatState state, Person person, string room, DateTimeOffset now, bool isMessage = false)
    {
        if (state.Rules.Count == 0 || state.Rules.GetValueOrDefault(room) is not { } rules) return null;
        var isKeeper = RoleIn(state, person, room) >= RoomRole.Moderator;
        if (!person.IsOperator && rules.MuteOf(person, now) is { } mute) return new Muted(room, mute.Until);
        if (isKeeper || !isMessage || rules.LastSaid(person) is not { } last) return null;
        var wait = last + rules.Slow - now;
        return wait > TimeSpan.Zero ? new TooFast(wait.TotalSeconds) : null;
    }

    /// <summary>Whether somebody who is not in a room knows of it.</summary>
    public static bool IsSeen(ChatState state, Presence by, Room room) =>
        state.Rules.GetValueOrDefault(room.Name) is not { IsPrivate: true } || by.Holder.SeatIn(room) is not null
        || RoleIn(state, by.Person, room.Name) >= RoomRole.Member;

    /// <summary>The first number that somebody who is in a room may read.</summary>
    public static long ReadableFrom(ChatState state, Presence by, string room, ChatServerOptions limits)
    {
        var rules = state.Rules.GetValueOrDefault(room);
        var access = rules?.Access ?? limits.HistoryAccess;
        if (access == HistoryAccess.All || RoleIn(state, by.Person, room) >= RoomRole.Moderator) return 1;
        var last = state.Histories.Of(room)?.Last ?? 0;
        if (access == HistoryAccess.None) return last + 1;
        var sinceMember = rules?.RoleOf(by.Person)?.Seq ?? long.MaxValue;
        var sinceHere = state.Rooms.TryGetValue(room, out var place) && by.Holder.SeatIn(place) is { } seat
            ? seat.After + 1
            : last + 1;
        return Math.Min(sinceMember, sinceHere);
    }

    public static Decision Rules(ChatState state, Presence by, ListRules asked) =>
        RoleIn(state, by.Person, asked.Room) < RoomRole.Moderator
            ? new NotAllowed(RoomRole.Moderator)
            : new RuleList(asked.Room, [.. state.Rules.GetValueOrDefault(asked.Room)?.Standing ?? []]);

    /// <summary>An act, if it may be; whom it is about may have to be asked the accounts.</summary>
    public static Decision Moderate(
        ChatState state, Presence by, Moderate asked, ChatServerOptions limits, AccountReply? looked = null)
    {
        var room = state.Rooms.TryGetValue(asked.Room, out var place) ? place.Name
            : state.Histories.Of(asked.Room)?.Room;
        if (room is null || DirectThread.IsMeant(room)) return new NoSuchRoom(Text.Quote(asked.Room));
        var (own, needed) = (RoleIn(state, by.Person, room), Needed(asked));
        if (own < needed) return new NotAllowed(needed);
        if (Problem(asked) is { } problem) return problem;
        if (asked.Reason.Length > LongestReason) return new TooLong(LongestReason);
        if (asked.Whom.Length == 0) return Done(state, by, asked, room, "", default);
        if (asked.Act is ModerationAct.Ban or ModerationAct.Unban && NetworkOf(asked.Whom) is { } network)
            return Done(state, by, asked, room, network, default);
        if (asked.Whom.Contains('/', StringComparison.Ordinal)) return new Malformed("a network is as in 10.0.0.0/8");
        if (InvalidName.Of(NameKind.Person, Names.Prepared(asked.Whom), ChatServerOptions.LongestName) is { } invalid)
            return invalid;
        var (person, found) = (state.Find(asked.Whom)?.Person, looked?.Account);
        if (asked.Act == ModerationAct.Kick
            && (person is null || place is null || state.Find(asked.Whom)!.SeatIn(place) is null))
            return new NoSuchPerson(Text.Quote(asked.Whom));
        if (person is null && looked is null && limits.Accounts is not null
            && asked.Act is not (ModerationAct.Unban or ModerationAct.Unmute))
            return new AskAccounts(asked, by.Person);
        var (name, identity) = person is not null ? (person.Name, person.Identity)
            : found is not null ? (found.Name, found.Id)
            : (Names.Prepared(asked.Whom), default);
        if (asked.Act == ModerationAct.Role && identity == default) return new NoSuchPerson(Text.Quote(asked.Whom));
        // Nobody acts on those who may do as much, but on themselves.
        var isSelf = identity == by.Person.Identity;
        var theirs = found is { IsOperator: true } || person is { IsOperator: true } ? RoomRole.Operator
            : state.Rules.GetValueOrDefault(room)?.RoleOf(
                by.Person with { Identity = identity, IsOperator = false }) is { } role ? RoleOf(role.Value)
            : RoomRole.None;
        if (isSelf && own < RoomRole.Operator && asked.Act is ModerationAct.Unban or ModerationAct.Unmute)
            return new NotAllowed(own + 1);
        return !isSelf && own < RoomRole.Operator && theirs >= own
            ? new NotAllowed(theirs + 1)
            : Done(state, by, asked, room, name, identity);
    }

    public static RoomRole RoleOf(string value) => value switch
    {
        "owner" => RoomRole.Owner,
        "moderator" => RoomRole.Moderator,
        "member" => RoomRole.Member,
        _ => RoomRole.None,
    };

    private static Decision Done(
        ChatState state, Presence by, Moderate asked, string room, string whom, Ulid identity)
    {
        var isMoreThanWhom = asked.Act is not (ModerationAct.Kick or ModerationAct.Ban or ModerationAct.Unban
            or ModerationAct.Mute or ModerationAct.Unmute);
        var act = new Moderated(
            room, by.Person, asked.Act, whom, identity, isMoreThanWhom ? asked.Value : "", asked.At + asked.For,
            asked.Reason.Replace('\n', ' '), asked.At);
        // What does not stand cannot be taken back.
        return act.IsTakenBack
            && state.Rules.GetValueOrDefault(room)?.Standing.All(one => one.Rule != act.Rule) != false
            ? default(Decision)
            : act;
    }

    private static RoomRole Needed(Moderate asked) => asked.Act switch
    {
        ModerationAct.Private or ModerationAct.Access => RoomRole.Owner,
        ModerationAct.Role when asked.Value is not ("member" or "none") => RoomRole.Owner,
        _ => RoomRole.Moderator,
    };

    private static Malformed? Problem(Moderate asked)
    {
        var isOfRoom = asked.Act is ModerationAct.Slow or ModerationAct.Private or ModerationAct.Access;
        return isOfRoom != (asked.Whom.Length == 0) ? new Malformed(isOfRoom ? "it is of the room" : "whom is missing")
            : asked.Act switch
            {
                ModerationAct.Slow => !int.TryParse(asked.Value, NumberStyles.None, CultureInfo.InvariantCulture, out _)
                    ? new Malformed("slow is a number of seconds")
                    : null,
                ModerationAct.Private => asked.Value is not (On or Off) ? new Malformed("private is on or off") : null,
                ModerationAct.Access => asked.Value is not ("none" or "joined" or "all")
                    ? new Malformed("access is none, joined or all")
                    : null,
                ModerationAct.Role => asked.Value is not ("owner" or "moderator" or "member" or "none")
                    ? new Malformed("a role is owner, moderator, member or none")
                    : null,
                ModerationAct.Forgotten => new Malformed("there is no such act"),
                _ => null,
            };
    }

    /// <summary>An address or a network as it is written; null if it is neither.</summary>
    private static string? NetworkOf(string whom) =>
        whom.Contains('/', StringComparison.Ordinal) && IPNetwork.TryParse(whom, out var network) ? $"{network}"
        // 1.2 is an address, too, to some, and a name.
        : IPAddress.TryParse(whom, out var address) && $"{address}".Equals(whom, StringComparison.OrdinalIgnoreCase)
            ? $"{new IPNetwork(address, address.GetAddressBytes().Length * 8)}"
        : null;
}
