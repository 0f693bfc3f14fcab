using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace RxChat.Web;

/// <summary>What a client within the process hears, as server-sent events.</summary>
internal static class EventStream
{
    /// <summary>Milliseconds after which a browser comes back.</summary>
    private const int Retry = 2000;

    /// <summary>So that whatever lies between knows that it lives.</summary>
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>Begins an answer and passes on what is heard, until either side ends.</summary>
    /// <param name="http">The request.</param>
    /// <param name="exchange">The client.</param>
    /// <param name="eventsOf">The events of a frame, and whether they are the last.</param>
    /// <param name="first">Events that are told first.</param>
    public static async Task TellAsync(
        HttpContext http, Exchange exchange, Func<byte[], (string Events, bool IsLast)> eventsOf, string first = "")
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        var cancellation = leaving.Token;
        await http.Response.WriteAsync($"retry: {Retry}\n\n{first}", cancellation).ConfigureAwait(false);
        var (next, beat) = (exchange.HearAsync(cancellation), Task.Delay(s_heartbeat, cancellation));
        try
        {
            while (true)
            {
                if (next.IsCompleted || await Task.WhenAny(next, beat).ConfigureAwait(false) == next
                    || cancellation.IsCancellationRequested)
                {
                    if (await next.ConfigureAwait(false) is not { } frame) return;
                    var (events, isLast) = eventsOf(frame);
                    await http.Response.WriteAsync(events, cancellation).ConfigureAwait(false);
                    if (isLast) return;
                    next = exchange.HearAsync(cancellation);
                }
                else
                {
                    beat = Task.Delay(s_heartbeat, cancellation);
                    await http.Response.WriteAsync(":\n\n", cancellation).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            await leaving.CancelAsync().ConfigureAwait(false);
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>An object as an event of its type; to a page, an event called error is a lost connection.</summary>
    public static string Event(JsonElement heard, string? id = null)
    {
        var type = heard.GetProperty("type").GetString() is var told && told == "error" ? "refused" : told;
        return $"{(id is null ? "" : $"id: {id}\n")}event: {type}\ndata: {heard.GetRawText()}\n\n";
    }
}
