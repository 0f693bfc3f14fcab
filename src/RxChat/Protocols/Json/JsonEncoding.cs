using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RxChat;

/// <summary>Events as JSON, one object a line (docs/protocol.md).</summary>
internal sealed class JsonEncoding : WireEncoding
{
    // Whoever puts it into HTML escapes it there.
    private static readonly JsonWriterOptions s_options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    // How long an object is, is known when it is written: it is written once, and copied then.
    [ThreadStatic]
    private static Written? t_written;

    public override int MaxBytes(in ChatEvent told) => Write(told).Length;

    public override int Encode(in ChatEvent told, Span<byte> destination)
    {
        var written = Write(told);
        written.CopyTo(destination);
        return written.Length;
    }

    private static ReadOnlySpan<byte> Write(in ChatEvent told)
    {
        var written = t_written ??= new Written();
        if (ReferenceEquals(written.Told.Body, told.Body) && written.Told.To == told.To) return written.Bytes;
        written.Begin(told);
        WriteBody(written.Writer, told);
        written.End();
        return written.Bytes;
    }

    private static void WriteBody(Utf8JsonWriter json, in ChatEvent told)
    {
        switch (told.Body)
        {
            case Numbered entry:
                JsonEntries.Write(json, entry);
                break;
            case Whispered whispered:
                var other = told.To.Only == whispered.To.Id ? whispered.From : whispered.To;
                Begin(json, "message");
                json.WriteString("room", $"@{other.Name}");
                json.WriteString("from", whispered.From.Name);
                json.WriteString("text", whispered.Text);
                json.WriteEndObject();
                break;
            case MemberList list:
                Begin(json, list.IsJoin ? "joined" : "who");
                json.WriteString("room", list.Room);
                WriteMembers(json, list);
                WriteRef(json, list.Ref);
                break;
            case HistoryPage page:
                Begin(json, "history");
                json.WriteString("room", page.Room);
                JsonEntries.WritePage(json, page.Entries, page.HasMore);
                WriteRef(json, page.Ref);
                break;
            case SearchPage found:
                Begin(json, "search");
                json.WriteString("room", found.Room);
                json.WriteString("words", found.Words);
                JsonEntries.WritePage(json, found.Entries, found.HasMore);
                json.WriteNumber("indexedTo", found.IndexedTo);
                WriteRef(json, found.Ref);
                break;
            case Answer answer:
                WriteAnswer(json, answer);
                break;
            default:
                WriteNews(json, told);
                break;
        }
    }

    private static void WriteMembers(Utf8JsonWriter json, MemberList list)
    {
        json.WriteStartArray("members");
        foreach (var person in list.People) json.WriteStringValue(person.Name);
        json.WriteEndArray();
        json.WriteNumber("count", list.Count);
        if (list.Last is not { } last) return;
        json.WriteString("epoch", last.Epoch ?? "");
        json.WriteNumber("seq", last.Seq);
        if (list.Topic is { Length: > 0 } topic) json.WriteString("topic", topic);
    }

    private static void WriteAnswer(Utf8JsonWriter json, Answer answer)
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
            case Pong:
                Begin(json, "pong");
                break;
            default:
                return; // of commands that this protocol does not have
        }
        WriteRef(json, answer.Ref);
    }

    private static void WriteNews(Utf8JsonWriter json, in ChatEvent told)
    {
        switch (told.Body)
        {
            case Arrived arrived:
                Begin(json, "welcome");
                json.WriteString("name", arrived.Person.Name);
                break;
            // Who joins is told so with who is there.
            case Joined joined when !told.To.IsOne:
                Begin(json, "joined");
                json.WriteString("room", joined.Room);
                json.WriteString("name", joined.Person.Name);
                break;
            case Typing typing:
                Begin(json, "typing");
                json.WriteString("room", typing.Room);
                json.WriteString("name", typing.Person.Name);
                break;
            case Left left:
                Begin(json, "left");
                json.WriteString("room", left.Room);
                json.WriteString("name", left.Person.Name);
                break;
            case Renamed renamed:
                Begin(json, "renamed");
                if (told.To.Room is { } room) json.WriteString("room", room);
                json.WriteString("from", renamed.Before.Name);
                json.WriteString("to", renamed.Person.Name);
                break;
            case Departed { Reason: { } reason }:
                WriteRefusal(json, reason);
                break;
            case Stopped:
                Begin(json, "stopping");
                break;
            default:
                return;
        }
        json.WriteEndObject();
    }

    // Its code, what it holds, and its sentence for people.
    private static void WriteRefusal(Utf8JsonWriter json, Refusal refusal)
    {
        Begin(json, "error");
        foreach (var held in JsonSerializer.SerializeToElement(refusal, CodecContext.Default.Refusal).EnumerateObject())
            held.WriteTo(json);
        json.WriteString("message", TextRefusals.Sentence(refusal));
    }

    private static void Begin(Utf8JsonWriter json, string type)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
    }

    private static void WriteRef(Utf8JsonWriter json, string? reference)
    {
        if (reference is not null) json.WriteString("ref", reference);
        json.WriteEndObject();
    }

    private sealed class Written
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();

        public Written() => Writer = new Utf8JsonWriter(_bytes, s_options);

        public Utf8JsonWriter Writer { get; }

        public ChatEvent Told { get; private set; }

        public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

        public void Begin(in ChatEvent told)
        {
            _bytes.ResetWrittenCount();
            Writer.Reset();
            Told = told;
        }

        public void End()
        {
            Writer.Flush();
            if (_bytes.WrittenCount == 0) return;
            _bytes.GetSpan(1)[0] = (byte)'\n';
            _bytes.Advance(1);
        }
    }
}
