using System.Globalization;
using System.Text.RegularExpressions;

namespace RxChat.Server.Connect;

/// <summary>Lines as a person likes them: names in colour, notices dimmed, one's own name in sight.</summary>
/// <param name="hasColour">Whether the terminal is to show colours (no-color.org).</param>
internal sealed class Painter(bool hasColour)
{
    private const string Dim = "\e[2m", Bold = "\e[1;33m", Reset = "\e[0m";

    private static readonly string[] s_colours =
    [
        "\e[31m", "\e[32m", "\e[33m", "\e[34m", "\e[35m", "\e[36m", "\e[91m", "\e[92m", "\e[94m", "\e[95m",
    ];

    /// <summary>With the time, and where somebody says one's name.</summary>
    public string Line(Shown shown, string? own)
    {
        var at = (shown.At ?? DateTimeOffset.Now).ToLocalTime().ToString("HH:mm", CultureInfo.InvariantCulture);
        return hasColour ? $"{Dim}{at}{Reset} {Coloured(shown.Text, own)}" : $"{at} {shown.Text}";
    }

    /// <summary>Without.</summary>
    public string Coloured(string line, string? own = null)
    {
        if (!hasColour) return line;
        if (line.StartsWith("* ", StringComparison.Ordinal)) return Dim + line + Reset;
        var start = line.StartsWith('[') ? line.IndexOf("] ", StringComparison.Ordinal) + 2 : 0;
        var end = line.IndexOf(": ", start, StringComparison.Ordinal);
        if (end < 0) return line;
        var (name, text) = (line[start..end], line[end..]);
        if (own is not null && name != own)
        {
            text = Regex.Replace(
                text, $@"(?<![\p{{L}}\p{{N}}]){Regex.Escape(own)}(?![\p{{L}}\p{{N}}])", $"{Bold}$0{Reset}",
                RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        }
        return $"{line.AsSpan(0, start)}{s_colours[Hash(name) % s_colours.Length]}{name}{Reset}{text}";
    }

    // Stable from run to run, so that a person keeps a colour (FNV-1a).
    private static int Hash(string name) =>
        (int)(name.Aggregate(2166136261u, (hash, c) => unchecked((hash ^ c) * 16777619u)) & int.MaxValue);
}
