using System.Net.Http.Json;
using System.Text.Json;

namespace RxChat.Server.Tests;

/// <summary>What is said and heard, as AsyncAPI has it, is what the schema has.</summary>
public class AsyncApiTests
{
    private const string Schema = "../rxchat.v1.schema.json#/$defs/";

    [Fact]
    public async Task Each_object_of_the_schema_is_one_message_and_is_said_or_heard()
    {
        await using var server = await RxChatProcess.ServeOnAsync(["http://127.0.0.1:0"]);
        using var http = Requests.To(server);
        var api = await http.GetFromJsonAsync<JsonElement>("api/asyncapi.json", Now);
        var schema = await http.GetFromJsonAsync<JsonElement>("rxchat.v1.schema.json", Now);
        var messages = api.GetProperty("components").GetProperty("messages").EnumerateObject()
            .Where(message => message.Name != "event").ToDictionary(message => message.Name, message => message.Value);
        var objects = new[] { "in", "out" }.SelectMany(side => schema.GetProperty("$defs").GetProperty(side)
            .EnumerateObject().Select(one => (Side: side, one.Name, one.Value))).ToList();

        messages.Values.Select(message => message.GetProperty("payload").GetProperty("$ref").GetString())
            .Should().BeEquivalentTo(objects.Select(one => $"{Schema}{one.Side}/{Uri.EscapeDataString(one.Name)}"));
        foreach (var (side, name, one) in objects)
        {
            var message = messages[$"{side}.{name.Replace(' ', '-')}"];
            var properties = one.GetProperty("properties");
            message.GetProperty("name").GetString().Should().Be(
                properties.GetProperty("type").GetProperty("const").GetString());
            message.TryGetProperty("correlationId", out _).Should().Be(properties.TryGetProperty("ref", out _));
        }
        References(api.GetProperty("channels").GetProperty("chat").GetProperty("messages").EnumerateObject()
            .Select(message => message.Value)).Should().BeEquivalentTo(messages.Keys);
        foreach (var (operation, side) in new[] { ("hearClient", "in."), ("tellClient", "out.") })
        {
            References(api.GetProperty("operations").GetProperty(operation).GetProperty("messages").EnumerateArray())
                .Should().BeEquivalentTo(messages.Keys.Where(key => key.StartsWith(side, StringComparison.Ordinal)));
        }
    }

    private static IEnumerable<string> References(IEnumerable<JsonElement> messages) =>
        messages.Select(message => message.GetProperty("$ref").GetString()!.Split('/')[^1]);

    private static CancellationToken Now => TestContext.Current.CancellationToken;
}
