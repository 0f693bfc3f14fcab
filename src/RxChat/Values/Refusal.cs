using System.Text.Json.Serialization;

namespace RxChat;

/// <summary>
/// Base of the typed noes. What they are called on the wire is their code; sentences are the protocols' own.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "code",
    UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(InvalidName), "invalid_name")]
[JsonDerivedType(typeof(NameTaken), "name_taken")]
[JsonDerivedType(typeof(NoSuchPerson), "no_such_person")]
[JsonDerivedType(typeof(NoSuchRoom), "no_such_room")]
[JsonDerivedType(typeof(NoRoom), "no_room")]
[JsonDerivedType(typeof(NotMember), "not_member")]
[JsonDerivedType(typeof(NotSaid), "not_said")]
[JsonDerivedType(typeof(TooManyRooms), "too_many_rooms")]
[JsonDerivedType(typeof(TooLong), "too_long")]
[JsonDerivedType(typeof(Filtered), "filtered")]
[JsonDerivedType(typeof(UnknownCommand), "unknown_command")]
[JsonDerivedType(typeof(WrongUsage), "wrong_usage")]
[JsonDerivedType(typeof(Malformed), "malformed")]
[JsonDerivedType(typeof(Duplicate), "duplicate")]
[JsonDerivedType(typeof(Dropped), "dropped")]
[JsonDerivedType(typeof(NoSuchMessage), "no_such_message")]
[JsonDerivedType(typeof(NotYours), "not_yours")]
[JsonDerivedType(typeof(TooLate), "too_late")]
[JsonDerivedType(typeof(HistoryUnavailable), "history_unavailable")]
[JsonDerivedType(typeof(NameConfusable), "name_confusable")]
[JsonDerivedType(typeof(NotAllowed), "not_allowed")]
[JsonDerivedType(typeof(Banned), "banned")]
[JsonDerivedType(typeof(PrivateRoom), "private_room")]
[JsonDerivedType(typeof(Muted), "muted")]
[JsonDerivedType(typeof(TooFast), "too_fast")]
[JsonDerivedType(typeof(NoAccounts), "no_accounts")]
[JsonDerivedType(typeof(AccountsUnavailable), "accounts_unavailable")]
[JsonDerivedType(typeof(LoginRequired), "login_required")]
[JsonDerivedType(typeof(AlreadyLoggedIn), "already_logged_in")]
[JsonDerivedType(typeof(NotLoggedIn), "not_logged_in")]
[JsonDerivedType(typeof(WrongPassword), "wrong_password")]
[JsonDerivedType(typeof(WeakPassword), "weak_password")]
[JsonDerivedType(typeof(BadToken), "bad_token")]
[JsonDerivedType(typeof(TokenExpired), "token_expired")]
[JsonDerivedType(typeof(OutOfScope), "out_of_scope")]
[JsonDerivedType(typeof(TooManyAttempts), "too_many_attempts")]
[JsonDerivedType(typeof(Busy), "busy")]
[JsonDerivedType(typeof(BadQuery), "bad_query")]
[JsonDerivedType(typeof(NoSuchQuery), "no_such_query")]
[JsonDerivedType(typeof(TooManyQueries), "too_many_queries")]
[JsonDerivedType(typeof(Kicked), "kicked")]
[JsonDerivedType(typeof(FrameTooLong), "frame_too_long")]
[JsonDerivedType(typeof(InvalidUtf8), "invalid_utf8")]
[JsonDerivedType(typeof(ForeignSpeech), "foreign_speech")]
[JsonDerivedType(typeof(ReadsTooSlowly), "reads_too_slowly")]
[JsonDerivedType(typeof(Silent), "silent")]
[JsonDerivedType(typeof(ServerFull), "server_full")]
[JsonDerivedType(typeof(TooManyConnections), "too_many_connections")]
[JsonDerivedType(typeof(ConnectsTooFast), "connects_too_fast")]
[JsonDerivedType(typeof(Denied), "denied")]
public abstract record Refusal
{
    private protected Refusal()
    {
    }
}

/// <summary>A name of a person or a room cannot be one.</summary>
public sealed record InvalidName(NameKind Kind, NameProblem Problem, int Maximum) : Refusal
{
    internal static InvalidName? Of(NameKind kind, string name, int maximum) =>
        Names.Problem(name, maximum) is { } problem ? new InvalidName(kind, problem, maximum) : null;
}

/// <summary>Somebody has the name, or nobody may have it.</summary>
public sealed record NameTaken(string Name) : Refusal;

/// <summary>Nobody is called so.</summary>
public sealed record NoSuchPerson(string Name) : Refusal;

/// <summary>Nobody is in such a room, so there is none.</summary>
public sealed record NoSuchRoom(string Room) : Refusal;

/// <summary>What is asked needs a room, and the client is in none.</summary>
public sealed record NoRoom : Refusal;

/// <summary>The client is not in the room.</summary>
public sealed record NotMember(string Room) : Refusal;

/// <summary>A message came to the chat when its sender was in the room no more.</summary>
public sealed record NotSaid(string Room) : Refusal;

/// <summary>The client is in as many rooms as it may.</summary>
public sealed record TooManyRooms(int Maximum) : Refusal;

/// <summary>A filter made a text longer than a frame may be.</summary>
public sealed record TooLong(int Maximum) : Refusal;

/// <summary>A filter rejected the message, or sent its sender away.</summary>
public sealed record Filtered(string Reason) : Refusal;

/// <summary>The protocol has no such command.</summary>
public sealed record UnknownCommand(string Command) : Refusal;

/// <summary>The command lacks something; it is written so.</summary>
public sealed record WrongUsage(string Usage) : Refusal;

/// <summary>A frame of the protocol means nothing; what is wrong with it.</summary>
public sealed record Malformed(string Problem) : Refusal;

/// <summary>Another message has the key.</summary>
public sealed record Duplicate(string Key) : Refusal;

/// <summary>There is no such message in the room, or no longer, or one cannot point at it.</summary>
public sealed record NoSuchMessage : Refusal;

/// <summary>The message is somebody else's.</summary>
public sealed record NotYours : Refusal;

/// <summary>The message was said too long ago to be changed.</summary>
public sealed record TooLate(double Seconds) : Refusal;

/// <summary>A filter has not let a message pass, and has told nobody why.</summary>
public sealed record Dropped : Refusal;

/// <summary>The history cannot be read now; or a message was said, and is not kept.</summary>
public sealed record HistoryUnavailable : Refusal;

/// <summary>The name looks like one that is registered.</summary>
public sealed record NameConfusable(string Name, string Like) : Refusal;

/// <summary>One has to be at least that in the room.</summary>
public sealed record NotAllowed(RoomRole Needed) : Refusal;

/// <summary>One may not come into the room, until then or for good.</summary>
public sealed record Banned(string Room, DateTimeOffset? Until, string Reason) : Refusal;

/// <summary>Only members may come into the room.</summary>
public sealed record PrivateRoom(string Room) : Refusal;

/// <summary>One may not say anything in the room, until then or for good.</summary>
public sealed record Muted(string Room, DateTimeOffset? Until) : Refusal;

/// <summary>In the room, one thing is said in a while.</summary>
public sealed record TooFast(double Seconds) : Refusal;

/// <summary>The server has no accounts.</summary>
public sealed record NoAccounts : Refusal;

/// <summary>Accounts cannot be read or written now.</summary>
public sealed record AccountsUnavailable : Refusal;

/// <summary>One has to be logged in for that.</summary>
public sealed record LoginRequired : Refusal;

/// <summary>Who is logged in is called as their account is.</summary>
public sealed record AlreadyLoggedIn(string Name) : Refusal;

/// <summary>The client is not logged in.</summary>
public sealed record NotLoggedIn : Refusal;

/// <summary>A token that somebody else has made is no good.</summary>
public sealed record BadToken(string Problem) : Refusal;

/// <summary>The word by which somebody was who they were is void now.</summary>
public sealed record TokenExpired : Refusal;

/// <summary>The token is not good for that.</summary>
public sealed record OutOfScope(Scopes Needed) : Refusal;

/// <summary>The password is not that of the name, or the token of nobody.</summary>
public sealed record WrongPassword : Refusal;

/// <summary>A password has other lengths than it may.</summary>
public sealed record WeakPassword(int Minimum, int Maximum) : Refusal;

/// <summary>A password was tried too often for this name, or from this address.</summary>
public sealed record TooManyAttempts(double Seconds) : Refusal;

/// <summary>Too many passwords wait to be checked.</summary>
public sealed record Busy : Refusal;

/// <summary>A text is no query; the column of what is wrong, from 1.</summary>
public sealed record BadQuery(string Problem, int Column) : Refusal;

/// <summary>The client has no query of this number.</summary>
public sealed record NoSuchQuery(long Query) : Refusal;

/// <summary>The client, or all of them together, have as many different queries as they may.</summary>
public sealed record TooManyQueries(int Maximum) : Refusal;

/// <summary>One was sent out of the room.</summary>
public sealed record Kicked(string Room, string Reason) : Refusal;

/// <summary>A frame holds more bytes than it may.</summary>
public sealed record FrameTooLong(int Maximum) : Refusal;

/// <summary>A frame is not UTF-8.</summary>
public sealed record InvalidUtf8 : Refusal;

/// <summary>What came first is of another protocol.</summary>
/// <param name="Protocol">Which.</param>
/// <param name="Here">What is spoken instead.</param>
public sealed record ForeignSpeech(string Protocol, string Here = "plain text") : Refusal;

/// <summary>More bytes waited for the client than may.</summary>
public sealed record ReadsTooSlowly(int Maximum) : Refusal;

/// <summary>Nothing came from the client for so long; or nothing at all since it connected.</summary>
public sealed record Silent(double Seconds, bool SinceConnecting) : Refusal;

/// <summary>As many are connected as may be.</summary>
public sealed record ServerFull(int Maximum) : Refusal;

/// <summary>As many are connected from the address, or of IPv6 its /64, as may be.</summary>
public sealed record TooManyConnections(string Address, int Maximum) : Refusal;

/// <summary>More have connected from the address, or of IPv6 its /64, than may in a second.</summary>
public sealed record ConnectsTooFast(string Address, int Rate) : Refusal;

/// <summary>The address is in a network that may not connect.</summary>
public sealed record Denied(string Address) : Refusal;

/// <summary>What has a name.</summary>
public enum NameKind
{
    /// <summary>A person.</summary>
    Person,

    /// <summary>A room.</summary>
    Room,
}
