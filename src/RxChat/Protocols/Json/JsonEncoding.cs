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
                // Who hears a thread knows it by the other.
                JsonEntries.Write(json, entry, told.To is { IsOne: true, Room: { } shown } ? shown : entry.In);
                break;
            case Whispered whispered:
                var other = told.To.Only == whispered.To.Id ? whispered.From : whispered.To;
                JsonAnswers.Begin(json, "message");
                json.WriteString("room", $"@{other.Name}");
                json.WriteString("from", whispered.From.Name);
                json.WriteString("text", whispered.Text);
                json.WriteEndObject();
                break;
            case MemberList list:
                JsonAnswers.Begin(json, list.IsJoin ? "joined" : "who");
                json.WriteString("room", list.Room);
                WriteMembers(json, list);
                JsonAnswers.WriteRef(json, list.Ref);
                break;
            case HistoryPage page:
                JsonAnswers.Begin(json, "history");
                json.WriteString("room", page.Room);
                JsonEntries.WritePage(json, page.Room, page.Entries, page.HasMore);
                JsonAnswers.WriteRef(json, page.Ref);
                break;
            case RuleList rules:
                JsonAnswers.Begin(json, "rules");
                json.WriteString("room", rules.Room);
                json.WriteStartArray("acts");
                foreach (var act in rules.Acts) JsonEntries.Write(json, act, act.Room);
                json.WriteEndArray();
                JsonAnswers.WriteRef(json, rules.Ref);
                break;
            case SearchPage found:
                JsonAnswers.Begin(json, "search");
                json.WriteString("room", found.Room);
                json.WriteString("words", found.Words);
                JsonEntries.WritePage(json, found.Room, found.Entries, found.HasMore);
                json.WriteNumber("indexedTo", found.IndexedTo);
                JsonAnswers.WriteRef(json, found.Ref);
                break;
            case Answer answer:
                JsonAnswers.Write(json, answer);
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
        if (list.Away is { } away)
        {
            json.WriteStartArray("away");
            foreach (var name in away.Split(' ')) json.WriteStringValue(name);
            json.WriteEndArray();
        }
        if (list.Last is not { } last) return;
        json.WriteString("epoch", last.Epoch ?? "");
        json.WriteNumber("seq", last.Seq);
        if (list.Topic is { Length: > 0 } topic) json.WriteString("topic", topic);
    }

    private static void WriteNews(Utf8JsonWriter json, in ChatEvent told)
    {
        switch (told.Body)
        {
            case Arrived arrived:
                JsonAnswers.Begin(json, "welcome");
                json.WriteString("name", arrived.Person.Name);
                break;
            // Who joins is told so with who is there.
            case Joined joined when !told.To.IsOne:
                JsonAnswers.Begin(json, "joined");
                json.WriteString("room", joined.Room);
                json.WriteString("name", joined.Person.Name);
                break;
            case Typing typing:
                JsonAnswers.Begin(json, "typing");
                json.WriteString("room", typing.Room);
                json.WriteString("name", typing.Person.Name);
                break;
            case Left left:
                JsonAnswers.Begin(json, "left");
                json.WriteString("room", left.Room);
                json.WriteString("name", left.Person.Name);
                break;
            case QueryEnded ended:
                JsonQueries.Write(json, ended);
                break;
            case HasRead read:
                JsonPresence.Write(json, read);
                break;
            case Ignored ignored:
                JsonPresence.Write(json, ignored);
                break;
            case Away away:
                JsonPresence.Write(json, told.To.Room, away.Person.Name, away.Text);
                break;
            case LoggedIn loggedIn:
                JsonAnswers.Begin(json, "login");
                JsonAccounts.Write(json, loggedIn);
                break;
            case LoggedOut loggedOut:
                JsonAnswers.Begin(json, "logout");
                json.WriteString("name", loggedOut.Person.Name);
                break;
            case Renamed renamed when renamed.Before.Name == renamed.Person.Name:
                return;
            case Renamed renamed:
                JsonAnswers.Begin(json, "renamed");
                if (told.To.Room is { } room) json.WriteString("room", room);
                json.WriteString("from", renamed.Before.Name);
                json.WriteString("to", renamed.Person.Name);
                break;
            case Departed { Reason: { } reason }:
                JsonAnswers.WriteRefusal(json, reason);
                break;
            case Stopped:
                JsonAnswers.Begin(json, "stopping");
                break;
            default:
                return;
        }
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
