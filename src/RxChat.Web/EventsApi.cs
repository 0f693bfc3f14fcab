using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace RxChat.Web;

/// <summary>
/// <c>/api/events?room=a&amp;room=b</c>: what is heard in rooms as one stream (HTML standard, server-sent events), by a
/// guest who is there. The id of an event is a position in all of the rooms, with which the stream resumes.
/// </summary>
internal sealed class EventsApi(Gate members, Func<string> epoch)
{
    private const int MostRooms = 100;

    /// <summary>Milliseconds after which a browser comes back.</summary>
    private const int Retry = 2000;

    /// <summary>So that whatever lies between knows that it lives.</summary>
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(15);

    public async Task TellAsync(HttpContext http)
    {
        var (query, cancellation) = (http.Request.Query, http.RequestAborted);
        var rooms = query["room"].OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        if (rooms.Length is 0 or > MostRooms)
        {
            await Problems.TellAsync(http, StatusCodes.Status400BadRequest, "wrong_usage",
                $"name from 1 to {MostRooms} rooms, as in /api/events?room=a&room=b").ConfigureAwait(false);
            return;
        }
        var resumed = $"{http.Request.Headers["Last-Event-ID"]}" is { Length: > 0 } id ? id : $"{query["after"]}";
        if (!EventPosition.TryParse(resumed, epoch(), out var position))
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
        var cancellation = http.RequestAborted;
        var next = exchange.HearAsync(cancellation);
        while (true)
        {
            using var beat = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            beat.CancelAfter(s_heartbeat);
            try
            {
                if (await next.WaitAsync(beat.Token).ConfigureAwait(false) is not { } frame) return;
                await http.Response.WriteAsync(Events(frame, position), cancellation).ConfigureAwait(false);
                next = exchange.HearAsync(cancellation);
                // More may be there already, and goes with it.
                if (next.IsCompleted) continue;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                await http.Response.WriteAsync(":\n\n", cancellation).ConfigureAwait(false);
            }
            await http.Response.Body.FlushAsync(cancellation).ConfigureAwait(false);
        }
    }

    // What was missed comes in pages: each entry of one is the event that it would have been.
    private static string Events(byte[] frame, EventPosition position)
    {
        using var heard = JsonDocument.Parse(frame);
        var of = heard.RootElement;
        return TypeOf(of) == "history"
            ? string.Concat(of.GetProperty("messages").EnumerateArray().Select(entry => Event(entry, position)))
            : Event(of, position);
    }

    private static string Event(JsonElement heard, EventPosition position)
    {
        var id = position.Follow(heard) ? $"id: {position}\n" : "";
        return $"{id}event: {TypeOf(heard)}\ndata: {heard.GetRawText()}\n\n";
    }

    private static string? TypeOf(JsonElement heard) => heard.GetProperty("type").GetString();
}
