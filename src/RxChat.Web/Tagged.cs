using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace RxChat.Web;

/// <summary>Bytes with a tag of what they are (RFC 9110 8.8.3): sent to whom asks when they are others than it has.
/// </summary>
internal sealed class Tagged(byte[] bytes, string type, string caching, bool isPackable = false)
{
    /// <summary>Below this many bytes they fit into a packet as they are.</summary>
    private const int WorthPacking = 1400;

    private readonly Lazy<byte[]?> _packed = new(() => Pack(bytes));

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
        var sent = bytes;
        if (isPackable)
        {
            http.Response.Headers.Append("Vary", "Accept-Encoding");
            if ($"{http.Request.Headers.AcceptEncoding}".Contains("gzip", StringComparison.Ordinal)
                && _packed.Value is { } packed)
            {
                http.Response.Headers.ContentEncoding = "gzip";
                sent = packed;
            }
        }
        (http.Response.ContentType, http.Response.ContentLength) = (type, sent.Length);
        return http.Response.Body.WriteAsync(sent, http.RequestAborted).AsTask();
    }

    private static byte[]? Pack(byte[] bytes)
    {
        if (bytes.Length < WorthPacking) return null;
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) gzip.Write(bytes);
        return packed.Length < bytes.Length ? packed.ToArray() : null;
    }
}
