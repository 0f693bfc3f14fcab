using System.Text.Json;

namespace RxChat.Server.Configuration;

/// <summary>A JSON object with a key per option; comments and trailing commas are fine.</summary>
internal static class ConfigurationFile
{
    public const string ListenKey = "listen";

    private static readonly JsonDocumentOptions s_lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>The values by key; the URLs of <c>listen</c> parted by commas.</summary>
    public static Dictionary<string, string> Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path), s_lenient);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new BadOptionException($"{path} must hold one JSON object");
            return document.RootElement.EnumerateObject().ToDictionary(property => Known(path, property.Name), property => Value(path, property));
        }
        catch (JsonException e)
        {
            throw new BadOptionException($"{path} is not JSON, line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}: mend it there");
        }
        catch (ArgumentException)
        {
            throw new BadOptionException($"{path} has a key twice; remove one");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadOptionException($"cannot read --config {path}: {e.Message}");
        }
    }

    private static string Known(string path, string key)
    {
        var known = Setting.All.Select(setting => setting.Key).Prepend(ListenKey).ToList();
        if (known.Contains(key)) return key;
        var similar = known.Find(candidate => candidate.Equals(key.Replace("-", ""), StringComparison.OrdinalIgnoreCase));
        throw new BadOptionException($"{path}: unknown key \"{key}\"; {(similar is null ? $"known are {string.Join(", ", known)}" : $"did you mean \"{similar}\"?")}");
    }

    private static string Value(string path, JsonProperty property) => property.Value.ValueKind switch
    {
        JsonValueKind.Array when property.Name == ListenKey && property.Value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            string.Join(',', property.Value.EnumerateArray().Select(item => item.GetString())),
        JsonValueKind.String when property.Name != ListenKey => property.Value.GetString()!,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False when property.Name != ListenKey => property.Value.GetRawText(),
        _ => throw new BadOptionException(property.Name == ListenKey
            ? $"{path}: \"listen\" must be a list of URLs, such as [\"line://127.0.0.1:4041\"]"
            : $"{path}: \"{property.Name}\" must be a number, a text, true or false"),
    };
}
