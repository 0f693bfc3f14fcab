using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace RxChat;

/// <summary>
/// Base of what is asked of the chat: mostly a decoded frame. What somebody says is a <see cref="ChatMessage"/>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type",
    UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(ChatMessage), "say")]
[JsonDerivedType(typeof(RemoveMessage), "remove")]
[JsonDerivedType(typeof(React), "react")]
[JsonDerivedType(typeof(TakeName), "name")]
[JsonDerivedType(typeof(Whisper), "whisper")]
[JsonDerivedType(typeof(Moderate), "moderate")]
[JsonDerivedType(typeof(JoinRoom), "join")]
[JsonDerivedType(typeof(AskHistory), "history")]
[JsonDerivedType(typeof(Search), "search")]
[JsonDerivedType(typeof(MarkRead), "read")]
[JsonDerivedType(typeof(Register), "register")]
[JsonDerivedType(typeof(Login), "login")]
[JsonDerivedType(typeof(ChangePassword), "password")]
[JsonDerivedType(typeof(DeleteAccount), "unregister")]
[JsonDerivedType(typeof(AskToken), "token")]
public abstract record Command : ChatValue
{
    private protected Command(long by) => By = by;

    /// <summary>The number of the client that asks; 0 is the server itself, or a bot.</summary>
    public long By { get; init; }

    /// <summary>
    /// What the client calls it: it is answered once under that name, whatever becomes of it. Null asks for no answer
    /// of its own.
    /// </summary>
    public string? Ref { get; init; }
}

/// <summary>Says that a person is here, the first command of its client.</summary>
internal sealed record Connect(Person Person) : Command(Person.Id);

/// <summary>Says that a client is gone or has to go, its last command; a reason is told to it.</summary>
internal sealed record Disconnect(long By, Refusal? Reason = null) : Command(By);

/// <summary>Asks to be in a room. What a protocol opens with is not held to the limits of what people type.</summary>
/// <param name="By">Who.</param>
/// <param name="Room">Which.</param>
/// <param name="IsOpening">Whether the protocol opens with it.</param>
/// <param name="WantsState">Whether it is answered with who is there, and which number was the last.</param>
/// <param name="Since">What was heard last, so that what came after is told first; null is no matter.</param>
internal sealed record JoinRoom(
    long By, string Room, bool IsOpening = false, bool WantsState = false, Position? Since = null) : Command(By);

/// <summary>A place in what was said in a room.</summary>
/// <param name="Epoch">Which start of the numbers; null is the one there is.</param>
/// <param name="Seq">The number of the last message that was heard.</param>
public readonly record struct Position(string? Epoch, long Seq);

/// <summary>Asks for what was said: before or after a number, or the latest.</summary>
internal sealed record AskHistory(long By, string Room, long? Before, long? After, int? Limit) : Command(By);

/// <summary>Asks which messages have some words: before a number, or the latest.</summary>
/// <param name="By">Who.</param>
/// <param name="Room">Where.</param>
/// <param name="Words">Which.</param>
/// <param name="Before">Before which number.</param>
/// <param name="Limit">How many, at most.</param>
/// <param name="SoFar">What was found already, of later numbers.</param>
internal sealed record Search(
    long By, string Room, string Words, long? Before, int? Limit, SearchPage? SoFar = null) : Command(By);

/// <summary>Gives what was found; null when nothing could be looked for.</summary>
internal sealed record GiveSearch(long By, SearchPage? Page, string Room) : Command(By);

/// <summary>Gives the page that was read, of the room as it was asked; null when it could not be.</summary>
internal sealed record GiveHistory(long By, HistoryPage? Page, string Room) : Command(By);

/// <summary>Gives what was read of what was missed, to be told before the rest is.</summary>
internal sealed record GiveMissed(JoinRoom Join, HistoryQuery Query, HistoryPage? Page) : Command(Join.By);

/// <summary>Gives the message that a command needs to be decided; null if there is none.</summary>
internal sealed record GiveFound(Command Asked, Said? Found) : Command(Asked.By);

/// <summary>Asks to take back a message.</summary>
internal sealed record RemoveMessage(long By, string Room, Target Of, DateTimeOffset At) : Command(By);

/// <summary>Asks what a message said first.</summary>
internal sealed record AskOriginal(long By, string Room, Target Of) : Command(By);

/// <summary>Reacts to a message, or takes that back.</summary>
internal sealed record React(
    long By, string Room, Target Of, string Emoji, bool IsTakenBack, DateTimeOffset At) : Command(By);

/// <summary>Says what a room is about; null asks.</summary>
internal sealed record SetTopic(long By, string Room, string? Topic, DateTimeOffset At) : Command(By);

/// <summary>Keeps a room in order.</summary>
/// <param name="By">Who.</param>
/// <param name="Room">Which.</param>
/// <param name="Act">What is to be done.</param>
/// <param name="Whom">To whom: a name, an address or a network; empty is to the room.</param>
/// <param name="Value">How.</param>
/// <param name="For">For how long; null is for good.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When it was asked.</param>
internal sealed record Moderate(
    long By, string Room, ModerationAct Act, string Whom, string Value, TimeSpan? For, string Reason,
    DateTimeOffset At) : Command(By);

/// <summary>Asks what stands in a room: bans, mutes, roles and the like.</summary>
internal sealed record ListRules(long By, string Room) : Command(By);

/// <summary>Says what is to become of what is too much for one.</summary>
internal sealed record ChooseOverflow(long By, Overflow Policy) : Command(By);

/// <summary>Asks for a sign of life.</summary>
internal sealed record Ping(long By) : Command(By);

/// <summary>Tells the others of a room that one is about to say something.</summary>
internal sealed record TellTyping(long By, string Room) : Command(By);

internal sealed record LeaveRoom(long By, string Room) : Command(By);

internal sealed record TakeName(long By, string Name) : Command(By);

/// <summary>Asks for an account, of the name one has or another one.</summary>
internal sealed record Register(long By, string? Name, Secret Password) : Command(By);

/// <summary>Says who one is, by a name and its password, or without a name by a token.</summary>
internal sealed record Login(long By, string? Name, Secret Secret) : Command(By);

/// <summary>Says who one is on somebody else's word.</summary>
internal sealed record Vouch(long By, Voucher Voucher) : Command(By);

internal sealed record Logout(long By) : Command(By);

internal sealed record ChangePassword(long By, Secret Old, Secret New) : Command(By);

/// <summary>Asks to have no account any more.</summary>
internal sealed record DeleteAccount(long By, Secret Password) : Command(By);

/// <summary>Asks for a token, by which one comes back as who one is.</summary>
internal sealed record AskToken(long By) : Command(By);

/// <summary>Gives what accounts say to a command.</summary>
internal sealed record GiveAccount(Command Asked, AccountReply Reply) : Command(Asked.By);

internal sealed record ListMembers(long By, string Room) : Command(By);

internal sealed record ListRooms(long By) : Command(By);

/// <summary>Tells one person something.</summary>
/// <param name="By">Who.</param>
/// <param name="To">Whom, by name.</param>
/// <param name="Text">What.</param>
/// <param name="At">When.</param>
/// <param name="Key">As of a message, where both have accounts.</param>
internal sealed record Whisper(
    long By, string To, string Text, DateTimeOffset At = default, string? Key = null) : Command(By);

/// <summary>Says up to which number one has read a room; null is all that there is.</summary>
internal sealed record MarkRead(long By, string Room, long? Seq) : Command(By);

/// <summary>Asks where there is something that one has not read.</summary>
internal sealed record AskUnread(long By) : Command(By);

/// <summary>Says that one does not want to hear somebody, or does again.</summary>
internal sealed record Ignore(long By, string Name, bool IsIgnored) : Command(By);

/// <summary>Says that one is away, and what to tell; null is here again.</summary>
internal sealed record BeAway(long By, string? Text) : Command(By);

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

/// <summary>Says what is kept no longer.</summary>
internal sealed record Expire(string Room, long UpTo) : Command(0);

/// <summary>Begins the drain: from now on nobody's leaving is news.</summary>
internal sealed record Stop() : Command(0);
