using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace RxChat.Web;

/// <summary>
/// A single request in the chat: it comes in by a gate, is who its token or its certificate says, asks, and goes.
/// </summary>
internal sealed class Visit : IAsyncDisposable
{
    private const string Bearer = "Bearer ";

    private readonly HttpContext _http;
    private readonly Exchange _exchange;

    private Visit(HttpContext http, Exchange exchange) => (_http, _exchange) = (http, exchange);

    /// <summary>Whose account it is; null is a guest.</summary>
    public string? Account { get; private set; }

    /// <summary>Whether it may run the server: an operator, by a token that is good for it.</summary>
    public bool Operates { get; private set; }

    /// <summary>Comes in; null when it may not, which is told.</summary>
    public static async Task<Visit?> BeginAsync(HttpContext http, Gate visitors)
    {
        // A token says more exactly who it is, unless it is the application's.
        var token = http.Features.Get<SaidByApplication>() is null ? TokenOf(http.Request) : null;
        var voucher = token is null ? http.Voucher() : null;
        var visit = new Visit(http, new Exchange(visitors, http.Connection.Peer(), voucher));
        if ((token is null && voucher is null) || await visit.LogInAsync(token).ConfigureAwait(false)) return visit;
        await visit.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    /// <summary>What the chat answers to an object; null when that is a no, which is told.</summary>
    public async Task<JsonDocument?> AskAsync(Action<Utf8JsonWriter> write)
    {
        var (answer, error) = await TryAskAsync(write).ConfigureAwait(false);
        if (answer is null) await TellAsync(error).ConfigureAwait(false);
        return answer;
    }

    /// <summary>The same with the no, which is null when the server stops.</summary>
    public async Task<(JsonDocument? Answer, JsonElement? Error)> TryAskAsync(
        Action<Utf8JsonWriter> write, string reference = "ask")
    {
        await _exchange.SayAsync(json =>
        {
            write(json);
            json.WriteString("ref", reference);
        }, _http.RequestAborted).ConfigureAwait(false);
        var (answer, last) = await _exchange.AnswerAsync(reference, _http.RequestAborted).ConfigureAwait(false);
        if (answer is null || TypeOf(answer) != "error") return (answer, last);
        using (answer) return (null, answer.RootElement.Clone());
    }

    public ValueTask DisposeAsync() => _exchange.DisposeAsync();

    private static string? TokenOf(HttpRequest request) =>
        $"{request.Headers.Authorization}" is var given && given.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? given[Bearer.Length..].Trim()
            : null;

    private static string? TypeOf(JsonDocument told) => told.RootElement.GetProperty("type").GetString();

    /// <summary>By a token, or as somebody vouches: what is told then says who it is.</summary>
    private async Task<bool> LogInAsync(string? token)
    {
        if (token is not null)
        {
            await _exchange.SayAsync(json =>
            {
                json.WriteString("type", "login");
                json.WriteString("token", token);
            }, _http.RequestAborted).ConfigureAwait(false);
        }
        JsonElement? error = null;
        while (error is null && await _exchange.HearAsync(_http.RequestAborted).ConfigureAwait(false) is { } frame)
        {
            using var heard = JsonDocument.Parse(frame);
            if (TypeOf(heard) == "error") error = heard.RootElement.Clone();
            if (TypeOf(heard) != "login") continue;
            Account = heard.RootElement.GetProperty("name").GetString();
            Operates = heard.RootElement.TryGetProperty("operator", out _)
                && (!heard.RootElement.TryGetProperty("scopes", out var scopes)
                    || scopes.EnumerateArray().Any(scope => scope.GetString() == "operate"));
            return true;
        }
        await TellAsync(error).ConfigureAwait(false);
        return false;
    }

    private Task TellAsync(JsonElement? error) => error is { } told
        ? Problems.TellAsync(_http, told)
        : Problems.TellAsync(_http, StatusCodes.Status503ServiceUnavailable, code: null, "the server stops");
}
