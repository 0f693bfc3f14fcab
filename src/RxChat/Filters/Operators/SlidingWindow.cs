namespace RxChat;

/// <summary>When the last messages passed.</summary>
internal sealed class SlidingWindow
{
    private readonly Queue<DateTimeOffset> _passed = new();

    /// <summary>Whether one more stays within so many per time; if it does, it is counted.</summary>
    public bool TryPass(DateTimeOffset now, int count, TimeSpan per)
    {
        while (_passed.TryPeek(out var oldest) && now - oldest >= per) _passed.Dequeue();
        if (_passed.Count >= count) return false;
        _passed.Enqueue(now);
        return true;
    }
}
