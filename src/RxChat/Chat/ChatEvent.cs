namespace RxChat;

/// <summary>Anything the chat tells, and who it is for: the members of a room, one client, or everyone.</summary>
internal readonly record struct ChatEvent(object Body, Room? Room = null, Client? To = null)
{
    public bool IsForEveryone => Room is null && To is null && Body is Notice;
}

internal sealed record Welcome(Client Client);

/// <summary>A client is there to be sent to; told to nobody.</summary>
internal sealed record Arrived(Client Client);

/// <summary>Nothing more will be sent to a client; told to nobody.</summary>
internal sealed record Departed(Client Client);

/// <summary>From now on a client's audience of the room includes it. <c>Told</c> says whether the members hear of it.</summary>
internal sealed record Joined(Client Client, Room In, bool Told);

/// <summary>A client leaves a room: the last it hears of it.</summary>
internal sealed record Left(Client Client, Room From, bool Told);

/// <summary>A client's texts go to another of its rooms, or to none; told to nobody.</summary>
internal sealed record Focused(Client Client, Room? Before, Room? Now);

internal sealed record Renamed(Client Client, string? Before);

/// <summary>Many came and went in a second.</summary>
internal sealed record Crowd(int Joined, int Left);

internal sealed record Members(Room Of);

internal sealed record RoomList(IReadOnlyCollection<Room> Rooms);

internal sealed record Told(Client From, Client Addressee, string Text);

/// <summary>A line of the server's own.</summary>
internal sealed record Notice(string Text);
