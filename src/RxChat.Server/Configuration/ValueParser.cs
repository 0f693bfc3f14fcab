using System.Globalization;
using System.Net;

namespace RxChat.Server.Configuration;

/// <summary>
/// What people write as a value, as what it means; what means nothing is a <see cref="FormatException"/> that says what
/// would.
/// </summary>
internal static class ValueParser
{
    /// <summary>The longest time there can be: 30 years and more, far from any overflow.</summary>
    private const decimal LongestSeconds = 1_000_000_000;

    private static readonly (string Unit, decimal Bytes)[] s_sizes =
        [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("kB", 1_000), ("MB", 1_000_000),
            ("GB", 1_000_000_000), ("B", 1)];

    private static readonly (string Unit, decimal Seconds)[] s_times =
        [("ms", 0.001m), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    /// <summary>A whole number.</summary>
    public static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"must be a whole number from 0 to {int.MaxValue}");

    /// <summary>Bytes, or more of them by a unit.</summary>
    public static int Size(string text) =>
        Quantity(text, s_sizes) is { } bytes && bytes <= int.MaxValue && decimal.IsInteger(bytes)
            ? (int)bytes
            : throw new FormatException(
                $"must be a size from 0 to {int.MaxValue} bytes, such as 65536, 64KiB, 2MB or 1.5MiB");

    /// <summary>Seconds, or less or more by a unit.</summary>
    public static TimeSpan Time(string text) =>
        Quantity(text, s_times) is { } seconds and <= LongestSeconds
            ? TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : throw new FormatException(
                $"must be a time, such as 30, 0.5, 500ms, 30s, 5m or 2h, and at most {LongestSeconds} seconds");

    /// <summary>Seconds, as an option of a command has them.</summary>
    /// <exception cref="BadOptionException">It is no time; says which option.</exception>
    public static TimeSpan TimeOf(string option, string text)
    {
        try
        {
            return Time(text);
        }
        catch (FormatException e)
        {
            throw new BadOptionException($"{option} {text}: {e.Message}");
        }
    }

    /// <summary>Yes or no.</summary>
    public static bool Boolean(string text) => text.ToLowerInvariant() switch
    {
        "true" or "on" or "yes" or "1" => true,
        "false" or "off" or "no" or "0" => false,
        _ => throw new FormatException("must be on or off (or true, false, yes, no, 1, 0)"),
    };

    /// <summary>One of some words.</summary>
    public static T OneOf<T>(string text, params (string Word, T Value)[] choices)
    {
        foreach (var (word, value) in choices)
        {
            if (word == text) return value;
        }
        throw new FormatException(
            $"must be {string.Join(", ", choices.SkipLast(1).Select(choice => choice.Word))} or {choices[^1].Word}");
    }

    /// <summary>What can become of what is too much for a client.</summary>
    public static (string Word, Overflow Value)[] Overflows { get; } =
    [
        ("disconnect", Overflow.Disconnect), ("drop-oldest", Overflow.DropOldest), ("drop-newest", Overflow.DropNewest),
        ("latest", Overflow.Latest), ("sample", Overflow.Sample),
    ];

    /// <summary>Rooms and what becomes of what is too much of what is said there, with commas between them.</summary>
    public static IReadOnlyDictionary<string, Overflow> RoomOverflows(string text)
    {
        var rooms = new Dictionary<string, Overflow>();
        foreach (var one in List(text))
        {
            if (one.Split('=') is not [{ Length: > 0 } room, var policy])
                throw new FormatException("must be rooms and policies, such as prices=latest,logs=sample");
            rooms[room] = OneOf(policy, Overflows);
        }
        return rooms;
    }

    /// <summary>Words, with commas between them; none is no word.</summary>
    public static IReadOnlyList<string> List(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Networks in CIDR notation, or single addresses, with commas between them.</summary>
    public static IReadOnlyList<IPNetwork> Networks(string text) => [.. List(text).Select(one =>
        IPNetwork.TryParse(one, out var network) ? network
        : IPAddress.TryParse(one, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : throw new FormatException(
            "must be networks whose addresses end in zeros, such as 203.0.113.0/24 or 2001:db8::/32"))];

    /// <summary>A file's name, which says nothing about whether there is one.</summary>
    public static string File(string text) =>
        text.Length > 0 && !text.Contains('\0') ? text : throw new FormatException("must be the name of a file");

    // Decimal numbers: they have no infinities, and tell whether something is whole.
    private static decimal? Quantity(string text, (string Unit, decimal Factor)[] units)
    {
        var factor = 1m;
        foreach (var (unit, times) in units)
        {
            if (!text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)) continue;
            (text, factor) = (text[..^unit.Length].TrimEnd(' '), times);
            break;
        }
        // No longer than any that makes sense, so that the product is within bounds as well.
        var plain = NumberStyles.AllowDecimalPoint;
        return text.Length <= 18 && decimal.TryParse(text, plain, CultureInfo.InvariantCulture, out var number)
            ? number * factor
            : null;
    }
}
