namespace RxChat;

/// <summary>What an entry changes, and what it tells whom. Deterministic; never refuses.</summary>
internal static class Applying
{
    public static void Apply(this ChatState state, Entry entry, IObserver<ChatEvent> output)
    {
        switch (entry)
        {
            case Numbered numbered when DirectThread.TryParse(numbered.In, out var thread):
                if (state.Histories.Of(numbered.In) is null) state.Know(thread);
                state.Histories.Keep(numbered);
                output.OnNext(new ChatEvent(numbered, Audience.In(numbered.In)));
                Tell(state, thread, numbered, output);
                break;
            case HasRead { Person: var person } read:
                Read(state, read, output);
                break;
            case Ignored { Person: var person } ignored:
                Ignore(state, ignored, output);
                break;
            case Away { Person: var person } away:
                state.People[person.Id].Holder.Away = away.Text;
                foreach (var room in state.People[person.Id].Holder.Rooms())
                    output.OnNext(new ChatEvent(away, Audience.In(room.Name, but: person.Id)));
                output.OnNext(new ChatEvent(away, Audience.One(person.Id)));
                break;
            case Numbered numbered:
                state.Histories.Keep(numbered);
                output.OnNext(new ChatEvent(numbered, Audience.In(numbered.In)));
                if (numbered is Said said)
                {
                    if (state.Rules.Count > 0) state.Rules.GetValueOrDefault(said.In)?.Apply(said);
                }
                else if (numbered is Moderated act) Moderate(state, act, output);
                break;
            case Whispered whispered:
                Whisper(state, whispered, output);
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
                Naming.Rename(state, renamed, output);
                break;
            case LoggedIn { Person: var person } loggedIn:
                state.Limit(state.People[person.Id], loggedIn.Until);
                var logged = state.People[person.Id].Holder;
                logged.Account ??= loggedIn.Account;
                logged.Ignored = logged.Account.Ignored;
                state.Accounts[person.Identity] = logged;
                output.OnNext(new ChatEvent(loggedIn, Audience.One(person.Id)));
                break;
            case LoggedOut { Person: var person } loggedOut:
                state.Limit(state.People[person.Id], until: null);
                output.OnNext(new ChatEvent(loggedOut, Audience.One(person.Id)));
                break;
            case Barred { Person: var person } barred:
                state.People[person.Id].BarredFrom = barred.Room;
                break;
            case QueryBegun begun:
                Querying.Apply(state, begun, output);
                break;
            case QueryEnded ended:
                Querying.Apply(state, ended, output);
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
        var presence = new Presence(arrived.Person, new Holder());
        presence.Holder.Connections.Add(presence);
        state.People.Add(arrived.Person.Id, presence);
        state.ByName.Add(arrived.Person.Name, presence.Holder);
        output.OnNext(new ChatEvent(arrived, Audience.One(arrived.Person.Id)));
    }

    private static void Enter(ChatState state, Joined joined, IObserver<ChatEvent> output)
    {
        if (!state.Rooms.TryGetValue(joined.Room, out var room))
            state.Rooms[joined.Room] = room = new Room(joined.Room);
        var presence = state.People[joined.Person.Id];
        // Whoever is there by another connection does not come again.
        var isNews = presence.Holder.SeatIn(room) is null;
        var seat = new Seat(presence, room, state.Histories.Of(room.Name)?.Last ?? 0);
        room.Seats.Add(seat);
        presence.Seats.Add(seat);
        if (presence.BarredFrom == joined.Room) presence.BarredFrom = null;
        if (isNews) room.Members++;
        TellBoth(joined, joined.Person, joined.Room, output, isNews);
    }

    private static void Leave(ChatState state, Left left, IObserver<ChatEvent> output)
    {
        var isNews = TakeAway(state, state.People[left.Person.Id].SeatIn(state.Rooms[left.Room])!);
        TellBoth(left, left.Person, left.Room, output, isNews);
    }

    /// <summary>Whom it is about is gone by it, or hears of it wherever they are.</summary>
    private static void Moderate(ChatState state, Moderated act, IObserver<ChatEvent> output)
    {
        state.Keep(act);
        Querying.LookAgain(state, act, output);
        var room = state.Rooms.GetValueOrDefault(act.Room);
        if (act.Act is ModerationAct.Kick or ModerationAct.Ban && room is not null)
        {
            foreach (var seat in room.Seats.Items.Where(seat => act.IsOf(seat.Presence.Person)
                && !Moderating.Spares(state, act, seat.Presence.Person)).ToArray())
                Leave(state, new Left(seat.Presence.Person, room.Name, room.Members - 1), output);
        }
        else if (act.Identity != default && state.ByName.TryGetValue(act.Whom, out var whom)
            && (room is null || whom.SeatIn(room) is null))
        {
            foreach (var person in state.ConnectionsOf(whom.Person))
                output.OnNext(new ChatEvent(act, Audience.One(person.Id)));
        }
    }

    /// <summary>
    /// Others hear that they left, unless everybody does; they themselves hear it or, if there is a reason, that.
    /// </summary>
    private static void Depart(ChatState state, Departed departed, IObserver<ChatEvent> output)
    {
        state.People.Remove(departed.Person.Id, out var presence);
        state.Limit(presence!, until: null);
        while (presence!.Seats.Last is { } seat)
        {
            var isNews = TakeAway(state, seat);
            if (state.IsStopping) continue;
            var left = new Left(presence.Person, seat.Room.Name, seat.Room.Members, IsGone: true);
            if (isNews)
            {
                output.OnNext(
                    new ChatEvent(left, Audience.In(left.Room, but: departed.Reason is null ? 0 : left.Person.Id)));
            }
            else if (departed.Reason is null)
                output.OnNext(new ChatEvent(left, Audience.One(left.Person.Id, left.Room)));
        }
        Querying.LeaveAll(state, presence, output);
        Naming.LetGo(state, presence);
        output.OnNext(new ChatEvent(departed, Audience.One(departed.Person.Id)));
    }

    /// <summary>The last words, after the last command: everyone hears that it is over, and is done.</summary>
    private static void Stop(ChatState state, IObserver<ChatEvent> output)
    {
        state.IsStopping = true;
        output.OnNext(new ChatEvent(new Stopped(), Audience.Everyone));
        foreach (var presence in state.People.Values.ToArray()) Depart(state, new Departed(presence.Person), output);
    }

    /// <summary>Whether the person is gone from the room, and not only one of their connections.</summary>
    private static bool TakeAway(ChatState state, Seat seat)
    {
        seat.Room.Seats.Remove(seat);
        seat.Presence.Seats.Remove(seat);
        var isGone = seat.Presence.Holder.SeatIn(seat.Room) is null;
        if (isGone) seat.Room.Members--;
        if (seat.Room.Seats.Count == 0) state.Rooms.Remove(seat.Room.Name);
        return isGone;
    }

    private static void TellBoth(
        Entry entry, Person person, string room, IObserver<ChatEvent> output, bool isNews)
    {
        if (isNews) output.OnNext(new ChatEvent(entry, Audience.In(room, but: person.Id)));
        output.OnNext(new ChatEvent(entry, Audience.One(person.Id, room)));
    }

    /// <summary>Both hear of it by each of their connections, and know it by the other.</summary>
    private static void Tell(ChatState state, DirectThread thread, Numbered entry, IObserver<ChatEvent> output)
    {
        var from = entry is Said { Message.From: var name } ? name
            : entry is Edited { Message.From: var editor } ? editor
            : null;
        foreach (var id in new[] { thread.One, thread.Other }.Distinct())
        {
            if (!state.Accounts.TryGetValue(id, out var holder) || (from is not null && holder.Ignores(from))) continue;
            foreach (var person in state.ConnectionsOf(holder.Person))
                output.OnNext(new ChatEvent(entry, Audience.One(person.Id, thread.ShownTo(id))));
        }
    }

    private static void Read(ChatState state, HasRead read, IObserver<ChatEvent> output)
    {
        var holder = state.People[read.Person.Id].Holder;
        if (holder.Account is { } account)
        {
            holder.Account = account with
            {
                Reads = account.Reads.RemoveAll(mark => Names.Comparer.Equals(mark.Room, read.Room))
                    .Add(new ReadMark(read.Room, read.Seq)),
            };
        }
        var shown = DirectThread.TryParse(read.Room, out var thread) ? thread.ShownTo(read.Person.Identity) : read.Room;
        foreach (var person in state.ConnectionsOf(holder.Person))
            output.OnNext(new ChatEvent(read with { Room = shown }, Audience.One(person.Id)));
    }

    private static void Ignore(ChatState state, Ignored ignored, IObserver<ChatEvent> output)
    {
        var holder = state.People[ignored.Person.Id].Holder;
        holder.Ignored = ignored.IsIgnored
            ? holder.Ignored.Add(ignored.Name)
            : holder.Ignored.Remove(ignored.Name, Names.Comparer);
        if (holder.Account is { } account) holder.Account = account with { Ignored = holder.Ignored };
        foreach (var person in state.ConnectionsOf(holder.Person))
            output.OnNext(new ChatEvent(ignored, Audience.One(person.Id)));
    }

    /// <summary>By each connection of both.</summary>
    private static void Whisper(ChatState state, Whispered whispered, IObserver<ChatEvent> output)
    {
        foreach (var to in state.ConnectionsOf(whispered.To))
        {
            if (state.People[to.Id].Holder.Ignores(whispered.From.Name)) break;
            output.OnNext(new ChatEvent(whispered with { To = to }, Audience.One(to.Id)));
        }
        if (Names.Comparer.Equals(whispered.From.Name, whispered.To.Name)) return;
        foreach (var from in state.ConnectionsOf(whispered.From))
            output.OnNext(new ChatEvent(whispered with { From = from }, Audience.One(from.Id)));
    }
}
