using System.Text.Json;
using System.Text.Unicode;

namespace RxChat;

/// <summary>A program's side: objects to commands, each with the name that the client gave it.</summary>
internal sealed class JsonConversation(Person person, Protocol protocol) : Conversation
{
    /// <summary>Characters of a ref and of a key.</summary>
    private const int LongestRef = 64, LongestKey = 64;

    private Person _person = person;

    public override Protocol Protocol => protocol;

    public override Command? Decode(ReadOnlySpan<byte> frame, DateTimeOffset now)
    {
        if (frame.TrimStart(" \t"u8).IsEmpty) return null;
        if (!Utf8.IsValid(frame)) throw new InvalidTextException();
        if (frame[0] != (byte)'{' && ForeignFrames.Recognize(frame) is { } foreign)
            throw new RefusedException(new ForeignSpeech(foreign));
        JsonRequest? request;
        try
        {
            request = JsonSerializer.Deserialize(frame, JsonRequestContext.Default.JsonRequest);
        }
        catch (JsonException e)
        {
            return new Refuse(_person.Id, new Malformed(Problem(e))) { Ref = RefOf(frame) };
        }
        var reference = request?.Ref;
        if (request is null || reference is { Length: > LongestRef })
        {
            return new Refuse(_person.Id, new Malformed(
                request is null ? "a frame is one JSON object" : $"a ref has at most {LongestRef} characters"));
        }
        var command = CommandOf(request, now);
        return reference is null ? command : command with { Ref = reference };
    }

    public override WireEncoding? Hears(in ChatEvent told)
    {
        if (told.Body is Renamed renamed) _person = renamed.Person;
        return Protocol.Encoding;
    }

    // Of what is no request, so that whoever waits for an answer has one.
    private static string? RefOf(ReadOnlySpan<byte> frame)
    {
        try
        {
            var json = new Utf8JsonReader(frame);
            while (json.Read())
            {
                if (json.TokenType != JsonTokenType.PropertyName || json.CurrentDepth != 1) continue;
                var isRef = json.ValueTextEquals("ref"u8);
                if (!json.Read() || !isRef) json.Skip();
                else return json.TokenType == JsonTokenType.String && json.GetString() is { Length: <= LongestRef } text
                    ? text : null;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // It has none that can be read.
        }
        return null;
    }

    private Command CommandOf(JsonRequest request, DateTimeOffset now) => request switch
    {
        { Key.Length: > LongestKey } => Wrong($"a key has at most {LongestKey} characters"),
        { Type: "say", Room: ['@', .. var to], Text: { Length: > 0 } text } => 
            new Whisper(_person.Id, to, Clean(text), now, request.Key),
        { Type: "say" or "reply", Room: { } room, Text: { Length: > 0 } text } and not { Type: "reply", To: null } =>
            Said(room, text, now) with { Key = request.Key, ReplyTo = request.To is { } to ? new Target(0, to) : null },
        { Type: "edit", Room: { } room, Id: { } id, Text: { Length: > 0 } text } =>
            Said(room, text, now) with { Replaces = new Target(0, id) },
        { Type: "remove", Room: { } room, Id: { } id } => new RemoveMessage(_person.Id, room, new Target(0, id), now),
        { Type: "original", Room: { } room, Id: { } id } => new AskOriginal(_person.Id, room, new Target(0, id)),
        { Type: "react", Room: { } room, Id: { } id, Emoji: { } emoji } =>
            new React(_person.Id, room, new Target(0, id), emoji, request.Off ?? false, now),
        { Type: "topic", Room: { } room } =>
            new SetTopic(_person.Id, room, request.Text is null ? null : Clean(request.Text), now),
        { Type: "join", Room: { } room } => new JoinRoom(_person.Id, room, WantsState: true, Since: Since(request)),
        { Type: "leave", Room: { } room } => new LeaveRoom(_person.Id, room),
        { Type: "name", Name: { } name } => new TakeName(_person.Id, name),
        { Type: "who", Room: { } room } => new ListMembers(_person.Id, room),
        { Type: "history", Room: { } room, Before: null or > 0, After: null or >= 0, Limit: null or > 0 } =>
            new AskHistory(_person.Id, room, request.Before, request.After, request.Limit),
        { Type: "search", Room: { } room, Words: { } words, Before: null or > 0, Limit: null or > 0 } =>
            new Search(_person.Id, room, words, request.Before, request.Limit),
        { Type: "typing", Room: { } room } => new TellTyping(_person.Id, room),
        { Type: "register" or "login" or "logout" or "password" or "unregister" or "token" } =>
            JsonAccounts.CommandOf(request, _person.Id),
        { Type: "moderate" or "rules" } => JsonModeration.CommandOf(request, _person.Id, now),
        { Type: "read" or "unread" or "ignore" or "away" or "back" } => JsonPresence.CommandOf(request, _person.Id),
        { Type: "query" or "unquery" } => JsonQueries.CommandOf(request, _person.Id),
        { Type: "rooms" } => new ListRooms(_person.Id),
        { Type: "overflow" } when OverflowWords.Parse(request.Policy) is { } policy =>
            new ChooseOverflow(_person.Id, policy),
        { Type: "overflow" } => Usage("""{"type":"overflow","policy":"latest"}"""),
        { Type: "ping" } => new Ping(_person.Id),
        { Type: "quit" } => new Disconnect(_person.Id),
        { Type: "say" } => Usage("""{"type":"say","room":"R","text":"T"}"""),
        { Type: "join" or "leave" or "who" or "typing" } => Usage($$"""{"type":"{{request.Type}}","room":"R"}"""),
        { Type: "reply" } => Usage("""{"type":"reply","room":"R","to":"ID","text":"T"}"""),
        { Type: "edit" } => Usage("""{"type":"edit","room":"R","id":"ID","text":"T"}"""),
        { Type: "remove" or "original" } => Usage($$"""{"type":"{{request.Type}}","room":"R","id":"ID"}"""),
        { Type: "react" } => Usage("""{"type":"react","room":"R","id":"ID","emoji":"E","off":false}"""),
        { Type: "topic" } => Usage("""{"type":"topic","room":"R","text":"T"}"""),
        { Type: "name" } => Usage("""{"type":"name","name":"N"}"""),
        { Type: "search" } => Usage("""{"type":"search","room":"R","words":"W","before":N,"limit":N}"""),
        { Type: "history" } => Usage("""{"type":"history","room":"R","before":N,"after":N,"limit":N}"""),
        { Type: null } => Wrong("an object needs a type"),
        { Type: { } type } => new Refuse(_person.Id, new UnknownCommand(Text.Quote(Clean(type)))),
    };

    private ChatMessage Said(string room, string text, DateTimeOffset now) =>
        new(_person, _person.Name, room, Clean(text), now);

    private static Position? Since(JsonRequest request) =>
        request.After is { } after ? new Position(request.Epoch, after) : null;

    private static string Clean(string text) => Text.Clean(text);

    private Refuse Wrong(string problem) => new(_person.Id, new Malformed(problem));

    private Refuse Usage(string usage) => new(_person.Id, new WrongUsage(usage));

    private static string Problem(JsonException error) =>
        error.BytePositionInLine is { } at && error.Path is null or "$"
            ? $"this is no JSON object: byte {at}"
            : $"{Text.Quote(Clean(error.Path ?? "$"))} is not of its type";
}
