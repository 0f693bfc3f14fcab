using Microsoft.AspNetCore.Http;

namespace RxChat.Web;

/// <summary>
/// Refuses names that the server does not have and pages of other origins, but for those that are allowed, which are
/// told so (Fetch standard, CORS).
/// </summary>
/// <param name="options">Those in force.</param>
/// <param name="certificates">Whose names are the server's to who asks within TLS: nobody else can show them.</param>
internal sealed class Strangers(Func<ChatServerOptions> options, Certificates? certificates)
{
    public Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        var (host, origins) = (http.Request.Host.Value ?? "", http.Request.Headers.Origin);
        if (!options().IsKnownAs(host)
            && !(http.Request.IsHttps && certificates?.AreFor(http.Request.Host.Host) == true))
        {
            return Problems.TellAsync(http, StatusCodes.Status421MisdirectedRequest, code: null,
                "the server is not known by this name; if it is yours, start it with --allow-host and the name");
        }
        var origin = origins.Count == 0 ? null : $"{origins}";
        if (!options().Allows(host, origin))
        {
            return Problems.TellAsync(http, StatusCodes.Status403Forbidden, code: null,
                "pages of other origins may not ask; if this one may, start the server with --allow-origin and it");
        }
        // A page's requests for pictures and the like name no origin, but where they come from.
        if (origin is null && http.Request.Path.StartsWithSegments("/api")
            && $"{http.Request.Headers["Sec-Fetch-Site"]}" is "cross-site" or "same-site")
        {
            return Problems.TellAsync(http, StatusCodes.Status403Forbidden, code: null,
                "pages of other origins ask with their origin (fetch with CORS), or not at all");
        }
        // What is answered depends on who asks, for whoever keeps answers.
        http.Response.Headers.Vary = "Origin";
        if (origin is not null)
        {
            http.Response.Headers.AccessControlAllowOrigin = origin;
            http.Response.Headers.AccessControlExposeHeaders = "ETag, Location, Retry-After";
        }
        if (origin is null || !HttpMethods.IsOptions(http.Request.Method)) return next(http);
        http.Response.Headers.AccessControlAllowMethods = "GET, POST";
        http.Response.Headers.AccessControlAllowHeaders = "Authorization, Content-Type, If-None-Match, Last-Event-ID";
        http.Response.Headers.AccessControlMaxAge = "600";
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
