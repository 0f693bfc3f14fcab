using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace RxChat.Server.Tests;

/// <summary>A WebSocket as the framework's own client makes it: a judge from elsewhere.</summary>
public sealed class WebClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _block = new byte[64 * 1024];

    public WebSocketCloseStatus? ClosedWith => _socket.CloseStatus;

    public string? Subprotocol => _socket.SubProtocol;

    public static async Task<WebClient> ConnectAsync(Uri endpoint, string? origin = null)
    {
        var client = new WebClient();
        client._socket.Options.AddSubProtocol("rxchat.v1");
        if (origin is not null) client._socket.Options.SetRequestHeader("Origin", origin);
        await Patience.WaitAsync(
            async token => await client._socket.ConnectAsync(new Uri($"ws://{endpoint.Authority}/ws"), token),
            "a WebSocket");
        JsonClient.TypeOf((await client.ReadAsync())!.Value).Should().Be("welcome");
        return client;
    }

    public Task SendAsync(object request) => Patience.WaitAsync(
        async token => await _socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(request), WebSocketMessageType.Text, endOfMessage: true, token),
        "an object to be sent");

    /// <summary>What comes next; null at the close.</summary>
    public Task<JsonElement?> ReadAsync() => Patience.WaitAsync(
        async token =>
        {
            var message = new MemoryStream();
            while (true)
            {
                var part = await _socket.ReceiveAsync(_block.AsMemory(), token);
                if (part.MessageType == WebSocketMessageType.Close) return (JsonElement?)null;
                message.Write(_block, 0, part.Count);
                if (part.EndOfMessage) return JsonClient.Parse(Encoding.UTF8.GetString(message.ToArray()));
            }
        },
        "an object or the close");

    /// <summary>All until the first of a type.</summary>
    public async Task<List<JsonElement>> ReadAsync(string type)
    {
        var read = new List<JsonElement>();
        do read.Add(await ReadAsync() ?? throw new InvalidOperationException($"it ended before {type}"));
        while (JsonClient.TypeOf(read[^1]) != type);
        return read;
    }

    public Task CloseAsync(int code) => Patience.WaitAsync(
        async token => await _socket.CloseAsync((WebSocketCloseStatus)code, "bye", token), "the close");

    public void Dispose() => _socket.Dispose();
}
