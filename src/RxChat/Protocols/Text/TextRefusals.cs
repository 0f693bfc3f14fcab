using System.Globalization;

namespace RxChat;

/// <summary>The refusals in English, as the text protocols say them.</summary>
public static class TextRefusals
{
    /// <summary>Characters of the longest sentence around what it quotes.</summary>
    private const int MostWords = 128;

    internal static int MaxLength(Refusal refusal) => MostWords + refusal switch
    {
        NameTaken taken => taken.Name.Length,
        NameConfusable name => name.Name.Length + name.Like.Length,
        AlreadyLoggedIn one => one.Name.Length,
        Banned banned => banned.Room.Length + banned.Reason.Length,
        BadQuery bad => bad.Problem.Length,
        Kicked kicked => kicked.Room.Length + kicked.Reason.Length,
        PrivateRoom room => room.Room.Length,
        Muted muted => muted.Room.Length,
        NotSaid not => not.Room.Length,
        Filtered filtered => filtered.Reason.Length,
        WrongUsage usage => usage.Usage.Length,
        UnknownCommand unknown => unknown.Command.Length,
        Malformed malformed => malformed.Problem.Length,
        ForeignSpeech foreign => foreign.Protocol.Length,
        TooManyConnections many => many.Address.Length,
        ConnectsTooFast fast => fast.Address.Length,
        Denied denied => denied.Address.Length,
        BadToken bad => bad.Problem.Length,
        _ => 0, // quotes are short
    };

    /// <summary>What is wrong, without what ends a sentence.</summary>
    public static string Sentence(Refusal refusal) => refusal switch
    {
        InvalidName invalid => Sentence(invalid),
        NameTaken taken => $"the name {taken.Name} is taken",
        NoSuchPerson nobody => $"nobody is called {Text.Quote(nobody.Name)}",
        NoSuchRoom no => $"nobody is in {Text.Quote(no.Room)}",
        NoRoom => "you are in no room, /join one",
        NotMember not => $"you are not in {Text.Quote(not.Room)}",
        NotSaid not => $"not said: you left {not.Room}",
        TooManyRooms many => $"you may be in at most {Number(many.Maximum)} rooms; /leave one first",
        TooLong too => $"not said: a message may hold at most {Number(too.Maximum)} bytes",
        Filtered filtered => filtered.Reason,
        UnknownCommand unknown => $"unknown command /{unknown.Command}, try /help",
        WrongUsage usage => $"usage: {usage.Usage}",
        Malformed malformed => malformed.Problem,
        Duplicate => "another message was said with this key",
        NoSuchMessage => "there is no such message here; /history shows the numbers",
        NotYours => "that is somebody else's message",
        TooLate too => $"a message can be changed for {Number(too.Seconds)} s after it was said",
        Dropped => "not said: a filter has dropped it",
        HistoryUnavailable => "the history is not available now",
        NameConfusable name => $"the name {name.Name} looks like {name.Like}, which is registered",
        NotAllowed not => $"for that one has to be {Role(not.Needed)} here",
        Banned banned => $"you are banned from {banned.Room}{Until(banned.Until)}"
            + (banned.Reason.Length > 0 ? $": {banned.Reason}" : ""),
        PrivateRoom room => $"{room.Room} is private, ask for an invitation",
        Muted muted => $"not said: you are muted in {muted.Room}{Until(muted.Until)}",
        TooFast fast => $"not said: wait {Number(Math.Ceiling(fast.Seconds))} s",
        NoAccounts => "this server has no accounts",
        AccountsUnavailable => "accounts are not available now, try again later",
        LoginRequired => "log in first: /login NAME PASSWORD",
        AlreadyLoggedIn one => $"you are logged in as {one.Name}; /logout first",
        NotLoggedIn => "you are not logged in",
        WrongPassword => "that is not the password of this name, or no token",
        WeakPassword weak => $"a password has {weak.Minimum} to {weak.Maximum} characters",
        BadToken bad => $"the token is no good: {bad.Problem}",
        TokenExpired => "the token has expired; log in with another one",
        OutOfScope { Needed: Scopes.All } => "a token for some things alone is not for that",
        OutOfScope scope => $"the token is not for that: it lacks the scope {string.Join(' ', scope.Needed.Words())}",
        TooManyAttempts many => $"too many attempts, try again in {Number(Math.Ceiling(many.Seconds))} s",
        Busy => "too many passwords are checked now, try again",
        BadQuery bad => $"column {Number(bad.Column)}: {bad.Problem}",
        NoSuchQuery no => $"you have no query {Number(no.Query)}",
        TooManyQueries many => $"there may be at most {Number(many.Maximum)} queries; end one first",
        Kicked kicked => $"you were sent out of {kicked.Room}"
            + (kicked.Reason.Length > 0 ? $": {kicked.Reason}" : ""),
        FrameTooLong too => $"a message may hold at most {Number(too.Maximum)} bytes",
        InvalidUtf8 => "a message must be valid UTF-8",
        ForeignSpeech foreign => $"this port speaks {foreign.Here}, and you speak {foreign.Protocol}",
        ReadsTooSlowly slow => $"you read too slowly: more than {Number(slow.Maximum)} bytes waited",
        Silent { SinceConnecting: true } silent => $"nothing came within {Number(silent.Seconds)} s of connecting",
        Silent silent => $"nothing came for {Number(silent.Seconds)} s",
        ServerFull full => $"the server is full, at most {Number(full.Maximum)} may be connected",
        TooManyConnections many =>
            $"too many connections from {many.Address}, at most {Number(many.Maximum)} may be open",
        ConnectsTooFast fast =>
            $"too many connections from {fast.Address}, at most {Number(fast.Rate)} a second may begin",
        Denied denied => $"{denied.Address} may not connect",
        _ => $"{refusal}",
    };

    private static string Sentence(InvalidName invalid)
    {
        var kind = invalid.Kind == NameKind.Person ? "name" : "room";
        return invalid.Problem switch
        {
            NameProblem.Missing => $"a {kind} is missing",
            NameProblem.TooLong => $"a {kind} has at most {Number(invalid.Maximum)} characters",
            NameProblem.Direction => $"a {kind} is read in one direction",
            _ => $"a {kind} has letters, digits, '-', '_' and '.' only",
        };
    }

    private static string Role(RoomRole role) => role switch
    {
        RoomRole.Operator => "an operator",
        RoomRole.Owner => "an owner",
        _ => $"a {role.ToString().ToLowerInvariant()}",
    };

    private static string Until(DateTimeOffset? until) =>
        until is not { } at ? ""
        : string.Create(CultureInfo.InvariantCulture, $" until {at.UtcDateTime:yyyy-MM-dd HH:mm:ss}");

    private static string Number(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);
}
