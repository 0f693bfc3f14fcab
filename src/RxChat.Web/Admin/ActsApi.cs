using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace RxChat.Web;

/// <summary>
/// <c>/api/acts</c>: what a program could ask over a connection, one thing or several in their order, as whoever the
/// token says; and what only operators may: <c>broadcast</c> and <c>disconnect</c>.
/// </summary>
internal sealed class ActsApi(Gate visitors, Task<ChatServer> server)
{
    private const int Most = 100;

    private const long MostBytes = 1024 * 1024;

    // What needs no coming and going, and changes nothing of who asks.
    private static readonly HashSet<string> s_asked =
        ["say", "who", "rooms", "history", "search", "moderate", "rules", "remove", "topic"];

    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/api/acts", ActAsync).WithMetadata(
        new Described("act", "Does one thing or several: speaks, reads, moderates, disconnects, broadcasts")
        {
            Body = "acts",
            Answers = [new(200, "what came of each, in their order", Described.Json, "done")],
            Refusals = [400, 401, 413, 415, 429, 503], IsByToken = true,
        });

    private async Task ActAsync(HttpContext http)
    {
        if (!await JsonBody.IsExpectedAsync(http, MostBytes, "{\"do\":\"rooms\"}").ConfigureAwait(false)) return;
        if (await ReadAsync(http).ConfigureAwait(false) is not { } acts)
        {
            await Problems.TellAsync(http, StatusCodes.Status400BadRequest, "malformed",
                $"one object, or a list of 1 to {Most}, each with what to do: {{\"do\":\"rooms\"}}")
                .ConfigureAwait(false);
            return;
        }
        if (await Visit.BeginAsync(http, visitors).ConfigureAwait(false) is not { } visit) return;
        await using (visit)
        {
            var done = new JsonArray();
            foreach (var act in acts) done.Add(await DoAsync(visit, act, done.Count).ConfigureAwait(false));
            http.Response.Headers.CacheControl = "no-store";
            await http.Response.WriteAsJsonAsync(
                new JsonObject { ["done"] = done }, options: null, Described.Json, http.RequestAborted)
                .ConfigureAwait(false);
        }
    }

    private static async Task<IReadOnlyList<JsonObject>?> ReadAsync(HttpContext http)
    {
        try
        {
            var body = await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted)
                .ConfigureAwait(false);
            JsonNode?[] acts = body is JsonArray several ? [.. several] : [body];
            return acts.Length is > 0 and <= Most && acts.All(act => act is JsonObject && TextOf(act, "do") is not null)
                ? [.. acts.Cast<JsonObject>()]
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            // Also of keys that are there twice.
            return null;
        }
    }

    private async Task<JsonObject> DoAsync(Visit visit, JsonObject act, int number)
    {
        var what = TextOf(act, "do")!;
        if (s_asked.Contains(what)) return await AskAsync(visit, act, what, number).ConfigureAwait(false);
        if (what is not ("broadcast" or "disconnect"))
            return No("unknown_command", $"what can be done is {string.Join(", ", s_asked)}, broadcast, disconnect");
        if (!visit.Operates) return No("not_allowed", $"{what} is for operators, by a token with the scope operate");
        var running = await server.ConfigureAwait(false);
        return what == "broadcast"
            ? await BroadcastAsync(running, act).ConfigureAwait(false)
            : await DisconnectAsync(running, act).ConfigureAwait(false);
    }

    /// <summary>As an object of docs/protocol.md; the answer is the one of a connection.</summary>
    private static async Task<JsonObject> AskAsync(Visit visit, JsonObject act, string what, int number)
    {
        var (answer, error) = await visit.TryAskAsync(json =>
        {
            json.WriteString("type", what);
            foreach (var (name, value) in act.Where(part => part.Key is not ("do" or "type" or "ref")))
            {
                json.WritePropertyName(name);
                if (value is null) json.WriteNullValue();
                else value.WriteTo(json);
            }
        }, $"{number}").ConfigureAwait(false);
        using (answer)
        {
            var told = answer?.RootElement ?? error;
            if (told is null) return No("server_stops", "the server stops");
            // What is shown is read when it is written, after the answer is gone.
            var shown = JsonObject.Create(told.Value.Clone())!;
            shown.Remove("ref");
            return shown;
        }
    }

    private static async Task<JsonObject> BroadcastAsync(ChatServer server, JsonObject act)
    {
        if (TextOf(act, "text") is not { Length: > 0 } text) return No("wrong_usage", "a broadcast has a text");
        var from = TextOf(act, "from") is { Length: > 0 } name ? name : Names.Server;
        if (act["rooms"] is not JsonArray rooms)
            return Ok(("rooms", await server.SayEverywhereAsync(text, from).ConfigureAwait(false)));
        foreach (var room in rooms.Select(room => $"{room}"))
            await server.SayAsync(room, text, from).ConfigureAwait(false);
        return Ok(("rooms", rooms.Count));
    }

    private static async Task<JsonObject> DisconnectAsync(ChatServer server, JsonObject act)
    {
        var reason = TextOf(act, "reason") is { Length: > 0 } given ? given : "an operator has disconnected you";
        var found = act["connection"] is JsonValue number && number.TryGetValue<long>(out var id)
            ? await server.DisconnectAsync(id, reason).ConfigureAwait(false)
            : TextOf(act, "name") is { } name && await server.KickAsync(name, reason).ConfigureAwait(false);
        return found ? Ok() : No("no_such_person", "say whom: a name, or the number of a connection");
    }

    private static JsonObject Ok(params (string Name, int Value)[] with)
    {
        var ok = new JsonObject { ["type"] = "ok" };
        foreach (var (name, value) in with) ok[name] = value;
        return ok;
    }

    private static JsonObject No(string code, string message) =>
        new() { ["type"] = "error", ["code"] = code, ["message"] = message };

    private static string? TextOf(JsonNode act, string name) =>
        act[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
