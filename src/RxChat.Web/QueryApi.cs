using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace RxChat.Web;

/// <summary>
/// <c>/api/query?q=in ops | has deploy</c>: what becomes of a query (docs/queries.md) as a stream of events, asked by a
/// guest who comes into no room. Who comes back asks again.
/// </summary>
internal sealed class QueryApi(Gate members)
{
    private const string Asked = "query";

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/query", TellAsync).WithMetadata(
        new Described("ask", "Asks what becomes of a query as server-sent events, as a guest in no room")
        {
            Takes = [new("q", "a query, as docs/queries.md has it")],
            Answers = [new(200, "events until it ends, as /api/asyncapi.json has them", "text/event-stream")],
            Refusals = [400, 401, 403, 429, 503],
        });

    private async Task TellAsync(HttpContext http)
    {
        var query = $"{http.Request.Query["q"]}";
        await using var exchange = new Exchange(members, http.Connection.Peer(), http.Voucher());
        await exchange.SayAsync(json =>
        {
            json.WriteString("type", "query");
            json.WriteString("q", query);
            json.WriteString("ref", Asked);
        }, http.RequestAborted).ConfigureAwait(false);
        var (answer, last) = await exchange.AnswerAsync(Asked, http.RequestAborted).ConfigureAwait(false);
        using (answer)
        {
            if (answer?.RootElement is { } queried && TypeOf(queried) != "error")
                await EventStream.TellAsync(http, exchange, Events, EventStream.Event(queried)).ConfigureAwait(false);
            else if ((answer?.RootElement ?? last) is { } error)
                await Problems.TellAsync(http, error).ConfigureAwait(false);
            else
                await Problems.TellAsync(http, StatusCodes.Status503ServiceUnavailable, code: null, "the server stops")
                    .ConfigureAwait(false);
        }
    }

    // That it was asked is told already.
    private static (string, bool) Events(byte[] frame)
    {
        using var heard = JsonDocument.Parse(frame);
        var type = TypeOf(heard.RootElement);
        return (type == "ok" ? "" : EventStream.Event(heard.RootElement), type == "ended");
    }

    private static string? TypeOf(JsonElement heard) => heard.GetProperty("type").GetString();
}
