using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace RxChat;

/// <summary>
/// A service that is told by HTTP what is said, or asked whether it may be. Each request is a POST of JSON, signed as
/// Standard Webhooks has it: <c>webhook-id</c>, <c>webhook-timestamp</c> and <c>webhook-signature</c>, the HMAC-SHA256
/// of the two and the body with dots between them. Redirections are not followed.
/// </summary>
public sealed class Webhook : IDisposable
{
    private const int MostAnswered = 64 * 1024;

    private const string SecretPrefix = "whsec_";

    private readonly HttpClient _http;
    private readonly byte[]? _secret;

    /// <summary>For a service.</summary>
    /// <param name="url">Its URL, <c>https</c> or <c>http</c>.</param>
    /// <param name="secret">With which requests are signed: a text, or <c>whsec_</c> and base 64; null signs nothing.
    /// </param>
    /// <param name="allowPrivate">Whether it may be in this machine's own networks, which nobody else reaches.</param>
    /// <exception cref="FormatException">It is no such URL, or no such secret.</exception>
    public Webhook(string url, string? secret = null, bool allowPrivate = false)
        : this(url, secret, new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, UseProxy = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectCallback = allowPrivate ? null : PublicAddress.ConnectAsync,
        })
    {
    }

    internal Webhook(string url, string? secret, HttpMessageHandler handler)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")
            || uri.UserInfo.Length > 0)
        {
            throw new FormatException($"{url} is no webhook; write for example https://example.org/hook");
        }
        Url = uri;
        _secret = secret is null ? null
            : secret.StartsWith(SecretPrefix, StringComparison.Ordinal)
                ? Convert.FromBase64String(secret[SecretPrefix.Length..])
                : Encoding.UTF8.GetBytes(secret);
        _http = new HttpClient(handler)
        {
            MaxResponseContentBufferSize = MostAnswered, Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("RxChat");
    }

    /// <summary>Where it is.</summary>
    public Uri Url { get; }

    /// <summary>Ends its connections.</summary>
    public void Dispose() => _http.Dispose();

    /// <summary>Sends an object; the same id each time it is tried again.</summary>
    internal async Task<(HttpStatusCode Status, string Body, TimeSpan? RetryAfter)> PostAsync(
        string id, DateTimeOffset now, byte[] json, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = new ByteArrayContent(json) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var at = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", at);
        if (_secret is not null) request.Headers.Add("webhook-signature", $"v1,{Sign(_secret, id, at, json)}");
        using var answer = await _http.SendAsync(request, cancellation).ConfigureAwait(false);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false),
            answer.Headers.RetryAfter?.Delta);
    }

    private static string Sign(byte[] secret, string id, string at, byte[] json) => Convert.ToBase64String(
        HMACSHA256.HashData(secret, (byte[])[.. Encoding.UTF8.GetBytes($"{id}.{at}."), .. json]));
}
