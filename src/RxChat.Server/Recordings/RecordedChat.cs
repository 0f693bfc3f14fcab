using System.Text.Json;
using System.Text.Json.Serialization;
using RxChat.Testing;
using RxChat.Web;

namespace RxChat.Server.Recordings;

/// <summary>A recording as the desk and the viewer show it; opened anew each time, since it grows and turns.</summary>
internal sealed class RecordedChat(string file) : IRecordedChat
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public RecordedSpan Span => Read(recording => new RecordedSpan(file, recording.Began, recording.Ended));

    public object At(DateTimeOffset time, int steps) => Read(recording => Shown(recording.At(time, steps)));

    public IReadOnlyList<string> Why(string message, string whom) =>
        Read(recording => recording.Why(message, whom));

    private static JsonElement Shown(RecordedMoment moment) => JsonSerializer.SerializeToElement(
        new
        {
            moment.At, moment.Command,
            People = moment.People.Select(one => new
            {
                one.Person.Id, one.Person.Name, one.Person.Peer?.Protocol, one.Person.Address, one.Person.Account,
                one.Person.IsOperator, one.Rooms, one.Away, one.Waiting,
                Rules = one.Rules.Select(act => $"{act.In}: {Words(act)}"),
            }),
            Rooms = moment.Rooms.Select(room => new
            {
                room.Room, room.Last, room.Topic, room.Members,
                Rules = room.Rules.Select(act => $"{act.Whom} {Words(act)}".TrimStart()),
            }),
        }, s_json);

    private static string Words(Moderated act) => $"{act.Act} {act.Value}".TrimEnd().ToLowerInvariant();

    private T Read<T>(Func<ChatRecording, T> read)
    {
        try
        {
            return read(ChatRecording.Open(file));
        }
        catch (RecordingException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}
