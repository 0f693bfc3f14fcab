using Microsoft.AspNetCore.Http;

namespace RxChat.Web;

/// <summary>Files that are part of the program: the page and what it is made of, the module for other pages.</summary>
internal static class ServedFiles
{
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
        [".ts"] = "text/plain; charset=utf-8",
        [".json"] = "application/schema+json",
        [".webmanifest"] = "application/manifest+json",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
    };

    /// <summary>The path of each, and what answers there.</summary>
    public static IEnumerable<(string Path, RequestDelegate Answer)> All =>
        typeof(ServedFiles).Assembly.GetManifestResourceNames()
            .Where(name => s_types.ContainsKey(Path.GetExtension(name)))
            .Select(name => (name == "index.html" ? "/" : $"/{name}", Answer(name)));

    private static RequestDelegate Answer(string name)
    {
        var file = new Tagged(Read(name), s_types[Path.GetExtension(name)], "no-cache", isPackable: true);
        return http =>
        {
            http.Response.Headers.ContentSecurityPolicy = Policy;
            http.Response.Headers["Referrer-Policy"] = "no-referrer";
            http.Response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
            return file.AnswerAsync(http);
        };
    }

    private static byte[] Read(string name)
    {
        using var file = typeof(ServedFiles).Assembly.GetManifestResourceStream(name)!;
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }
}
