using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace RxChat.Web;

/// <summary>Bytes with a tag of what they are (RFC 9110 8.8.3): sent to whom asks when they are others than it has.
/// </summary>
internal sealed class Tagged(byte[] bytes, string type, string caching)
{
    private readonly string _tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12))}\"";

    public Task AnswerAsync(HttpContext http)
    {
        (http.Response.Headers.ETag, http.Response.Headers.CacheControl) = (_tag, caching);
        var known = $"{http.Request.Headers.IfNoneMatch}";
        if (known == "*" || known.Contains(_tag, StringComparison.Ordinal))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
        // Nothing is run as what it is not.
        http.Response.Headers.XContentTypeOptions = "nosniff";
        (http.Response.ContentType, http.Response.ContentLength) = (type, bytes.Length);
        return http.Response.Body.WriteAsync(bytes, http.RequestAborted).AsTask();
    }
}
