using System.Text.Json;
using System.Text.Json.Serialization;

namespace RxChat;

/// <summary>A password or a token: written nowhere, neither in logs nor in recordings.</summary>
/// <param name="text">What it is.</param>
[JsonConverter(typeof(SecretConverter))]
public sealed class Secret(string text) : IEquatable<Secret>
{
    private const string Hidden = "***";

    private readonly string _text = text ?? throw new ArgumentNullException(nameof(text));

    /// <summary>Characters.</summary>
    public int Length => _text.Length;

    /// <summary>What it is, for whoever checks it.</summary>
    public string Reveal() => _text;

    /// <inheritdoc />
    public bool Equals(Secret? other) => other?._text == _text;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <inheritdoc />
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>Not what it is.</summary>
    public override string ToString() => Hidden;

    internal sealed class SecretConverter : JsonConverter<Secret>
    {
        public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetString() ?? Hidden);

        public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Hidden);
    }
}
