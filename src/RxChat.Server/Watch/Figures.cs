using System.Globalization;

namespace RxChat.Server.Watch;

/// <summary>What <c>/metrics</c> said at one moment (Prometheus' text format).</summary>
internal sealed class Figures
{
    private readonly Dictionary<string, List<(string Labels, double Value)>> _series = [];

    public Figures(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            if (line.Length == 0 || line[0] == '#') continue;
            var end = line.IndexOf('}', StringComparison.Ordinal) is >= 0 and var brace
                ? brace + 1
                : line.IndexOf(' ', StringComparison.Ordinal);
            if (end <= 0) continue;
            var number = line[end..].Trim().Split(' ')[0];
            if (!double.TryParse(number, CultureInfo.InvariantCulture, out var value)) continue;
            var open = line.IndexOf('{', StringComparison.Ordinal);
            var name = line[..(open >= 0 && open < end ? open : end)];
            if (!_series.TryGetValue(name, out var series)) _series[name] = series = [];
            series.Add((line[name.Length..end], value));
        }
    }

    public double Sum(string name) => _series.GetValueOrDefault(name)?.Sum(one => one.Value) ?? 0;

    /// <summary>Each value by one of its labels, if it is more than nothing.</summary>
    public IEnumerable<(string Label, double Value)> By(string name, string label) =>
        (_series.GetValueOrDefault(name) ?? []).Where(one => one.Value > 0)
        .Select(one => (LabelOf(one.Labels, label), one.Value));

    /// <summary>Under which so much of what was recorded since another moment is, in seconds; null if nothing was.
    /// </summary>
    public double? Quantile(string name, double part, Figures since)
    {
        var before = since.By($"{name}_bucket", "le").ToDictionary(one => one.Label, one => one.Value);
        var bounds = By($"{name}_bucket", "le")
            .Select(one => (Up: BoundOf(one.Label), Count: one.Value - before.GetValueOrDefault(one.Label)))
            .OrderBy(one => one.Up).ToArray();
        var wanted = bounds.Length == 0 ? 0 : bounds[^1].Count * part;
        if (wanted <= 0) return null;
        var at = Array.FindIndex(bounds, one => one.Count >= wanted);
        var (from, to) = (at > 0 ? bounds[at - 1] : (Up: 0, Count: 0), bounds[at]);
        return double.IsFinite(to.Up)
            ? from.Up + ((to.Up - from.Up) * (wanted - from.Count) / (to.Count - from.Count))
            : from.Up;
    }

    private static double BoundOf(string label) => label == "+Inf" ? double.PositiveInfinity
        : double.Parse(label, CultureInfo.InvariantCulture);

    private static string LabelOf(string labels, string name)
    {
        var at = labels.IndexOf($"{name}=\"", StringComparison.Ordinal);
        return at < 0 ? "" : labels[(at + name.Length + 2)..].Split('"')[0];
    }
}
