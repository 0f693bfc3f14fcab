using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace RxChat.Web;

/// <summary><c>/api/rooms/{room}/messages</c>: says and reads, as a guest or by a device token.</summary>
internal sealed class MessagesApi(Gate visitors, Func<ChatServerOptions> options)
{
    private const string Path = "/api/rooms/{room}/messages";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, ReadAsync).WithMetadata(new Described("readMessages", "Asks for a page of a room")
        {
            Takes =
            [
                new("before", "the last of those before this number", Least: 0),
                new("after", "the first of those after this number", Least: 0),
                new("limit", "the most, 50 if nothing is said and never more than 1000", Least: 0),
                Described.Parameter.Known,
            ],
            Answers = [new(200, "the page", Described.Json, "page") { Header = "ETag" }, Described.Answer.Known],
            Refusals = [400, 401, 404, 429, 503], IsByToken = true,
        });
        routes.MapPost(Path, SayAsync).WithMetadata(new Described("say", "Says something in a room; with a key, once")
        {
            Body = "said",
            Answers =
            [
                new(201, "it is kept", Described.Json, "kept") { Header = "Location" },
                new(202, "it was said, and is kept nowhere", Described.Json, "unkept"),
            ],
            Refusals = [400, 401, 404, 409, 413, 415, 422, 429, 503], IsByToken = true,
        });
    }

    /// <summary>The latest, or before or after a number: what docs/protocol.md calls <c>history</c>.</summary>
    private async Task ReadAsync(HttpContext http)
    {
        var query = http.Request.Query;
        if (!TryNumber(query, "before", out var before) || !TryNumber(query, "after", out var after)
            || !TryNumber(query, "limit", out var limit) || limit > int.MaxValue)
        {
            await Problems.TellAsync(http, StatusCodes.Status400BadRequest, "wrong_usage",
                "before, after and limit are whole numbers").ConfigureAwait(false);
            return;
        }
        using var answer = await AskAsync(http, json =>
        {
            json.WriteString("type", "history");
            json.WriteString("room", Room(http));
            if (before is not null) json.WriteNumber("before", before.Value);
            if (after is not null) json.WriteNumber("after", after.Value);
            if (limit is not null) json.WriteNumber("limit", limit.Value);
        }).ConfigureAwait(false);
        if (answer is null) return;
        using var page = new MemoryStream();
        await using (var json = new Utf8JsonWriter(page))
        {
            json.WriteStartObject();
            foreach (var part in answer.RootElement.EnumerateObject().Where(part => part.Name is not ("type" or "ref")))
                part.WriteTo(json);
            json.WriteEndObject();
        }
        // What was said may be edited and removed: it is asked for each time.
        await new Tagged(page.ToArray(), "application/json", "private, no-cache").AnswerAsync(http)
            .ConfigureAwait(false);
    }

    /// <summary>Says something, once however often it is asked with the same key; answers when it is kept.</summary>
    private async Task SayAsync(HttpContext http)
    {
        // A text of escapes is six times as long as it is.
        var most = (6L * options().MaxFrame) + 1024;
        if (!await JsonBody.IsExpectedAsync(http, most, "{\"text\":\"hello\"}").ConfigureAwait(false)) return;
        string? text, key;
        try
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body, default, http.RequestAborted)
                .ConfigureAwait(false);
            (text, key) = (Text(body.RootElement, "text"), Text(body.RootElement, "key"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            await Problems.TellAsync(http, StatusCodes.Status400BadRequest, "malformed",
                "a message is one JSON object, such as {\"text\":\"hello\",\"key\":\"a name of yours\"}")
                .ConfigureAwait(false);
            return;
        }
        if (string.IsNullOrEmpty(text))
        {
            await Problems.TellAsync(http, StatusCodes.Status400BadRequest, "wrong_usage", "a message has a text")
                .ConfigureAwait(false);
            return;
        }
        using var answer = await AskAsync(http, json =>
        {
            json.WriteString("type", "say");
            json.WriteString("room", Room(http));
            json.WriteString("text", text);
            if (key is not null) json.WriteString("key", key);
        }).ConfigureAwait(false);
        if (answer is null) return;
        http.Response.ContentType = "application/json";
        // Between two of whom one has no account nothing is kept; and a filter may have made nothing of it.
        if (!answer.RootElement.TryGetProperty("seq", out var number))
        {
            http.Response.StatusCode = StatusCodes.Status202Accepted;
            await http.Response.WriteAsync("{}\n", http.RequestAborted).ConfigureAwait(false);
            return;
        }
        var (seq, id) = (number.GetInt64(), answer.RootElement.GetProperty("id"));
        http.Response.StatusCode = StatusCodes.Status201Created;
        http.Response.Headers.Location =
            $"/api/rooms/{Uri.EscapeDataString(Room(http))}/messages?after={seq - 1}&limit=1";
        await http.Response.WriteAsync($$"""{"seq":{{seq}},"id":"{{id}}"}""" + "\n", http.RequestAborted)
            .ConfigureAwait(false);
    }

    /// <summary>The chat's answer; null when it was a no, which is told.</summary>
    private async Task<JsonDocument?> AskAsync(HttpContext http, Action<Utf8JsonWriter> write)
    {
        if (await Visit.BeginAsync(http, visitors).ConfigureAwait(false) is not { } visit) return null;
        await using (visit) return await visit.AskAsync(write).ConfigureAwait(false);
    }

    private static string Room(HttpContext http) => $"{http.Request.RouteValues["room"]}";

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static bool TryNumber(IQueryCollection query, string name, out long? number)
    {
        number = null;
        if (!query.TryGetValue(name, out var value)) return true;
        if (!long.TryParse(value, System.Globalization.NumberStyles.None,
                System.Globalization.CultureInfo.InvariantCulture, out var parsed)) return false;
        number = parsed;
        return true;
    }
}
