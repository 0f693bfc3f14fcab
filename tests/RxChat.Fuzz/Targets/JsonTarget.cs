using System.Text.Json;
using System.Text.Unicode;

namespace RxChat.Fuzz;

/// <summary>
/// One line of a program: an object to a command. Whoever names an answer is answered under that name.
/// </summary>
internal static class JsonTarget
{
    private const int LongestRef = 64;

    public static FuzzTarget Target { get; } = new(
        "json",
        [
            "{", "}", "[", "]", ":", ",", "\"", "\\u0000", "\\ud800", "\\ud83c\\udf89", "\\n", "null", "true", "1e999",
            "\"type\":\"say\"", "\"type\":\"reply\"", "\"type\":\"edit\"", "\"type\":\"react\"", "\"type\":\"topic\"",
            "\"type\":\"join\"", "\"type\":\"history\"", "\"type\":\"search\"", "\"type\":\"moderate\"",
            "\"type\":\"query\"", "\"type\":\"login\"", "\"type\":\"read\"", "\"type\":\"away\"", "\"room\":\"lobby\"",
            "\"room\":\"@bob\"", "\"text\":\"a\\u0085\"", "\"ref\":\"1\"", "\"key\":\"k\"", "\"seconds\":1e400",
            "\"id\":\"01ARZ3NDEKTSV4RRFFQ69G5FAV\"", "\"after\":0", "\"before\":1", "\"limit\":1", "\"act\":\"ban\"",
            "\u00C3\u00A9", "\u00ED\u00A0\u0080", "//", "/*", "\u00EF\u00BB\u00BF",
        ],
        Check);

    private static string Check(byte[] input)
    {
        var conversation = JsonProtocol.Instance.Begin(Commands.Person);
        var line = input.AsSpan();
        if (line.IndexOf((byte)'\n') is >= 0 and var feed) line = line[..feed];
        var (kind, command) = Commands.Decode(conversation, line, out var end);
        if (!end && RefOf(line.ToArray()) is { } reference)
            BrokenException.Unless(command?.Ref == reference, $"{reference} has its answer as {command?.Ref}");
        return kind + (command?.Ref is null ? "" : " ref");
    }

    // Of what is an object that says it once, read by somebody else.
    private static string? RefOf(byte[] line)
    {
        if (!Utf8.IsValid(line)) return null;
        try
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.ValueKind != JsonValueKind.Object) return null;
            var refs = json.RootElement.EnumerateObject().Where(one => one.NameEquals("ref")).ToArray();
            return refs is [{ Value.ValueKind: JsonValueKind.String } only]
                && only.Value.GetString() is { Length: <= LongestRef } text ? text : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
