using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace RxChat.Web;

/// <summary>A typed no as HTTP tells it (RFC 9457).</summary>
internal static class Problems
{
    private static readonly Dictionary<string, int> s_statuses = new(
    [
        .. All(401, "login_required", "wrong_password", "not_logged_in", "bad_token", "token_expired"),
        .. All(403, "banned", "private_room", "muted", "not_allowed", "not_yours", "out_of_scope"),
        .. All(404, "no_such_room", "no_such_message", "no_such_person", "not_member", "not_said"),
        .. All(409, "duplicate", "name_taken"),
        .. All(413, "too_long", "frame_too_long"),
        .. All(422, "filtered", "dropped"),
        .. All(429, "too_fast", "too_many_attempts", "too_many_connections"),
        .. All(503, "busy", "history_unavailable", "accounts_unavailable", "server_full"),
    ]);

    /// <summary>Answers with a problem of a code of ours, or of HTTP's own.</summary>
    /// <param name="http">Whom.</param>
    /// <param name="status">Of HTTP.</param>
    /// <param name="code">As in docs/protocol.md; null where the status says all.</param>
    /// <param name="detail">A sentence for people: what is wrong and how to mend it.</param>
    public static Task TellAsync(HttpContext http, int status, string? code, string detail)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/problem+json";
        http.Response.Headers.CacheControl = "no-store";
        if (status == StatusCodes.Status401Unauthorized) http.Response.Headers.WWWAuthenticate = "Bearer";
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("type", code is null ? "about:blank" : $"urn:rxchat:error:{code}");
            json.WriteString("title", code ?? Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status));
            json.WriteNumber("status", status);
            json.WriteString("detail", detail);
            if (code is not null) json.WriteString("code", code);
            json.WriteEndObject();
        }
        return http.Response.Body.WriteAsync(bytes.ToArray(), http.RequestAborted).AsTask();
    }

    /// <summary>Tells what the chat refused.</summary>
    public static Task TellAsync(HttpContext http, JsonElement error)
    {
        var code = error.GetProperty("code").GetString()!;
        if (code is "too_fast" or "too_many_attempts" && error.TryGetProperty("seconds", out var seconds))
        {
            http.Response.Headers.RetryAfter =
                Math.Ceiling(seconds.GetDouble()).ToString(CultureInfo.InvariantCulture);
        }
        return TellAsync(http, StatusOf(code), code, error.GetProperty("message").GetString()!);
    }

    /// <summary>Those that a status stands for; of 400, all others.</summary>
    public static IEnumerable<string> CodesOf(int status) =>
        s_statuses.Where(one => one.Value == status).Select(one => one.Key);

    private static int StatusOf(string code) =>
        s_statuses.GetValueOrDefault(code, StatusCodes.Status400BadRequest);

    private static IEnumerable<KeyValuePair<string, int>> All(int status, params string[] codes) =>
        codes.Select(code => KeyValuePair.Create(code, status));
}
