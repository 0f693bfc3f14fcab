using System.Net.Http.Json;

namespace RxChat.Server.Tests;

/// <summary>Requests to the first endpoint of a server, which speaks HTTP.</summary>
internal static class Requests
{
    public static HttpClient To(RxChatProcess server) => new()
    {
        BaseAddress = new Uri($"http://{server.Endpoints[0].Authority}/"), Timeout = TimeSpan.FromSeconds(30),
    };

    public static Task<HttpResponseMessage> SayAsync(
        this HttpClient http, string room, string text, string? key = null) => http.PostAsJsonAsync(
        $"api/rooms/{room}/messages", new { text, key }, TestContext.Current.CancellationToken);
}
