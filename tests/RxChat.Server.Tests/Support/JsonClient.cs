using System.Text.Json;

namespace RxChat.Server.Tests;

/// <summary>A client of <c>json://</c>.</summary>
public sealed class JsonClient : IDisposable
{
    private readonly RawClient _client;

    private JsonClient(RawClient client) => _client = client;

    public static async Task<JsonClient> ConnectAsync(int port)
    {
        var client = new JsonClient(await RawClient.ConnectAsync(port, (byte)'\n'));
        await client.ReadAsync("welcome");
        return client;
    }

    public static JsonElement Parse(string text) => JsonDocument.Parse(text).RootElement;

    public static string TypeOf(JsonElement one) => one.GetProperty("type").GetString()!;

    public static string TextOf(JsonElement one, string property) => one.GetProperty(property).GetString()!;

    public Task SendAsync(object request) => _client.SendAsync(JsonSerializer.Serialize(request));

    public Task TrySendAsync(object request) => _client.TrySendAsync(JsonSerializer.Serialize(request));

    /// <summary>What comes next; null at the end.</summary>
    public async Task<JsonElement?> ReadAsync() => await _client.ReadAsync() is { } text ? Parse(text) : null;

    /// <summary>All until the first of a type.</summary>
    public async Task<List<JsonElement>> ReadAsync(string type)
    {
        var read = new List<JsonElement>();
        do read.Add(await ReadAsync() ?? throw new InvalidOperationException($"it ended before {type}"));
        while (TypeOf(read[^1]) != type);
        return read;
    }

    /// <summary>Joins, and returns all that comes until that is done.</summary>
    public async Task<List<JsonElement>> JoinAsync(string room, string? epoch = null, long? after = null)
    {
        await SendAsync(new { type = "join", room, epoch, after, @ref = "join" });
        return await ReadAsync("ok");
    }

    public void Dispose() => _client.Dispose();
}
