using System.Text.Json.Serialization;

namespace RxChat;

/// <summary>What a client asks, as it is written: what its type needs is there, or it is refused.</summary>
internal sealed record JsonRequest
{
    public string? Type { get; init; }

    public string? Ref { get; init; }

    public string? Room { get; init; }

    public string? Text { get; init; }

    public string? Key { get; init; }

    public string? Name { get; init; }

    public string? Password { get; init; }

    public string? Old { get; init; }

    public string? Token { get; init; }

    public Ulid? Id { get; init; }

    public Ulid? To { get; init; }

    public string? Words { get; init; }

    public string? Q { get; init; }

    public long? Query { get; init; }

    public string? Policy { get; init; }

    public string? Emoji { get; init; }

    public string? Act { get; init; }

    public string? Whom { get; init; }

    public string? Value { get; init; }

    public string? Reason { get; init; }

    public double? Seconds { get; init; }

    public long? Seq { get; init; }

    public bool? Off { get; init; }

    public string? Epoch { get; init; }

    public long? After { get; init; }

    public long? Before { get; init; }

    public int? Limit { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip)]
[JsonSerializable(typeof(JsonRequest))]
internal sealed partial class JsonRequestContext : JsonSerializerContext;
