namespace RxChat.Client;

/// <summary>Base of what is heard of a room.</summary>
public abstract record RoomEvent(string Room);

/// <summary>Something of a number: in order, each once, whatever became of the connection.</summary>
/// <param name="Room">Where.</param>
/// <param name="Seq">The number.</param>
/// <param name="Id">What it is known by for ever.</param>
/// <param name="From">Who did it.</param>
/// <param name="At">When, by the server's clock.</param>
public abstract record RoomEntry(string Room, long Seq, string Id, string From, DateTimeOffset At) : RoomEvent(Room);

/// <summary>A message; of one that was changed before it was heard, the last text, or none.</summary>
public sealed record Message(
    string Room, long Seq, string Id, string From, DateTimeOffset At, string Text, bool IsBot = false,
    string? ReplyTo = null, bool IsEdited = false, bool IsRemoved = false, string? Key = null)
    : RoomEntry(Room, Seq, Id, From, At);

/// <summary>A message has another text; null if that was changed again before it was heard.</summary>
public sealed record Edited(
    string Room, long Seq, string Id, string From, DateTimeOffset At, string Of, string? Text)
    : RoomEntry(Room, Seq, Id, From, At);

/// <summary>A message was taken back.</summary>
public sealed record Removed(string Room, long Seq, string Id, string From, DateTimeOffset At, string Of)
    : RoomEntry(Room, Seq, Id, From, At);

/// <summary>Somebody reacts to a message, or takes that back.</summary>
public sealed record Reacted(
    string Room, long Seq, string Id, string From, DateTimeOffset At, string Of, string Emoji, bool IsTakenBack)
    : RoomEntry(Room, Seq, Id, From, At);

/// <summary>The room has another topic.</summary>
public sealed record TopicSet(string Room, long Seq, string Id, string From, DateTimeOffset At, string Topic)
    : RoomEntry(Room, Seq, Id, From, At);

/// <summary>Somebody keeps the room in order.</summary>
/// <param name="Room">Where.</param>
/// <param name="Seq">The number.</param>
/// <param name="Id">Its id.</param>
/// <param name="From">Who.</param>
/// <param name="At">When.</param>
/// <param name="Act">What, as in docs/protocol.md: <c>kick</c>, <c>ban</c> …</param>
/// <param name="Whom">To whom; null is to the room.</param>
/// <param name="Value">How; null is not said.</param>
/// <param name="Until">Until when; null is for good.</param>
/// <param name="Reason">Why; null is not said.</param>
public sealed record Moderated(
    string Room, long Seq, string Id, string From, DateTimeOffset At, string Act, string? Whom, string? Value,
    DateTimeOffset? Until, string? Reason) : RoomEntry(Room, Seq, Id, From, At);

/// <summary>Somebody is away, or here again.</summary>
public sealed record Presence(string Room, string Name, bool IsAway, string? Text) : RoomEvent(Room);

/// <summary>One is in the room: after each connection, once what was missed is told.</summary>
/// <param name="Room">Which.</param>
/// <param name="Members">Who is there, of whom at most 100 are named.</param>
/// <param name="Count">How many are.</param>
/// <param name="Topic">What it is about; empty is nothing.</param>
/// <param name="Seq">The number of what was said last; what comes has later ones.</param>
public sealed record Entered(
    string Room, IReadOnlyList<string> Members, int Count, string Topic, long Seq = 0) : RoomEvent(Room);

/// <summary>Somebody else came.</summary>
public sealed record Joined(string Room, string Name) : RoomEvent(Room);

/// <summary>Somebody went.</summary>
public sealed record Left(string Room, string Name) : RoomEvent(Room);

/// <summary>Somebody is called otherwise.</summary>
public sealed record Renamed(string Room, string From, string To) : RoomEvent(Room);

/// <summary>Somebody is about to say something, or no longer: they do, have gone, or nothing was told of it for 6 s.
/// </summary>
public sealed record Typing(string Room, string Name, bool HasEnded = false) : RoomEvent(Room);

/// <summary>Many came and went.</summary>
public sealed record Crowd(string Room, int Joined, int Left) : RoomEvent(Room);

/// <summary>So many entries are kept no longer: the only way to miss one.</summary>
public sealed record Missed(string Room, long Count) : RoomEvent(Room);

/// <summary>The server lost what came after a number: what was heard of later ones is no more.</summary>
public sealed record Rewound(string Room, long Seq) : RoomEvent(Room);

/// <summary>The room is not entered: why.</summary>
public sealed record NotEntered(string Room, string Code, string Reason) : RoomEvent(Room);
