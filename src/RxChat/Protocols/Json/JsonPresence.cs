using System.Text.Json;

namespace RxChat;

/// <summary>Who is away, who does not hear whom, and who has read what, asked and told.</summary>
internal static class JsonPresence
{
    public static Command CommandOf(JsonRequest request, long by) => request switch
    {
        { Type: "read", Room: { } room, Seq: null or > 0 } => new MarkRead(by, room, request.Seq),
        { Type: "unread" } => new AskUnread(by),
        { Type: "ignore", Name: { } name } => new Ignore(by, name, !(request.Off ?? false)),
        { Type: "away" } => new BeAway(by, Text.Clean(request.Text ?? "")),
        { Type: "back" } => new BeAway(by, Text: null),
        { Type: "read" } => new Refuse(by, new WrongUsage("""{"type":"read","room":"R","seq":N}""")),
        _ => new Refuse(by, new WrongUsage("""{"type":"ignore","name":"N","off":false}""")),
    };

    public static void Write(Utf8JsonWriter json, HasRead read)
    {
        JsonAnswers.Begin(json, "read");
        json.WriteString("room", read.Room);
        json.WriteNumber("seq", read.Seq);
    }

    public static void Write(Utf8JsonWriter json, Ignored ignored)
    {
        JsonAnswers.Begin(json, "ignored");
        json.WriteString("name", ignored.Name);
        if (!ignored.IsIgnored) json.WriteBoolean("off", true);
    }

    public static void Write(Utf8JsonWriter json, string? room, string name, string? away)
    {
        JsonAnswers.Begin(json, "presence");
        if (room is not null) json.WriteString("room", room);
        json.WriteString("name", name);
        json.WriteString("state", away is null ? "here" : "away");
        if (away is { Length: > 0 }) json.WriteString("text", away);
    }

    public static void Write(Utf8JsonWriter json, UnreadList list)
    {
        JsonAnswers.Begin(json, "unread");
        json.WriteStartArray("rooms");
        foreach (var room in list.Rooms)
        {
            json.WriteStartObject();
            json.WriteString("room", room.Room);
            json.WriteNumber("read", room.Read);
            json.WriteNumber("seq", room.Last);
            json.WriteNumber("unread", room.Messages);
            json.WriteNumber("mentions", room.Mentions);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
