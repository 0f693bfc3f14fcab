using System.Reactive.Concurrency;

namespace RxChat;

/// <summary>The time of one thread, on which everything happens in turns that time stands still in.</summary>
internal interface ILoopTime : IScheduler
{
    /// <summary>Since it began, whatever becomes of <see cref="IScheduler.Now"/>.</summary>
    TimeSpan Monotonic { get; }

    /// <summary>Whether who asks is on that thread.</summary>
    bool IsCurrent { get; }
}
