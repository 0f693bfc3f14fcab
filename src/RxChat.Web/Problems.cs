using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace RxChat.Web;

/// <summary>A typed no as HTTP tells it (RFC 9457).</summary>
internal static class Problems
{
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

    private static int StatusOf(string code) => code switch
    {
        "no_such_room" or "no_such_message" or "no_such_person" or "not_member" or "not_said" => 404,
        "banned" or "private_room" or "muted" or "not_allowed" or "not_yours" => 403,
        "login_required" or "wrong_password" or "not_logged_in" => 401,
        "duplicate" or "name_taken" => 409,
        "too_long" or "frame_too_long" => 413,
        "filtered" or "dropped" => 422,
        "too_fast" or "too_many_attempts" or "too_many_connections" or "too_many_queries" => 429,
        "busy" or "history_unavailable" or "accounts_unavailable" or "server_full" => 503,
        _ => 400,
    };
}
