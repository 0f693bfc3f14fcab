using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace RxChat;

/// <summary>Writes and reads the lines of a recording.</summary>
internal static class RecordedLine
{
    public const int Version = 1;

    private static readonly JsonTypeInfo<RecordedStep> s_lines =
        WholeJson.Of<RecordedStep>(RecordingContext.Default);

    public static byte[] Write(RecordedStep step) => JsonSerializer.SerializeToUtf8Bytes(step, s_lines);

    /// <exception cref="JsonException">It is none.</exception>
    public static RecordedStep Read(ReadOnlySpan<byte> line) =>
        WholeJson.Read(line, s_lines) is { } read && IsWhole(read)
            ? read
            : throw new JsonException("the line holds nothing");

    /// <summary>Whether it has what one of its kind is about.</summary>
    private static bool IsWhole(RecordedStep step) => step.Kind switch
    {
        RecordedKind.Start => step is { Start: not null, Limits: not null, Filters: not null },
        RecordedKind.Begin => step.Person is { } person && person.Id == step.By,
        RecordedKind.Ask or RecordedKind.Own => step.Value is Command,
        RecordedKind.Told => step.Value is EventBody,
        RecordedKind.Swap => step.Filters is not null,
        RecordedKind.Limits => step.Limits is not null,
        RecordedKind.Checkpoint => step.Checkpoint is not null,
        _ => true,
    };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    AllowOutOfOrderMetadataProperties = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(RecordedStep))]
internal sealed partial class RecordingContext : JsonSerializerContext;
