using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace RxChat.Web;

/// <summary>
/// <c>/api/events?room=a&amp;room=b</c>: what is heard in rooms as one stream (HTML standard, server-sent events), by a
/// guest who is there. The id of an event is a position in all of the rooms, with which the stream resumes.
/// </summary>
internal sealed class EventsApi(Gate members, Task<string> epoch)
{
    private const int MostRooms = 100;

    /// <summary>Milliseconds after which a browser comes back.</summary>
    private const int Retry = 2000;

    /// <summary>So that whatever lies between knows that it lives.</summary>
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(15);

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
        if (!EventPosition.TryParse(resumed, await epoch.ConfigureAwait(false), out var position))
        {
            await Problems.TellAsync(http, StatusCodes.Status400BadRequest, "wrong_usage",
                "after is the id of an event, as it was sent").ConfigureAwait(false);
            return;
        }
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await using var exchange = new Exchange(members, http.Connection.Peer());
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
        await http.Response.WriteAsync($"retry: {Retry}\n\n", cancellation).ConfigureAwait(false);
        await PassOnAsync(http, exchange, position).ConfigureAwait(false);
    }

    private static async Task PassOnAsync(HttpContext http, Exchange exchange, EventPosition position)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        var cancellation = leaving.Token;
        var next = exchange.HearAsync(cancellation);
        try
        {
            while (true)
            {
                if (await IsThereAsync(next, cancellation).ConfigureAwait(false))
                {
                    // Who was too slow and has a hole comes back to where it begins.
                    if (await next.ConfigureAwait(false) is not { } frame || !TryTell(frame, position, out var events))
                        return;
                    await http.Response.WriteAsync(events, cancellation).ConfigureAwait(false);
                    next = exchange.HearAsync(cancellation);
                }
                else await http.Response.WriteAsync(":\n\n", cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            await leaving.CancelAsync().ConfigureAwait(false);
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<bool> IsThereAsync(Task next, CancellationToken cancellation) =>
        next.IsCompleted
        || await Task.WhenAny(next, Task.Delay(s_heartbeat, cancellation)).ConfigureAwait(false) == next
        || cancellation.IsCancellationRequested;

    // What was missed comes in pages: each entry of one is the event that it would have been.
    private static bool TryTell(byte[] frame, EventPosition position, out string events)
    {
        using var heard = JsonDocument.Parse(frame);
        var of = heard.RootElement;
        events = TypeOf(of) == "history"
            ? string.Concat(of.GetProperty("messages").EnumerateArray()
                .Select(entry => Event(entry, position, isMissed: true)))
            : Event(of, position, isMissed: false);
        return TypeOf(of) != "missed" || of.TryGetProperty("room", out _);
    }

    // To a page, an event called error is a lost connection.
    private static string Event(JsonElement heard, EventPosition position, bool isMissed)
    {
        var id = position.Follow(heard, isMissed) ? $"id: {position}\n" : "";
        var type = TypeOf(heard) is var told && told == "error" ? "refused" : told;
        return $"{id}event: {type}\ndata: {heard.GetRawText()}\n\n";
    }

    private static string? TypeOf(JsonElement heard) => heard.GetProperty("type").GetString();
}
