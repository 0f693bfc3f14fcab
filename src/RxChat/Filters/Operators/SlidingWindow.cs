namespace RxChat;

/// <summary>When the last messages passed.</summary>
internal sealed class SlidingWindow
{
    // In ticks of a stopwatch.
    private readonly Queue<long> _passed = new();

    /// <summary>Whether one more stays within so many per time; if it does, it is counted.</summary>
    public bool TryPass(TimeSpan now, int count, TimeSpan per)
    {
        while (_passed.TryPeek(out var oldest) && now.Ticks - oldest >= per.Ticks) _passed.Dequeue();
        if (_passed.Count >= count) return false;
        _passed.Enqueue(now.Ticks);
        return true;
    }
}
