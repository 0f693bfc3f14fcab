using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace RxChat;

/// <summary>
/// Writes and reads values as JSON, one object a line with the version of the format: what a log, a recording or
/// another node is given.
/// </summary>
internal static class Codec
{
    private static readonly JsonTypeInfo<CodedLine> s_lines = WholeJson.Of<CodedLine>(CodecContext.Default);

    /// <summary>The version that is written. A reader of this one refuses later ones.</summary>
    public const int Version = 1;

    /// <summary>UTF-8 without a line feed.</summary>
    public static byte[] Write(ChatValue value, Audience? to = null) =>
        JsonSerializer.SerializeToUtf8Bytes(new CodedLine(Version, value, to), s_lines);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">The line is no value, or of a later version.</exception>
    public static CodedLine Read(ReadOnlySpan<byte> line)
    {
        var read = WholeJson.Read(line, s_lines);
        return read.V == Version
            ? read
            : throw new JsonException($"the line is of version {read.V}, and this reader of {Version}");
    }
}

/// <summary>A value on a line, and whom it was for if it was an event.</summary>
internal readonly record struct CodedLine(int V, ChatValue Value, Audience? To);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    AllowOutOfOrderMetadataProperties = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(CodedLine))]
internal sealed partial class CodecContext : JsonSerializerContext;
