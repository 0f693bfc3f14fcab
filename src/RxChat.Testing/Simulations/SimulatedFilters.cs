using System.Reactive.Linq;

namespace RxChat.Testing;

/// <summary>Filters of the kinds there are: they pass, reject, drop, change, delay, count, and throw.</summary>
public static class SimulatedFilters
{
    /// <summary>One of each kind.</summary>
    public static IReadOnlyList<MessageFilter?> All { get; } =
    [
        null,
        static (said, _) => said.Reject(one => one.Text.EndsWith('7'), "not said: it ends with a seven"),
        static (said, _) => said.Where(one => !one.Text.EndsWith("13", StringComparison.Ordinal)),
        static (said, _) => said.Select(one => one with { Text = one.Text + "!" }),
        static (said, time) => said.Delay(TimeSpan.FromMilliseconds(200), time),
        static (said, _) => said.Scan(
            (Said: (ChatMessage?)null, Count: 0), (before, one) => (one, before.Count + 1))
            .Select(one => one.Count % 50 == 0 ? throw new InvalidOperationException("the fiftieth") : one.Said!),
    ];
}
