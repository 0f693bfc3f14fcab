using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace RxChat;

/// <summary>What has a number in its room, as JSON: told when it happens, and in pages of history.</summary>
internal static class JsonEntries
{
    public static void Write(Utf8JsonWriter json, Numbered entry, string room)
    {
        json.WriteStartObject();
        json.WriteString("type", entry switch
        {
            Said => "message",
            Edited => "edited",
            Removed => "removed",
            Reacted => "reacted",
            TopicSet => "topic",
            Moderated => "moderated",
            _ => throw new InvalidOperationException($"{entry} has no type"),
        });
        json.WriteString("room", room);
        json.WriteNumber("seq", entry.Seq);
        json.WriteString("id", $"{entry.Id}");
        switch (entry)
        {
            case Said said:
                WriteSaid(json, said);
                break;
            case Edited { Message: var message } edited:
                json.WriteString("of", $"{edited.Of.Id}");
                json.WriteString("from", message.From);
                // Which is kept no longer once it is replaced.
                if (message.Text.Length > 0) json.WriteString("text", message.Text);
                WriteTime(json, message.At);
                break;
            case Removed removed:
                json.WriteString("of", $"{removed.Of.Id}");
                json.WriteString("from", removed.By.Name);
                WriteTime(json, removed.At);
                break;
            case Reacted reacted:
                json.WriteString("of", $"{reacted.Of.Id}");
                json.WriteString("from", reacted.By.Name);
                json.WriteString("emoji", reacted.Emoji);
                if (reacted.IsTakenBack) json.WriteBoolean("off", true);
                WriteTime(json, reacted.At);
                break;
            case Moderated act:
                JsonModeration.Write(json, act);
                break;
            case TopicSet topic:
                json.WriteString("from", topic.By.Name);
                json.WriteString("text", topic.Topic);
                WriteTime(json, topic.At);
                break;
        }
        json.WriteEndObject();
    }

    public static void WritePage(
        Utf8JsonWriter json, string room, ImmutableArray<Numbered> entries, bool hasMore)
    {
        json.WriteStartArray("messages");
        foreach (var entry in entries) Write(json, entry, room);
        json.WriteEndArray();
        json.WriteBoolean("more", hasMore);
    }

    private static void WriteSaid(Utf8JsonWriter json, Said said)
    {
        var message = said.Message;
        json.WriteString("from", message.From);
        if (message.Sender is null) json.WriteBoolean("bot", true);
        json.WriteString("text", message.Text);
        WriteTime(json, message.At);
        if (message.ReplyTo is { } to) json.WriteString("to", $"{to.Id}");
        if (said.IsRemoved) json.WriteBoolean("removed", true);
        else if (said.ChangedBy > 0) json.WriteBoolean("edited", true);
        if (message.Key is { } key) json.WriteString("key", key);
    }

    public static void WriteTime(Utf8JsonWriter json, DateTimeOffset at, string name = "at") => json.WriteString(name,
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
}
