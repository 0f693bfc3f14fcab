using System.Text.Json;

namespace RxChat;

/// <summary>Queries, asked and told.</summary>
internal static class JsonQueries
{
    public static Command CommandOf(JsonRequest request, long by) => request switch
    {
        { Type: "query", Q: { } text } => new AskQuery(by, Text.Clean(text)),
        { Type: "unquery", Query: { } query } => new EndQuery(by, query),
        { Type: "query" } => new Refuse(by, new WrongUsage("""{"type":"query","q":"in ROOM | has WORDS"}""")),
        _ => new Refuse(by, new WrongUsage("""{"type":"unquery","query":N}""")),
    };

    public static void Write(Utf8JsonWriter json, Answer told)
    {
        if (told is Queried queried)
        {
            JsonAnswers.Begin(json, "queried");
            json.WriteNumber("query", queried.Id);
            json.WriteString("q", queried.Query);
            return;
        }
        var result = (QueryResult)told;
        JsonAnswers.Begin(json, "result");
        json.WriteNumber("query", result.Query);
        JsonEntries.WriteTime(json, result.At);
        switch (result)
        {
            case ResultMessages { Messages: var messages }:
                json.WriteStartArray("messages");
                foreach (var message in messages) JsonEntries.Write(json, message, message.In);
                json.WriteEndArray();
                break;
            case ResultCounts counts:
                JsonEntries.WriteTime(json, counts.Since, "since");
                json.WriteNumber("count", counts.Count);
                if (counts.Rows is not { } rows) break;
                json.WriteStartArray("rows");
                foreach (var row in rows)
                {
                    json.WriteStartObject();
                    json.WriteString("by", row.By);
                    json.WriteNumber("count", row.Count);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                if (counts.Count - rows.Sum(row => (long)row.Count) is > 0 and var others)
                    json.WriteNumber("others", others);
                break;
            case ResultQuiet quiet:
                JsonEntries.WriteTime(json, quiet.Since, "since");
                json.WriteBoolean("quiet", quiet.IsQuiet);
                break;
        }
    }

    public static void Write(Utf8JsonWriter json, QueryEnded ended)
    {
        JsonAnswers.Begin(json, "ended");
        json.WriteNumber("query", ended.Id);
        if (ended.Reason is { } reason) JsonAnswers.WriteReason(json, reason);
    }
}
