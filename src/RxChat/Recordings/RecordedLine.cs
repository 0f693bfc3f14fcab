using System.Text.Json;
using System.Text.Json.Serialization;

namespace RxChat;

/// <summary>Writes and reads the lines of a recording.</summary>
internal static class RecordedLine
{
    public const int Version = 1;

    public static byte[] Write(RecordedStep step) =>
        JsonSerializer.SerializeToUtf8Bytes(step, RecordingContext.Default.RecordedStep);

    /// <exception cref="JsonException">It is none.</exception>
    public static RecordedStep Read(ReadOnlySpan<byte> line) =>
        JsonSerializer.Deserialize(line, RecordingContext.Default.RecordedStep)
        ?? throw new JsonException("the line holds nothing");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    AllowOutOfOrderMetadataProperties = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(RecordedStep))]
internal sealed partial class RecordingContext : JsonSerializerContext;
