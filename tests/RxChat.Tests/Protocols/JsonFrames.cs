using System.Text.Json;
using Json.Schema;
using RxChat.Tests.House;

namespace RxChat.Tests.Protocols;

/// <summary>Frames of JSON, held against the schema that the documents have.</summary>
internal static class JsonFrames
{
    private static readonly Lazy<JsonSchema> s_heard = new(() => Of("server"));
    private static readonly Lazy<JsonSchema> s_said = new(() => Of("client"));

    /// <summary>What clients hear, each of which is one that the schema knows.</summary>
    public static IEnumerable<JsonElement> Heard(IEnumerable<string> frames) => Checked(frames, s_heard.Value);

    /// <summary>What clients say.</summary>
    public static IEnumerable<JsonElement> Said(IEnumerable<string> frames) => Checked(frames, s_said.Value);

    private static IEnumerable<JsonElement> Checked(IEnumerable<string> frames, JsonSchema schema)
    {
        foreach (var frame in frames)
        {
            var one = JsonDocument.Parse(frame).RootElement;
            schema.Evaluate(one).IsValid.Should().BeTrue("docs/rxchat.v1.schema.json knows {0}", frame);
            yield return one;
        }
    }

    private static JsonSchema Of(string side)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "rxchat.v1.schema.json"));
        var document = System.Text.Json.Nodes.JsonNode.Parse(text)!.AsObject();
        document.Remove("oneOf");
        document["$id"] = $"urn:rxchat:v1:{side}";
        document["$ref"] = $"#/$defs/{side}";
        return JsonSchema.FromText(document.ToJsonString());
    }
}
