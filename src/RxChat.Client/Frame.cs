using System.Text.Json.Serialization;

namespace RxChat.Client;

/// <summary>An object on the wire, in or out: what its type has is there.</summary>
internal sealed record Frame
{
    public string? Type { get; init; }

    public string? Ref { get; init; }

    public string? Room { get; init; }

    public string? Text { get; init; }

    public string? Key { get; init; }

    public string? Name { get; init; }

    public string? Id { get; init; }

    public string? Of { get; init; }

    public string? From { get; init; }

    public string? To { get; init; }

    public string? Emoji { get; init; }

    public string? Act { get; init; }

    public string? Whom { get; init; }

    public string? Value { get; init; }

    public DateTimeOffset? Until { get; init; }

    public string? Reason { get; init; }

    public string? State { get; init; }

    public string? Password { get; init; }

    public bool Off { get; init; }

    public bool Bot { get; init; }

    [JsonPropertyName("edited")]
    public bool IsEdited { get; init; }

    [JsonPropertyName("removed")]
    public bool IsRemoved { get; init; }

    public long Seq { get; init; }

    public DateTimeOffset At { get; init; }

    public string? Epoch { get; init; }

    public long? After { get; init; }

    public int? Joined { get; init; }

    public int? Left { get; init; }

    public long? Count { get; init; }

    public string? Topic { get; init; }

    public string[]? Members { get; init; }

    public Frame[]? Messages { get; init; }

    public string? Q { get; init; }

    public long? Query { get; init; }

    public string? Code { get; init; }

    public string? Message { get; init; }

    /// <summary>What of a number it is; null if nothing.</summary>
    public RoomEntry? Entry() =>
        (Type, Room, Id, From) is not ({ } type, { } room, { } id, { } from) ? null : type switch
    {
        "message" => new Message(
            room, Seq, id, from, At, Text ?? "", Bot, To, IsEdited, IsRemoved, Key),
        "edited" => new Edited(room, Seq, id, from, At, Of ?? "", Text),
        "removed" => new Removed(room, Seq, id, from, At, Of ?? ""),
        "reacted" => new Reacted(room, Seq, id, from, At, Of ?? "", Emoji ?? "", Off),
        "moderated" => new Moderated(room, Seq, id, from, At, Act ?? "", Whom, Value, Until, Reason),
        "topic" => new TopicSet(room, Seq, id, from, At, Text ?? ""),
        _ => null,
    };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(Frame))]
internal sealed partial class FrameContext : JsonSerializerContext;
