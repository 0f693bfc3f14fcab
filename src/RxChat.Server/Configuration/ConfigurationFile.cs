using System.Text.Json;

namespace RxChat.Server.Configuration;

/// <summary>A JSON object with a key per option; comments and trailing commas are fine.</summary>
internal static class ConfigurationFile
{
    public const string ListenKey = "listen";

    private static readonly JsonDocumentOptions s_lenient =
        new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>The values by key; the URLs of <c>listen</c> parted by commas.</summary>
    public static Dictionary<string, string> Read(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            // It names filters, which are code.
            if (Trust.Problem(path) is { } problem)
                throw new BadOptionException($"--config {path} is not used: {problem}");
            return Parse(path, text);
        }
        catch (Exception e) when (Unreadable.Because(e))
        {
            throw new BadOptionException($"cannot read --config {path}: {Unreadable.Why(path, e)}");
        }
    }

    private static Dictionary<string, string> Parse(string path, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, s_lenient);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new BadOptionException($"{path} must hold one JSON object");
            var values = new Dictionary<string, string>();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (!values.TryAdd(Known(path, property), Value(path, property)))
                    throw new BadOptionException($"{path} has the key \"{property.Name}\" twice; remove one");
            }
            return values;
        }
        catch (JsonException e)
        {
            throw new BadOptionException(
                $"{path} is not JSON, line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}: mend it there");
        }
    }

    private static string Known(string path, JsonProperty property)
    {
        string[] known = [ListenKey, .. Setting.All.Select(setting => setting.Key)];
        var key = Text(path, () => property.Name);
        return known.Contains(key)
            ? key
            : throw new BadOptionException($"{path}: unknown key \"{key}\"; {Spelling.Hint(key, known)}");
    }

    private static string Value(string path, JsonProperty property) => property.Value.ValueKind switch
    {
        JsonValueKind.Array when property.Name == ListenKey && property.Value.EnumerateArray().All(IsUrl) =>
            string.Join(',', property.Value.EnumerateArray().Select(item => Text(path, () => item.GetString()!))),
        JsonValueKind.String when property.Name != ListenKey => Text(path, () => property.Value.GetString()!),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False when property.Name != ListenKey =>
            property.Value.GetRawText(),
        _ => throw new BadOptionException(property.Name == ListenKey
            ? $"{path}: \"listen\" must be a list of URLs, such as [\"line://127.0.0.1:4041\"]"
            : $"{path}: \"{property.Name}\" must be a number, a text, true or false"),
    };

    private static bool IsUrl(JsonElement item) => item.ValueKind == JsonValueKind.String;

    // JSON can write half a character, which no text can hold.
    private static string Text(string path, Func<string> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            throw new BadOptionException(
                $"{path} has a \\u escape that is half a character; write both halves, or the character itself");
        }
    }
}
