using System.Globalization;

namespace RxChat;

/// <summary>
/// How broadcasts are spaced so that each carries more: one that took <c>d</c> is followed by the next no earlier than
/// its end + min((<see cref="Factor"/> - 1) × d, <see cref="Budget"/>), and what arrives meanwhile is left to gather.
/// The first message after quiet is never delayed, order never changes, and in virtual time there is none.
/// </summary>
/// <param name="Factor">At least 1, which is no pacing; 2 leaves the loop half of its time at the most.</param>
/// <param name="Budget">The longest wait.</param>
public readonly record struct Pacing(double Factor, TimeSpan Budget)
{
    /// <summary>Each turn's broadcast follows at once.</summary>
    public static Pacing Off { get; } = new(1, TimeSpan.Zero);

    /// <summary>
    /// Waits as long as a broadcast took, at most 1 ms: half the CPU under load for a latency nobody sees.
    /// </summary>
    public static Pacing Default { get; } = new(2, TimeSpan.FromMilliseconds(1));

    /// <summary>Waits three times as long as a broadcast took, at most 2 ms.</summary>
    public static Pacing Throughput { get; } = new(4, TimeSpan.FromMilliseconds(2));

    /// <summary>
    /// Reads <c>off</c>, <c>default</c>, <c>throughput</c>, or a factor and a budget such as <c>4,2ms</c>.
    /// </summary>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static Pacing Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text switch
        {
            "off" => Off,
            "default" => Default,
            "throughput" => Throughput,
            _ when text.Split(',') is [var factor, var budget] && budget.EndsWith("ms", StringComparison.Ordinal)
                && double.TryParse(factor, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var c)
                && c is >= 1 and <= 100
                && double.TryParse(budget[..^2], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                    out var ms)
                && ms is >= 0 and <= 1000
                => new Pacing(c, TimeSpan.FromMilliseconds(ms)),
            _ => throw new FormatException(
                "must be off, default, throughput, or a factor from 1 to 100 and at most 1000 ms, such as 4,2ms"),
        };
    }
}
