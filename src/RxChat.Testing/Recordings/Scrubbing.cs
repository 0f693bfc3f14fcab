using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RxChat.Testing;

/// <summary>
/// Writes a recording with other names and words: what is known to say nothing of anybody stays, everything else is
/// another, the same each time.
/// </summary>
internal sealed partial class Scrubbing(RecordedParts parts)
{
    private static readonly HashSet<string> s_plain =
    [
        "kind", "type", "now", "at", "until", "since", "id", "identity", "last", "hash", "epoch", "epochs", "act",
        "policy", "protocol", "emoji", "historyAccess", "editWithin", "drain", "problem", "role", "missing", "code",
    ];

    private static readonly HashSet<string> s_names =
    [
        "name", "from", "room", "rooms", "account", "to", "whom", "key", "ref", "guestName", "host", "address", "by",
        "in",
    ];

    private readonly Dictionary<string, string> _others = new(Names.Comparer);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Write(Stream output)
    {
        foreach (var line in parts.Lines())
        {
            // As it would be written: of what is not known nothing is handed on.
            var node = JsonNode.Parse(RecordedLine.Write(RecordedParts.Read(line)))!;
            Scrub(node, "");
            var step = Read(node);
            step = step with
            {
                Start = step.Start is { } start ? start with { IsScrubbed = true } : null,
                Filters = step.Filters is { } filters ? filters with { Text = null } : null,
                Checkpoint = step.Checkpoint is { } point
                    ? point with { Hash = Convert.ToHexStringLower(_hash.GetCurrentHash()) }
                    : null,
            };
            var written = RecordedLine.Write(step);
            if (step.Kind == RecordedKind.Told) _hash.AppendData(written);
            output.Write(written);
            output.WriteByte((byte)'\n');
        }
    }

    private static RecordedStep Read(JsonNode node)
    {
        try
        {
            return RecordedLine.Read(Encoding.UTF8.GetBytes(node.ToJsonString()));
        }
        catch (JsonException e)
        {
            throw new RecordingException($"a line cannot be scrubbed: {e.Message}");
        }
    }

    private void Scrub(JsonNode node, string name)
    {
        if (node is JsonObject all)
        {
            foreach (var (key, value) in all.ToArray())
            {
                if (Text(value) is { } text) all[key] = Other(key, text);
                else if (value is JsonObject or JsonArray) Scrub(value, key);
            }
        }
        else if (node is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                if (Text(list[i]) is { } text) list[i] = Other(name, text);
                else if (list[i] is JsonObject or JsonArray) Scrub(list[i]!, name);
            }
        }
    }

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private string Other(string key, string text)
    {
        if (s_plain.Contains(key)) return text;
        if (!s_names.Contains(key)) return Masked(text);
        if (text is "" or "*" || Guest().IsMatch(text) || Names.Comparer.Equals(text, Names.Lobby)
            || DirectThread.TryParse(text, out _)) return text;
        if (!_others.TryGetValue(text, out var other))
            _others[text] = other = string.Create(CultureInfo.InvariantCulture, $"n{_others.Count + 1}");
        return other;
    }

    private static string Masked(string text)
    {
        var masked = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            masked.Append(Rune.IsDigit(rune) ? '9'
                : Rune.IsWhiteSpace(rune) || (rune.IsAscii && Rune.IsPunctuation(rune)) ? (char)rune.Value
                : 'x');
        }
        return masked.ToString();
    }

    [GeneratedRegex(@"^guest-[0-9]+$")]
    private static partial Regex Guest();
}
