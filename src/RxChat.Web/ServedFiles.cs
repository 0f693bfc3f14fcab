using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace RxChat.Web;

/// <summary>Files that are part of the program, each with a tag by which it is sent when it is another one.</summary>
internal static class ServedFiles
{
    private static readonly (string Name, string Type)[] s_files =
    [
        ("rxchat.js", "text/javascript; charset=utf-8"),
        ("rxchat.d.ts", "text/plain; charset=utf-8"),
        ("rxchat.v1.schema.json", "application/schema+json"),
    ];

    /// <summary>The path of each, and what answers there.</summary>
    public static IEnumerable<(string Path, RequestDelegate Answer)> All =>
        s_files.Select(file => ($"/{file.Name}", Answering(Read(file.Name), file.Type)));

    private static RequestDelegate Answering(byte[] bytes, string type)
    {
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12))}\"";
        return http =>
        {
            (http.Response.Headers.ETag, http.Response.Headers.CacheControl) = (tag, "no-cache");
            // Nothing is run as what it is not.
            http.Response.Headers.XContentTypeOptions = "nosniff";
            if ($"{http.Request.Headers.IfNoneMatch}".Contains(tag, StringComparison.Ordinal))
            {
                http.Response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }
            (http.Response.ContentType, http.Response.ContentLength) = (type, bytes.Length);
            return http.Response.Body.WriteAsync(bytes, http.RequestAborted).AsTask();
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
