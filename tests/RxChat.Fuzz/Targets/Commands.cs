using System.Text.Json;

namespace RxChat.Fuzz;

/// <summary>What holds for whatever was decoded.</summary>
internal static class Commands
{
    public const long Client = 7;

    // Names and keys are looked at before they are anybody's; what is told or kept as it is has to be clean.
    private static readonly string[] s_told = ["text", "topic", "reason", "problem", "command", "usage"];

    public static DateTimeOffset Now { get; } = DateTimeOffset.UnixEpoch;

    public static Person Person { get; } = new(Client, "guest-7");

    /// <summary>Decodes a frame: it is ignored, refused as is declared, or a command of this client that is the same
    /// once more, and read back from what it is written as, and that tells nobody a control character.</summary>
    /// <param name="conversation">Whose.</param>
    /// <param name="frame">What came.</param>
    /// <param name="end">Whether nothing follows.</param>
    /// <returns>Which kind of command.</returns>
    public static (string Kind, Command? Command) Decode(
        Conversation conversation, ReadOnlySpan<byte> frame, out bool end)
    {
        end = true;
        Command? command;
        try
        {
            command = conversation.Decode(frame, Now);
            end = false;
        }
        catch (RefusedException e) when (e.Refusal is ForeignSpeech)
        {
            return ("foreign", null);
        }
        catch (InvalidTextException)
        {
            return ("invalid", null);
        }
        if (command is null) return ("", null);
        var written = Codec.Write(command);
        var again = conversation.Decode(frame, Now);
        BrokenException.Unless(
            again is not null && Codec.Write(again).AsSpan().SequenceEqual(written), "asked again it is another one");
        BrokenException.Unless(command.By == Client, "it is of somebody else");
        BrokenException.Unless(
            Codec.Write(Codec.Read(written).Value).AsSpan().SequenceEqual(written), "it is not read as it was written");
        using var json = JsonDocument.Parse(written);
        Look(json.RootElement, "");
        var refusal = command is Refuse { Refusal: var refused } ? $" {refused.GetType().Name}" : "";
        return (command.GetType().Name + refusal, command);
    }

    private static void Look(JsonElement element, string name)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject()) Look(property.Value, property.Name);
                break;
            case JsonValueKind.Array:
                foreach (var one in element.EnumerateArray()) Look(one, name);
                break;
            case JsonValueKind.String when s_told.Contains(name):
                var text = element.GetString()!;
                BrokenException.Unless(!text.Any(IsControl), $"{name} holds a control character");
                BrokenException.Unless(name == "text" || name == "topic" || name == "reason" || text.Length < 400,
                    $"{name} has {text.Length} characters");
                break;
        }
    }

    private static bool IsControl(char one) => char.IsControl(one) && one is not ('\t' or '\n');
}
