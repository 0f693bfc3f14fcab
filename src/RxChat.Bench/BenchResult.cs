using RxChat.Bench.Check;

namespace RxChat.Bench;

/// <summary>What a run showed.</summary>
/// <param name="Options">What was asked for.</param>
/// <param name="Seconds">The time measured.</param>
/// <param name="MessagesPerSecond">Messages published while measuring.</param>
/// <param name="DeliveriesPerSecond">Messages received on all connections while measuring.</param>
/// <param name="Unsent">Messages that were due and that the server did not take in time.</param>
/// <param name="Findings">What the check of every delivery found.</param>
/// <param name="Latency">Of deliveries on a few connections.</param>
internal sealed record BenchResult(
    BenchOptions Options,
    double Seconds,
    double MessagesPerSecond,
    double DeliveriesPerSecond,
    long Unsent,
    Findings Findings,
    LatencySummary Latency);
