using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using RxChat.Tests.House;
using RxChat.Tests.Values;

namespace RxChat.Tests.Protocols;

/// <summary>The schema in the documents is what is spoken.</summary>
public class JsonSchemaTests
{
    [Fact]
    public void Whatever_is_told_is_a_line_that_the_schema_knows()
    {
        var random = new Random(1);
        for (var n = 0; n < 20_000; n++)
        {
            if (AnyValue.Any(random) is not EventBody body) continue;
            var told = new ChatEvent(body, random.Next(2) == 0 ? Audience.In("tea") : Audience.One(3, "tea"));
            var bytes = new byte[JsonProtocol.Instance.Encoding.MaxBytes(told)];
            JsonProtocol.Instance.Encoding.Encode(told, bytes).Should().Be(bytes.Length);
            if (bytes.Length == 0) continue;
            var frame = Encoding.UTF8.GetString(bytes);
            frame.Should().EndWith("\n").And.Subject[..^1].Should().NotContain("\n");
            // A number is never less than nothing, and a ref is short; those of any value may be.
            if (!frame.Contains(":-", StringComparison.Ordinal)) JsonFrames.Heard([frame]).Should().HaveCount(1);
        }
    }

    [Fact]
    public void Every_refusal_has_a_code_there()
    {
        var schema = JsonDocument.Parse(File.ReadAllText(
            Path.Combine(Repository.Root, "docs", "rxchat.v1.schema.json"))).RootElement;
        var codes = schema.GetProperty("$defs").GetProperty("out").GetProperty("error").GetProperty("properties")
            .GetProperty("code").GetProperty("enum").EnumerateArray().Select(code => code.GetString());
        codes.Should().BeEquivalentTo(typeof(Refusal).GetCustomAttributes<JsonDerivedTypeAttribute>()
            .Select(refusal => (string)refusal.TypeDiscriminator!));
    }

    [Fact]
    public void Whatever_the_schema_lets_a_client_say_is_a_command()
    {
        string[] all =
        [
            """{"type":"say","room":"tea","text":"x","key":"k","ref":"r","more":[1]}""",
            """{"type":"join","room":"tea"}""", """{"type":"join","room":"tea","epoch":"e","after":0}""",
            $$"""{"type":"say","room":"tea","text":"x","to":"{{new Ulid(7)}}"}""",
            $$"""{"type":"reply","room":"tea","text":"x","to":"{{new Ulid(7)}}"}""",
            $$"""{"type":"edit","room":"tea","text":"x","id":"{{new Ulid(7)}}"}""",
            $$"""{"type":"remove","room":"tea","id":"{{new Ulid(7)}}"}""",
            $$"""{"type":"original","room":"tea","id":"{{new Ulid(7)}}"}""",
            $$"""{"type":"react","room":"tea","id":"{{new Ulid(7)}}","emoji":"🙂","off":true}""",
            """{"type":"topic","room":"tea"}""", """{"type":"topic","room":"tea","text":""}""",
            """{"type":"leave","room":"tea"}""", """{"type":"name","name":"ann"}""", """{"type":"who","room":"tea"}""",
            """{"type":"rooms"}""", """{"type":"history","room":"tea","before":1,"after":0,"limit":1}""",
            """{"type":"search","room":"tea","words":"x","before":9,"limit":1}""",
            """{"type":"typing","room":"tea"}""",
            """{"type":"query","q":"in tea | has x"}""", """{"type":"unquery","query":1}""",
            """{"type":"overflow","policy":"latest"}""", """{"type":"ping"}""", """{"type":"quit"}""",
        ];
        foreach (var said in JsonFrames.Said(all))
        {
            JsonProtocol.Instance.Begin(new Person(7, "ann")).Decode(Encoding.UTF8.GetBytes($"{said}"), default)
                .Should().NotBeNull().And.NotBeOfType<Refuse>("of {0}", said);
        }
    }
}
