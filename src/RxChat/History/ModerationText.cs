using System.Text.Json;
using System.Text.Json.Serialization;

namespace RxChat;

/// <summary>What is special about an act of moderation, as the text of its row.</summary>
internal sealed record ModerationText
{
    public ModerationAct Act { get; init; }

    public string Whom { get; init; } = "";

    public Ulid Identity { get; init; }

    public string Value { get; init; } = "";

    public DateTimeOffset? Until { get; init; }

    public string Reason { get; init; } = "";

    public static string Write(Moderated act) => JsonSerializer.Serialize(
        new ModerationText
        {
            Act = act.Act, Whom = act.Whom, Identity = act.Identity, Value = act.Value, Until = act.Until,
            Reason = act.Reason,
        },
        ModerationTextContext.Default.ModerationText);

    /// <summary>The act; what was purged stays forgotten.</summary>
    public static Moderated Read(string text, Moderated forgotten)
    {
        if (text.Length == 0) return forgotten;
        try
        {
            return JsonSerializer.Deserialize(text, ModerationTextContext.Default.ModerationText) is { } read
                ? forgotten with
                {
                    Act = read.Act, Whom = read.Whom, Identity = read.Identity, Value = read.Value,
                    Until = read.Until, Reason = read.Reason,
                }
                : forgotten;
        }
        catch (JsonException)
        {
            return forgotten;
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ModerationText))]
internal sealed partial class ModerationTextContext : JsonSerializerContext;
