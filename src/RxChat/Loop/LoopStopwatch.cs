using System.Reactive.Concurrency;

namespace RxChat;

/// <summary>A stopwatch of a loop's time, which no step of a clock touches.</summary>
internal sealed class LoopStopwatch(ILoopTime time) : IStopwatch
{
    private readonly TimeSpan _started = time.Monotonic;

    // On the loop it may have been started a moment after the turn's time, elsewhere.
    public TimeSpan Elapsed => TimeSpan.FromTicks(Math.Max(0, (time.Monotonic - _started).Ticks));
}
