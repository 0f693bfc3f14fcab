namespace RxChat;

/// <summary>
/// Who holds which name. Connections of one account hold one name together, and are one person to the others.
/// </summary>
internal static class Naming
{
    public static void Rename(ChatState state, Renamed renamed, IObserver<ChatEvent> output)
    {
        var (before, presence) = (renamed.Before, state.People[renamed.Person.Id]);
        var old = presence.Holder;
        var isAlone = old.Connections.Count == 1;
        if (!state.ByName.TryGetValue(renamed.Person.Name, out var holder)) holder = isAlone ? old : new Holder();
        presence.Person = renamed.Person;
        if (isAlone) state.ByName.Remove(before.Name);
        state.ByName[renamed.Person.Name] = holder;
        for (var i = 0; i < presence.Seats.Count; i++)
        {
            var room = presence.Seats[i].Room;
            var wasThere = holder != old && holder.SeatIn(room) is not null;
            var stays = holder != old && IsThereByAnother(old, presence, room);
            if (wasThere && !stays) room.Members--;
            if (!wasThere && stays) room.Members++;
            if (before.Name == renamed.Person.Name || (wasThere && stays)) continue;
            // To the others, one who was there already is not there twice, and one who stays has not become another.
            Entry news = wasThere ? new Left(before, room.Name, room.Members)
                : stays ? new Joined(renamed.Person, room.Name, room.Members)
                : renamed;
            output.OnNext(new ChatEvent(news, Audience.In(room.Name, but: renamed.Person.Id)));
        }
        if (holder != old)
        {
            old.Connections.Remove(presence);
            holder.Connections.Add(presence);
            presence.Holder = holder;
        }
        if (renamed.Person.Account is null)
        {
            holder.Account = null;
            if (before.Account is not null && (holder == old || old.Connections.Count == 0))
                state.Accounts.Remove(before.Identity);
        }
        output.OnNext(new ChatEvent(renamed, Audience.One(renamed.Person.Id)));
    }

    /// <summary>A connection is gone, and with the last one the name is free.</summary>
    public static void LetGo(ChatState state, Presence presence)
    {
        presence.Holder.Connections.Remove(presence);
        if (presence.Holder.Connections.Count > 0) return;
        state.ByName.Remove(presence.Person.Name);
        if (presence.Person.Account is not null) state.Accounts.Remove(presence.Person.Identity);
    }

    private static bool IsThereByAnother(Holder holder, Presence presence, Room room)
    {
        for (var i = 0; i < holder.Connections.Count; i++)
        {
            if (holder.Connections[i] != presence && holder.Connections[i].SeatIn(room) is not null) return true;
        }
        return false;
    }
}
