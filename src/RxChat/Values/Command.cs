using System.Collections.Immutable;

namespace RxChat;

/// <summary>
/// Base of what is asked of the chat: mostly a decoded frame. What somebody says is a <see cref="ChatMessage"/>.
/// </summary>
public abstract record Command : ChatValue
{
    private protected Command(long by) => By = by;

    /// <summary>The number of the client that asks; 0 is the server itself, or a bot.</summary>
    public long By { get; init; }
}

/// <summary>Says that a person is here, the first command of its client.</summary>
internal sealed record Connect(Person Person) : Command(Person.Id);

/// <summary>Says that a client is gone or has to go, its last command; a reason is told to it.</summary>
internal sealed record Disconnect(long By, Refusal? Reason = null) : Command(By);

/// <summary>Asks to be in a room. What a protocol opens with is not held to the limits of what people type.</summary>
internal sealed record JoinRoom(long By, string Room, bool IsOpening = false) : Command(By);

internal sealed record LeaveRoom(long By, string Room) : Command(By);

internal sealed record TakeName(long By, string Name) : Command(By);

internal sealed record ListMembers(long By, string Room) : Command(By);

internal sealed record ListRooms(long By) : Command(By);

/// <summary>Tells one person something.</summary>
internal sealed record Whisper(long By, string To, string Text) : Command(By);

/// <summary>Asks for the commands there are.</summary>
/// <param name="By">Who asks.</param>
/// <param name="Own">What the filters on its way have, a line each.</param>
internal sealed record Help(long By, ImmutableArray<string> Own) : Command(By);

/// <summary>Asks for the message of the day, which an effect reads.</summary>
internal sealed record AskMotd(long By) : Command(By);

/// <summary>Gives what the effect read; null when it could not.</summary>
internal sealed record GiveMotd(long By, string? Text) : Command(By);

/// <summary>Says no in its turn: what was asked cannot even be decided, or a filter rejects it.</summary>
internal sealed record Refuse(long By, Refusal Refusal) : Command(By);

/// <summary>Tells a client something of a filter's own.</summary>
internal sealed record Notify(long By, string Text) : Command(By);

/// <summary>Begins the drain: from now on nobody's leaving is news.</summary>
internal sealed record Stop() : Command(0);
