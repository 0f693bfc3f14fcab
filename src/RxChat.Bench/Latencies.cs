using HdrHistogram;
using RxChat.Bench.Check;

namespace RxChat.Bench;

/// <summary>How long deliveries took, of messages due while measuring.</summary>
/// <remarks>
/// A load that waits for a slow server before it sends the next message leaves out exactly the messages that would have
/// waited (coordinated omission). So latency is counted from the time a message was due, not from when it could be
/// sent: a stall of a second at 1,000 messages a second shows as 1,000 late messages, as their authors would have seen
/// it, whether the load was held up or the server. What was due and could not be sent at all counts with the time it
/// had waited. Without a rate nothing is due at any time, and a message counts from when it was written.
/// </remarks>
internal sealed class Latencies : IArrivals
{
    private const long Highest = 3600 * Clock.Second;
    private const int Digits = 3;
    private const int UnsentSteps = 1000;

    private readonly LongHistogram _histogram = new(Highest, Digits);
    private long _from = long.MaxValue;
    private long _until = long.MaxValue;

    /// <summary>The time of what is being received; read once per chunk.</summary>
    public long Now { get; set; }

    public void Measure(long from, long until) => (_from, _until) = (from, until);

    void IArrivals.Arrived(long due, int left)
    {
        if (due >= _from && due < _until) Record(Now - due, 1);
    }

    /// <summary>Messages of a steady rate that were never sent.</summary>
    public void Unsent(long first, long last, long count, double samples)
    {
        var steps = Math.Min(count, UnsentSteps);
        for (var i = 0; i < steps; i++)
        {
            var due = first + ((last - first) * i / steps);
            if (due >= _from) Record(Now - due, (long)Math.Ceiling(samples * count / steps));
        }
    }

    public LatencySummary Summary() => new(
        _histogram.TotalCount,
        Microseconds(50), Microseconds(99), Microseconds(99.9), Microseconds(100),
        [.. Buckets()]);

    private void Record(long nanoseconds, long count) =>
        _histogram.RecordValueWithCount(Math.Clamp(nanoseconds, 0, Highest), count);

    private double Microseconds(double percentile) =>
        _histogram.TotalCount == 0 ? 0 : Math.Round(_histogram.GetValueAtPercentile(percentile) / 1e3, 1);

    // Six a decade, like the divisions of a logarithmic ruler: narrow enough to show
    // a shape, few enough for a terminal.
    private IEnumerable<LatencyBucket> Buckets()
    {
        double[] ruler = [1, 1.5, 2, 3, 5, 7];
        var bounds = Enumerable.Range(0, 10).SelectMany(decade => ruler.Select(mark => mark * Math.Pow(10, decade)))
            .ToArray();
        var counts = new long[bounds.Length];
        foreach (var value in _histogram.RecordedValues())
        {
            var i = Array.BinarySearch(bounds, value.ValueIteratedTo / 1e3);
            counts[Math.Min(i < 0 ? ~i : i, counts.Length - 1)] += value.CountAtValueIteratedTo;
        }
        var first = Array.FindIndex(counts, count => count > 0);
        var last = Array.FindLastIndex(counts, count => count > 0);
        for (var i = first; i >= 0 && i <= last; i++)
            yield return new LatencyBucket(i == 0 ? 0 : bounds[i - 1], bounds[i], counts[i]);
    }
}

/// <summary>Times in microseconds.</summary>
internal sealed record LatencySummary(
    long Samples, double P50, double P99, double P999, double Max, IReadOnlyList<LatencyBucket> Histogram);

/// <summary>Deliveries that took more than one time and at most another, in microseconds.</summary>
internal sealed record LatencyBucket(double From, double To, long Count);
