using System.Text.Json;

namespace RxChat;

/// <summary>Answers and refusals as JSON.</summary>
internal static class JsonAnswers
{
    public static void Write(Utf8JsonWriter json, Answer answer)
    {
        switch (answer)
        {
            case Done done:
                Begin(json, "ok");
                if (done.Seq > 0)
                {
                    json.WriteNumber("seq", done.Seq);
                    json.WriteString("id", $"{done.Id}");
                }
                break;
            case Refused refused:
                WriteRefusal(json, refused.Refusal);
                break;
            case Notice notice:
                Begin(json, "notice");
                json.WriteString("text", notice.Text);
                break;
            case RoomList list:
                Begin(json, "rooms");
                json.WriteStartArray("rooms");
                foreach (var room in list.Rooms)
                {
                    json.WriteStartObject();
                    json.WriteString("room", room.Room);
                    json.WriteNumber("count", room.Members);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                json.WriteNumber("count", list.Count);
                break;
            case Crowd crowd:
                Begin(json, "presence");
                json.WriteString("room", crowd.Room);
                json.WriteNumber("joined", crowd.Joined);
                json.WriteNumber("left", crowd.Left);
                break;
            case Missed missed:
                Begin(json, "missed");
                if (missed.Room is { } of) json.WriteString("room", of);
                json.WriteNumber("count", missed.Count);
                break;
            case Rewound rewound:
                Begin(json, "rewound");
                json.WriteString("room", rewound.Room);
                json.WriteNumber("seq", rewound.Seq);
                break;
            case TopicOf { IsAsked: true } topic:
                Begin(json, "topic");
                json.WriteString("room", topic.Room);
                json.WriteString("text", topic.Topic);
                break;
            case OriginalOf { Said: var said }:
                Begin(json, "original");
                json.WriteString("room", said.Message.Room);
                json.WriteNumber("seq", said.Seq);
                json.WriteString("id", $"{said.Id}");
                json.WriteString("from", said.Message.From);
                json.WriteString("text", said.Message.Text);
                JsonEntries.WriteTime(json, said.Message.At);
                break;
            case UnreadList unread:
                JsonPresence.Write(json, unread);
                break;
            case AwayOf away:
                JsonPresence.Write(json, room: null, away.Name, away.Text);
                break;
            case Queried or QueryResult:
                JsonQueries.Write(json, answer);
                break;
            case TokenOf token:
                Begin(json, "token");
                json.WriteString("token", token.Token.Reveal());
                break;
            case OverflowChosen chosen:
                Begin(json, "overflow");
                json.WriteString("policy", chosen.Policy.Word());
                break;
            case Pong:
                Begin(json, "pong");
                break;
            default:
                return; // of commands that this protocol does not have
        }
        WriteRef(json, answer.Ref);
    }

    // Its code, what it holds, and its sentence for people.
    public static void WriteRefusal(Utf8JsonWriter json, Refusal refusal)
    {
        Begin(json, "error");
        WriteReason(json, refusal);
    }

    /// <summary>As members of an object that is begun.</summary>
    public static void WriteReason(Utf8JsonWriter json, Refusal refusal)
    {
        foreach (var held in JsonSerializer.SerializeToElement(refusal, CodecContext.Default.Refusal).EnumerateObject())
            held.WriteTo(json);
        json.WriteString("message", TextRefusals.Sentence(refusal));
    }

    public static void Begin(Utf8JsonWriter json, string type)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
    }

    public static void WriteRef(Utf8JsonWriter json, string? reference)
    {
        if (reference is not null) json.WriteString("ref", reference);
        json.WriteEndObject();
    }
}
