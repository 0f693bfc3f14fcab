using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace RxChat;

/// <summary>Reads values that have all that they cannot be without; of others it is a JsonException.</summary>
internal static class WholeJson
{
    /// <summary>A type of a context that leaves out what is the default, which a list or a text never is.</summary>
    public static JsonTypeInfo<T> Of<T>(JsonSerializerContext context) => (JsonTypeInfo<T>)new JsonSerializerOptions(
        context.Options)
    {
        RespectNullableAnnotations = true, TypeInfoResolver = context.WithAddedModifier(Require),
    }.GetTypeInfo(typeof(T));

    /// <summary>Reads one.</summary>
    /// <exception cref="JsonException">It is none, or not whole.</exception>
    public static T? Read<T>(ReadOnlySpan<byte> line, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(line, type);
        }
        catch (Exception e) when (e is NotSupportedException or ArgumentException)
        {
            // Of no type, or with what one of its type cannot have.
            throw new JsonException("the line holds no whole value", e);
        }
    }

    private static void Require(JsonTypeInfo type)
    {
        foreach (var member in type.Properties)
        {
            if (member is { Set: null, AssociatedParameter: null }) continue;
            if (IsList(member.PropertyType) || (!member.PropertyType.IsValueType && !member.IsSetNullable))
                member.IsRequired = true;
        }
    }

    private static bool IsList(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>);
}
