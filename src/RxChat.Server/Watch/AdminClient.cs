using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using RxChat.Server.Configuration;

namespace RxChat.Server.Watch;

/// <summary>A server that is asked by HTTP how it stands, by a token of an operator.</summary>
internal sealed class AdminClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _url;

    private AdminClient(string url, string? token)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new BadOptionException($"{url} is no server to ask; write for example http://127.0.0.1:4080");
        _url = url.TrimEnd('/');
        _http = new HttpClient { BaseAddress = new Uri($"{_url}/"), Timeout = TimeSpan.FromSeconds(10) };
        if (token is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public static AdminClient To(string url, string? tokenFile)
    {
        try
        {
            return new AdminClient(url, tokenFile is null ? null : File.ReadAllText(tokenFile).Trim());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadOptionException($"--token {tokenFile} cannot be read: {e.Message}");
        }
    }

    public Task<string> MetricsAsync(CancellationToken cancellation) =>
        GetAsync("metrics", (answer, c) => answer.ReadAsStringAsync(c), cancellation);

    public Task<JsonElement> AskAsync(string what, CancellationToken cancellation) =>
        GetAsync($"api/admin/{what}", (answer, c) => answer.ReadFromJsonAsync<JsonElement>(c), cancellation);

    public void Dispose() => _http.Dispose();

    /// <exception cref="IOException">It cannot be asked, or says no; the message says why.</exception>
    private async Task<T> GetAsync<T>(
        string path, Func<HttpContent, CancellationToken, Task<T>> read, CancellationToken cancellation)
    {
        try
        {
            using var answer = await _http.GetAsync(path, cancellation);
            if (answer.IsSuccessStatusCode) return await read(answer.Content, cancellation);
            throw new IOException($"{_url} refuses: {await DetailAsync(answer, cancellation)}");
        }
        catch (HttpRequestException e)
        {
            throw new IOException($"{_url} cannot be asked: {e.Message}", e);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"{_url} has not answered");
        }
    }

    private static async Task<string> DetailAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        try
        {
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
            return problem.GetProperty("detail").GetString() ?? answer.ReasonPhrase ?? "";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"{(int)answer.StatusCode} {answer.ReasonPhrase}; is it an http endpoint of rxchat?";
        }
    }
}
