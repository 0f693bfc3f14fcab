using System.Globalization;
using System.Text.RegularExpressions;

namespace RxChat.Marbles;

/// <summary>
/// Times as diagrams write them: <c>10us</c>, <c>9ms</c>, <c>1.5s</c>, <c>2m</c>, <c>3h</c>, <c>1d</c>.
/// </summary>
internal static class MarbleTime
{
    /// <summary>Longer than any story, and short enough that no sum of two overflows.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1_000_000);

    public const long TicksPerMicrosecond = TimeSpan.TicksPerMillisecond / 1000;

    private static readonly (string Name, long Ticks)[] s_units =
    [
        ("h", TimeSpan.TicksPerHour),
        ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond),
        ("ms", TimeSpan.TicksPerMillisecond),
    ];

    // Read, and not written: 24h and 0.01ms say as much.
    private static readonly (string Name, long Ticks)[] s_readUnits =
        [.. s_units, ("d", TimeSpan.TicksPerDay), ("us", TicksPerMicrosecond)];

    // "1s" in "1sa" is no time: what follows the unit would be read as a part of a word.
    private static readonly Regex s_written = new(
        @"\G(?<number>[0-9]+(\.[0-9]+)?)(?<unit>ms|us|[smhd])(?![\p{L}\p{N}])", RegexOptions.CultureInvariant);

    /// <summary>The time that is written at a place, and how many characters it takes; none is null.</summary>
    public static (TimeSpan Time, int Length)? At(string text, int column)
    {
        var match = s_written.Match(text, column);
        if (!match.Success) return null;
        var unit = s_readUnits.Single(unit => unit.Name == match.Groups["unit"].Value).Ticks;
        var ticks = double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) * unit;
        return (ticks < Longest.Ticks ? TimeSpan.FromTicks((long)Math.Round(ticks)) : Longest, match.Length);
    }

    /// <summary>In the largest unit that needs no fraction.</summary>
    public static string Text(TimeSpan time)
    {
        if (time.Ticks == 0) return "0ms";
        var unit = s_units.FirstOrDefault(unit => time.Ticks % unit.Ticks == 0, s_units[^1]);
        return FormattableString.Invariant($"{(decimal)time.Ticks / unit.Ticks:0.####}{unit.Name}");
    }

    public static TimeSpan CheckedFrame(TimeSpan? frame) =>
        frame is not { } given ? TimeSpan.FromMilliseconds(1)
        : given > TimeSpan.Zero ? given
        : throw new ArgumentOutOfRangeException(nameof(frame), given, "a frame takes some time");
}
