using System.Globalization;

namespace RxChat;

/// <summary>The refusals in English, as the text protocols say them.</summary>
internal static class TextRefusals
{
    /// <summary>Characters of the longest sentence around what it quotes.</summary>
    private const int MostWords = 128;

    public static int MaxLength(Refusal refusal) => MostWords + refusal switch
    {
        NameTaken taken => taken.Name.Length,
        NotSaid not => not.Room.Length,
        Filtered filtered => filtered.Reason.Length,
        WrongUsage usage => usage.Usage.Length,
        UnknownCommand unknown => unknown.Command.Length,
        Malformed malformed => malformed.Problem.Length,
        ForeignSpeech foreign => foreign.Protocol.Length,
        TooManyConnections many => many.Address.Length,
        _ => 0, // quotes are short
    };

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
        FrameTooLong too => $"a message may hold at most {Number(too.Maximum)} bytes",
        InvalidUtf8 => "a message must be valid UTF-8",
        ForeignSpeech foreign => $"this port speaks plain text, and you speak {foreign.Protocol}",
        ReadsTooSlowly slow => $"you read too slowly: more than {Number(slow.Maximum)} bytes waited",
        Silent { SinceConnecting: true } silent => $"nothing came within {Number(silent.Seconds)} s of connecting",
        Silent silent => $"nothing came for {Number(silent.Seconds)} s",
        ServerFull full => $"the server is full, at most {Number(full.Maximum)} may be connected",
        TooManyConnections many =>
            $"too many connections from {many.Address}, at most {Number(many.Maximum)} may be open",
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

    private static string Number(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);
}
