using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace RxChat.Web;

/// <summary>
/// <c>/api/events?room=a&amp;room=b</c>: what is heard in rooms as one stream (HTML standard, server-sent events), by a
/// guest who is there. The id of an event is a position in all of the rooms, with which the stream resumes.
/// </summary>
internal sealed class EventsApi(Gate members, Task<ChatServer> server)
{
    private const int MostRooms = 100;

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/events", TellAsync).WithMetadata(
        new Described("hear", "Hears rooms as server-sent events, being there as a guest")
        {
            Takes =
            [
                new("room", "once for each") { Most = MostRooms }, new("after", "the id of the last event one has"),
                new("Last-Event-ID", "comes before after, and browsers send it") { IsInHead = true },
            ],
            Answers = [new(200, "events without end, as /api/asyncapi.json has them", "text/event-stream")],
            Refusals = [400],
        });

    private async Task TellAsync(HttpContext http)
    {
        var (query, cancellation) = (http.Request.Query, http.RequestAborted);
        var rooms = query["room"].OfType<string>().Distinct(Names.Comparer).ToArray();
        if (rooms.Length is 0 or > MostRooms)
        {
            await Problems.TellAsync(http, StatusCodes.Status400BadRequest, "wrong_usage",
                $"name from 1 to {MostRooms} rooms, as in /api/events?room=a&room=b").ConfigureAwait(false);
            return;
        }
        var resumed = $"{http.Request.Headers["Last-Event-ID"]}" is { Length: > 0 } id ? id : $"{query["after"]}";
        var epoch = (await server.ConfigureAwait(false)).Epoch;
        if (!EventPosition.TryParse(resumed, epoch, out var position))
        {
            await Problems.TellAsync(http, StatusCodes.Status400BadRequest, "wrong_usage",
                "after is the id of an event, as it was sent").ConfigureAwait(false);
            return;
        }
        await using var exchange = new Exchange(members, http.Connection.Peer(), http.Voucher());
        foreach (var room in rooms)
        {
            await exchange.SayAsync(json =>
            {
                json.WriteString("type", "join");
                json.WriteString("room", room);
                if (position.Of(room) is not { } last) return;
                json.WriteString("epoch", last.Epoch);
                json.WriteNumber("after", last.Seq);
            }, cancellation).ConfigureAwait(false);
        }
        // Who was too slow and has a hole comes back to where it begins.
        await EventStream.TellAsync(
            http, exchange, frame => Events(frame, position)).ConfigureAwait(false);
    }

    // What was missed comes in pages: each entry of one is the event that it would have been.
    private static (string, bool) Events(byte[] frame, EventPosition position)
    {
        using var heard = JsonDocument.Parse(frame);
        var of = heard.RootElement;
        if (TypeOf(of) == "missed" && !of.TryGetProperty("room", out _)) return ("", true);
        return (TypeOf(of) == "history"
            ? string.Concat(of.GetProperty("messages").EnumerateArray()
                .Select(entry => Event(entry, position, isMissed: true)))
            : Event(of, position, isMissed: false), false);
    }

    private static string Event(JsonElement heard, EventPosition position, bool isMissed) =>
        EventStream.Event(heard, position.Follow(heard, isMissed) ? $"{position}" : null);

    private static string? TypeOf(JsonElement heard) => heard.GetProperty("type").GetString();
}
