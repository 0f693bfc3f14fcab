namespace RxChat;

/// <summary>What an entry changes, and what it tells whom. Deterministic; never refuses.</summary>
internal static class Applying
{
    public static void Apply(this ChatState state, Entry entry, IObserver<ChatEvent> output)
    {
        switch (entry)
        {
            case Numbered numbered:
                state.Histories.Keep(numbered);
                output.OnNext(new ChatEvent(numbered, Audience.In(numbered.In)));
                break;
            case Whispered { From: var from, To: var to }:
                output.OnNext(new ChatEvent(entry, Audience.One(to.Id)));
                if (from.Id != to.Id) output.OnNext(new ChatEvent(entry, Audience.One(from.Id)));
                break;
            case Typing typing:
                output.OnNext(new ChatEvent(typing, Audience.In(typing.Room, but: typing.Person.Id)));
                break;
            case Arrived arrived:
                Arrive(state, arrived, output);
                break;
            case Joined joined:
                Enter(state, joined, output);
                break;
            case Left left:
                Leave(state, left, output);
                break;
            case Renamed renamed:
                Rename(state, renamed, output);
                break;
            case Departed departed:
                Depart(state, departed, output);
                break;
            case Expired expired:
                state.Histories.Forget(expired.Room, expired.UpTo);
                break;
            case Stopping:
                state.IsStopping = true;
                break;
            case Stopped:
                Stop(state, output);
                break;
        }
    }

    private static void Arrive(ChatState state, Arrived arrived, IObserver<ChatEvent> output)
    {
        var presence = new Presence(arrived.Person);
        state.People.Add(arrived.Person.Id, presence);
        state.ByName.Add(arrived.Person.Name, presence);
        output.OnNext(new ChatEvent(arrived, Audience.One(arrived.Person.Id)));
    }

    private static void Enter(ChatState state, Joined joined, IObserver<ChatEvent> output)
    {
        if (!state.Rooms.TryGetValue(joined.Room, out var room))
            state.Rooms[joined.Room] = room = new Room(joined.Room);
        var presence = state.People[joined.Person.Id];
        var seat = new Seat(presence, room);
        room.Seats.Add(seat);
        presence.Seats.Add(seat);
        TellBoth(joined, joined.Person, joined.Room, output);
    }

    private static void Leave(ChatState state, Left left, IObserver<ChatEvent> output)
    {
        TakeAway(state, state.People[left.Person.Id].SeatIn(state.Rooms[left.Room])!);
        TellBoth(left, left.Person, left.Room, output);
    }

    private static void Rename(ChatState state, Renamed renamed, IObserver<ChatEvent> output)
    {
        state.ByName.Remove(renamed.Before.Name, out var presence);
        presence!.Person = renamed.Person;
        state.ByName.Add(renamed.Person.Name, presence);
        foreach (var room in presence.Rooms)
            output.OnNext(new ChatEvent(renamed, Audience.In(room, but: renamed.Person.Id)));
        output.OnNext(new ChatEvent(renamed, Audience.One(renamed.Person.Id)));
    }

    /// <summary>
    /// Others hear that they left, unless everybody does; they themselves hear it or, if there is a reason, that.
    /// </summary>
    private static void Depart(ChatState state, Departed departed, IObserver<ChatEvent> output)
    {
        state.People.Remove(departed.Person.Id, out var presence);
        state.ByName.Remove(presence!.Person.Name);
        while (presence.Seats.Last is { } seat)
        {
            TakeAway(state, seat);
            if (state.IsStopping) continue;
            var left = new Left(presence.Person, seat.Room.Name, seat.Room.Seats.Count);
            output.OnNext(
                new ChatEvent(left, Audience.In(left.Room, but: departed.Reason is null ? 0 : left.Person.Id)));
        }
        output.OnNext(new ChatEvent(departed, Audience.One(departed.Person.Id)));
    }

    /// <summary>The last words, after the last command: everyone hears that it is over, and is done.</summary>
    private static void Stop(ChatState state, IObserver<ChatEvent> output)
    {
        state.IsStopping = true;
        output.OnNext(new ChatEvent(new Stopped(), Audience.Everyone));
        foreach (var presence in state.People.Values.ToArray()) Depart(state, new Departed(presence.Person), output);
    }

    private static void TakeAway(ChatState state, Seat seat)
    {
        seat.Room.Seats.Remove(seat);
        seat.Presence.Seats.Remove(seat);
        if (seat.Room.Seats.Count == 0) state.Rooms.Remove(seat.Room.Name);
    }

    private static void TellBoth(Entry entry, Person person, string room, IObserver<ChatEvent> output)
    {
        output.OnNext(new ChatEvent(entry, Audience.In(room, but: person.Id)));
        output.OnNext(new ChatEvent(entry, Audience.One(person.Id, room)));
    }
}
