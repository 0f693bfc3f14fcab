namespace RxChat;

/// <summary>What a client asks of the chat: a decoded frame. What somebody says is a <see cref="ChatMessage"/>.</summary>
public abstract record Command
{
    private protected Command(Client? client) => Client = client;

    /// <summary>Who asks; null for the server itself.</summary>
    internal Client? Client { get; init; }
}

/// <summary>A client is here, the first of its commands.</summary>
internal sealed record Connect(Client Client) : Command(Client);

/// <summary>A client is gone or has to go, the last of its commands; a reason is told to it.</summary>
internal sealed record Disconnect(Client Client, string? Reason) : Command(Client);

internal sealed record JoinRoom(Client Client, string Room) : Command(Client);

/// <summary>Null leaves the current room.</summary>
internal sealed record LeaveRoom(Client Client, string? Room) : Command(Client);

internal sealed record TakeName(Client Client, string Name) : Command(Client);

/// <summary>Null asks about the current room.</summary>
internal sealed record ListMembers(Client Client, string? Room) : Command(Client);

internal sealed record ListRooms(Client Client) : Command(Client);

internal sealed record Tell(Client Client, string To, string Text) : Command(Client);

internal sealed record Help(Client Client) : Command(Client);

internal sealed record Quit(Client Client) : Command(Client);

/// <summary>A command that cannot be carried out as it is written; the problem is told to the client.</summary>
internal sealed record Malformed(Client Client, string Problem) : Command(Client);

/// <summary>A filter has something to tell a client, such as why its message was rejected.</summary>
internal sealed record Notify(Client Client, string Text) : Command(Client);

/// <summary>A second has passed.</summary>
internal sealed record Tick(DateTimeOffset Now) : Command((Client?)null);

/// <summary>The server drains: from now on nobody's leaving is news.</summary>
internal sealed record Stop() : Command((Client?)null);
