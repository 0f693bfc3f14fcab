namespace RxChat;

/// <summary>Entering and leaving rooms, and who is told.</summary>
internal sealed partial class Chat
{
    private readonly Dictionary<string, Room> _rooms = new(Names.Comparer);
    private readonly HashSet<Room> _crowded = [];

    private Room? RoomOf(Client client, string name) =>
        _rooms.TryGetValue(name, out var room) && client.SeatIn(room) is not null ? room : null;

    private void Join(Client client, string name)
    {
        if (Names.Problem(name, Options.MaxRoom, "room") is { } problem) Answer(client, problem);
        else if (_rooms.TryGetValue(name, out var room) && client.SeatIn(room) is not null)
        {
            Focus(client, room);
            Answer(client, new Members(room));
        }
        else if (client.Seats.Count >= Options.MaxRoomsPerClient)
            Answer(client, $"you may be in at most {Options.MaxRoomsPerClient} rooms; /leave one first");
        else EnterRoom(client, name, echo: true);
    }

    private void Leave(Client client, string? name)
    {
        if ((name is null ? client.Current : RoomOf(client, name)) is not { } room)
        {
            Answer(client, name is null ? "you are in no room, /join one" : $"you are not in {Text.Quote(name)}");
            return;
        }
        LeaveRoom(client.SeatIn(room)!);
        if (client.Current == room) Focus(client, client.Seats.Last?.Room);
    }

    private void EnterRoom(Client client, string name, bool echo)
    {
        if (!_rooms.TryGetValue(name, out var room)) _rooms[name] = room = new Room(name);
        room.Enter(client);
        var told = room.Count <= Room.Intimate;
        if (!told) Count(room, joined: 1, left: 0);
        var before = client.Current;
        client.Current = room;
        output.OnNext(new ChatEvent(new Joined(client, room, told), room));
        if (before is not null) output.OnNext(new ChatEvent(new Focused(client, before, room)));
        if (echo && !(told && client.Protocol.TellsNotices)) Answer(client, new Joined(client, room, Told: true));
    }

    private void LeaveRoom(Seat seat)
    {
        var (client, room) = (seat.Client, seat.Room);
        var told = !_stopping && room.Count <= Room.Intimate;
        if (!told && !_stopping) Count(room, joined: 0, left: 1);
        output.OnNext(new ChatEvent(new Left(client, room, told), room));
        if (client.IsPresent && !(told && client.Protocol.TellsNotices)) Answer(client, new Left(client, room, Told: true));
        room.Leave(seat);
        if (room.Count > 0) return;
        _rooms.Remove(room.Name);
        _crowded.Remove(room);
    }

    private void Focus(Client client, Room? room)
    {
        var before = client.Current;
        if (before == room) return;
        client.Current = room;
        output.OnNext(new ChatEvent(new Focused(client, before, room)));
    }

    private void AnswerMembers(Client client, string? name)
    {
        if (name is null && client.Current is null) Answer(client, "you are in no room, /join one");
        else if (name is null) Answer(client, new Members(client.Current!));
        else if (_rooms.TryGetValue(name, out var room)) Answer(client, new Members(room));
        else Answer(client, $"nobody is in {Text.Quote(name)}");
    }

    private void Count(Room room, int joined, int left)
    {
        room.UntoldJoined += joined;
        room.UntoldLeft += left;
        _crowded.Add(room);
    }

    private void TellCrowds()
    {
        foreach (var room in _crowded)
        {
            output.OnNext(new ChatEvent(new Crowd(room.UntoldJoined, room.UntoldLeft), room));
            (room.UntoldJoined, room.UntoldLeft) = (0, 0);
        }
        _crowded.Clear();
    }
}
