namespace RxChat;

/// <summary>Who comes into a room, who goes, and who is there. Pure; changes nothing.</summary>
internal static class Entering
{
    /// <summary>The people or rooms named in one answer.</summary>
    private const int Listed = 100;

    public static Decision Join(
        ChatState state, Presence by, JoinRoom join, ChatServerOptions limits, DateTimeOffset now)
    {
        if (WhyNotEnter(state, by, join.Room, limits, now, out var name, join.IsOpening) is { } refusal) return refusal;
        var exists = state.Rooms.TryGetValue(name, out var room);
        var (resumed, first) = join.Since is null ? default
            : Recalling.Missed(state, name, join, Moderating.ReadableFrom(state, by, name, limits), name);
        if (first is not null) return new Decision(Effect: first, Resumed: resumed);
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

    /// <summary>Why somebody may not come into a room; null if they may.</summary>
    /// <param name="state">Of the chat.</param>
    /// <param name="by">Who.</param>
    /// <param name="asked">Which room.</param>
    /// <param name="limits">How long its name may be.</param>
    /// <param name="now">Bans expire.</param>
    /// <param name="name">As the room is called, or will be.</param>
    /// <param name="isOpening">Whether the protocol asks, whose name may be of any length.</param>
    public static Refusal? WhyNotEnter(
        ChatState state, Presence by, string asked, ChatServerOptions limits, DateTimeOffset now, out string name,
        bool isOpening = false)
    {
        name = Names.Prepared(asked);
        if (!isOpening && InvalidName.Of(NameKind.Room, name, limits.MaxRoom) is { } problem) return problem;
        name = state.Rooms.TryGetValue(name, out var room) ? room.Name : state.Histories.Of(name)?.Room ?? name;
        return Moderating.WhyNotEnter(state, by.Person, name, now);
    }

    public static Decision Leave(ChatState state, Presence by, string name) =>
        state.TryGetSeat(by, name, out var room)
            ? new Left(by.Person, room.Name, room.Members - 1)
            : new NotMember(name);

    /// <summary>
    /// Who is there, with who is just coming, and up to where was spoken: as much work however many are there.
    /// </summary>
    public static MemberList MembersOf(ChatState state, Room room, bool isJoin = false, Person? coming = null)
    {
        var isThere = coming is not null && state.ByName[coming.Name].SeatIn(room) is not null;
        Seat[] seats = [.. room.Seats.Items.Where(seat => seat.Presence.Holder.SeatIn(room) == seat)
            .Where(seat => seat.Presence.Person.Name != coming?.Name).Take(Listed - (coming is null ? 0 : 1))];
        string[] away = [.. seats.Where(seat => seat.Presence.Holder.Away is not null)
            .Select(seat => seat.Presence.Person.Name)];
        var history = state.Histories.Of(room.Name);
        return new MemberList(
            room.Name,
            [.. coming is null ? [] : new[] { coming }, .. seats.Select(seat => seat.Presence.Person)],
            room.Members + (coming is null || isThere ? 0 : 1),
            isJoin ? new Position(state.Epoch, history?.Last ?? 0) : null,
            isJoin ? history?.Topic : null,
            away.Length > 0 ? string.Join(' ', away) : null);
    }

    public static RoomList RoomsOf(ChatState state, Presence by)
    {
        var listed = state.Rooms.Values.Where(room => Moderating.IsSeen(state, by, room)).Take(Listed);
        // Few rooms are private, and many are not.
        var hidden = state.Rules.Where(rules => rules.Value.IsPrivate)
            .Count(rules => state.Rooms.TryGetValue(rules.Key, out var room) && !Moderating.IsSeen(state, by, room));
        return new RoomList(
            [.. listed.OrderBy(room => room.Name, Names.Comparer)
                .Select(room => new RoomSize(room.Name, room.Members))],
            state.Rooms.Count - hidden);
    }
}
