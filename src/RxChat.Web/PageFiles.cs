using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace RxChat.Web;

/// <summary>The page that people talk in, and what it is made of (Page/built, Page/static).</summary>
internal static class PageFiles
{
    private const string Folder = "page/";

    /// <summary>
    /// What the page may do (Content Security Policy level 3, Trusted Types): run and ask this server alone, be in no
    /// other page, make HTML of no text.
    /// </summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types lit-html rxchat";

    private static readonly Dictionary<string, string> s_types = new()
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".webmanifest"] = "application/manifest+json",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
    };

    /// <summary>They are for people: no document of requests has them.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var name in typeof(PageFiles).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            var file = new Tagged(
                ServedFiles.Read(name), s_types[Path.GetExtension(name)], "no-cache", isPackable: true);
            var path = name[Folder.Length..] switch
            {
                "index.html" => "/",
                "admin.html" => "/admin",
                var other => other,
            };
            routes.MapGet(path, http => AnswerAsync(http, file));
        }
    }

    private static Task AnswerAsync(HttpContext http, Tagged file)
    {
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        return file.AnswerAsync(http);
    }
}
