using System.Buffers;
using System.Text.Json;

namespace RxChat;

/// <summary>What webhooks are sent: objects as docs/protocol.md has them.</summary>
internal static class WebhookJson
{
    public static byte[] Of(ChatMessage message) => Write(json =>
    {
        json.WriteString("type", "message");
        json.WriteString("room", message.Room);
        json.WriteString("from", message.From);
        if (message.Sender?.Account is { } account) json.WriteString("account", account);
        json.WriteString("text", message.Text);
        json.WriteString("at", message.At);
    });

    public static byte[] Of(Said said) => Write(json =>
    {
        json.WriteString("type", "message");
        json.WriteString("room", said.Message.Room);
        json.WriteNumber("seq", said.Seq);
        json.WriteString("id", $"{said.Id}");
        json.WriteString("from", said.Message.From);
        if (said.Message.Sender?.Account is { } account) json.WriteString("account", account);
        json.WriteString("text", said.Message.Text);
        json.WriteString("at", said.Message.At);
    });

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return bytes.WrittenSpan.ToArray();
    }
}
