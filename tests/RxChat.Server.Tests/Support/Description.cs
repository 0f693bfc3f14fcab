using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace RxChat.Server.Tests;

/// <summary>What a server says its HTTP is, and whether an answer is that.</summary>
internal sealed class Description(JsonElement document, string schema)
{
    private const string Schema = "../rxchat.v1.schema.json#";

    /// <summary>Each request, as <c>GET /path</c>.</summary>
    public IEnumerable<string> Requests =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select $"{operation.Name.ToUpperInvariant()} {path.Name}";

    public static async Task<Description> OfAsync(HttpClient http) => new(
        await http.GetFromJsonAsync<JsonElement>("api/openapi.json", TestContext.Current.CancellationToken),
        await http.GetStringAsync("rxchat.v1.schema.json", TestContext.Current.CancellationToken));

    /// <summary>Fails unless the status, the type, the fields of the head and the body are as it says.</summary>
    public async Task CheckAsync(string request, HttpResponseMessage answer)
    {
        var (method, path) = request.Split(' ', 2) is [var one, var two] ? (one, two) : default;
        var responses = document.GetProperty("paths").GetProperty(path).GetProperty(method.ToLowerInvariant())
            .GetProperty("responses");
        responses.TryGetProperty($"{(int)answer.StatusCode}", out var said).Should()
            .BeTrue("{0} is answered by {1}", request, answer);
        if (said.TryGetProperty("headers", out var headers))
        {
            headers.EnumerateObject().Select(header => header.Name).Should()
                .OnlyContain(name => answer.Headers.NonValidated.Contains(name), "{0} says so", request);
        }
        if (!said.TryGetProperty("content", out var content))
        {
            answer.Content.Headers.ContentType.Should().BeNull("{0} has no content", request);
            return;
        }
        var type = content.EnumerateObject().Should().ContainSingle().Subject;
        answer.Content.Headers.ContentType!.ToString().Should().Be(type.Name, "{0} says so", request);
        if (!type.Value.GetProperty("schema").TryGetProperty("$ref", out var reference)) return;
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Named(reference.GetString()!).Evaluate(JsonDocument.Parse(body).RootElement).IsValid.Should()
            .BeTrue("{0} is {1}, and not {2}", request, reference, body);
    }

    private JsonSchema Named(string reference)
    {
        reference.Should().StartWith(Schema);
        var all = JsonNode.Parse(schema)!.AsObject();
        all.Remove("oneOf");
        // Each is another one to what evaluates them.
        all["$id"] = $"urn:rxchat:v1:{Guid.NewGuid():N}";
        all["$ref"] = reference[(Schema.Length - 1)..];
        return JsonSchema.FromText(all.ToJsonString());
    }
}
