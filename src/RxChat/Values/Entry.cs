namespace RxChat;

/// <summary>Base of what an event tells: a fact that was decided, or an answer.</summary>
public abstract record EventBody : ChatValue
{
    private protected EventBody()
    {
    }
}

/// <summary>
/// Base of the facts: what was decided. The state of the chat is the fold of its entries, and nothing else changes it.
/// </summary>
public abstract record Entry : EventBody
{
    private protected Entry()
    {
    }
}

/// <summary>A person is here; told to themselves, it is the greeting.</summary>
public sealed record Arrived(Person Person) : Entry;

/// <summary>A person is gone from everywhere. Nothing follows to its client but the reason, if there is one.</summary>
public sealed record Departed(Person Person, Refusal? Reason = null) : Entry;

/// <summary>A person is in a room, which has so many members now.</summary>
public sealed record Joined(Person Person, string Room, int Members) : Entry;

/// <summary>A person is no longer in a room, which has so many members now.</summary>
/// <param name="Person">Who.</param>
/// <param name="Room">Where.</param>
/// <param name="Members">How many there are now.</param>
/// <param name="IsGone">Whether because their connection is.</param>
public sealed record Left(Person Person, string Room, int Members, bool IsGone = false) : Entry;

/// <summary>A person is called otherwise.</summary>
public sealed record Renamed(Person Before, Person Person) : Entry;

/// <summary>A connection is an account's, whose name it has; if it says until when, it is closed then.</summary>
public sealed record LoggedIn(Person Person, Account Account, DateTimeOffset? Until = null) : Entry;

/// <summary>A connection is an account's no longer, and has a guest's name.</summary>
public sealed record LoggedOut(Person Person) : Entry;

/// <summary>Who has just come may not be in the room its protocol opens with until it logs in.</summary>
public sealed record Barred(Person Person, string Room) : Entry;

/// <summary>Somebody who is logged in has read a room up to a number.</summary>
public sealed record HasRead(Person Person, string Room, long Seq) : Entry;

/// <summary>Somebody does not want to hear somebody, or does again.</summary>
public sealed record Ignored(Person Person, string Name, bool IsIgnored) : Entry;

/// <summary>Somebody is away, with what they say to that; null is here again.</summary>
public sealed record Away(Person Person, string? Text) : Entry;

/// <summary>Something is told to one person alone; its sender has a copy.</summary>
public sealed record Whispered(Person From, Person To, string Text) : Entry;

/// <summary>A person is about to say something: of no number, and nothing is kept of it.</summary>
public sealed record Typing(Person Person, string Room) : Entry;

/// <summary>Of a room the entries up to a number are kept no longer.</summary>
public sealed record Expired(string Room, long UpTo) : Entry;

/// <summary>Nothing has happened for a while: a sign of life, for those who want one.</summary>
public sealed record Beat : EventBody;

/// <summary>The server drains.</summary>
public sealed record Stopping : Entry;

/// <summary>The server has nothing more to say, the last of all entries.</summary>
public sealed record Stopped : Entry;
