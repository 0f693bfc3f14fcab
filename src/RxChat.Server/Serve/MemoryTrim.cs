using System.Reactive.Linq;

namespace RxChat.Server.Serve;

/// <summary>
/// Gives memory back after a burst of comings and goings. Serving allocates so little that the collector would not look
/// again for hours, and what the burst left behind would stay: more than what the connections themselves need.
/// </summary>
internal static class MemoryTrim
{
    /// <summary>A burst is at least so many, and over when none followed for <see cref="s_quiet"/>.</summary>
    private const int Burst = 500;

    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(250);

    public static IDisposable On(IObservable<LogEntry> entries) => entries
        .Where(entry => entry.Event is "connected" or "closed")
        .Select((_, number) => number)
        .Throttle(s_quiet)
        .Scan((Last: -1, Changes: 0), (burst, number) => (number, number - burst.Last))
        .Where(burst => burst.Changes >= Burst)
        .Subscribe(_ => GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true));
}
