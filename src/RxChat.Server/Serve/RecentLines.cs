using RxChat.Web;

namespace RxChat.Server.Serve;

/// <summary>The last lines of the log, for operators who are not at its file.</summary>
internal sealed class RecentLines
{
    private const int Most = 500, Longest = 2000;

    private readonly Lock _one = new();
    private readonly Queue<LogLine> _lines = new();
    private long _last;

    public void Add(LogLevel level, string line)
    {
        var shown = line.Length > Longest ? line[..Longest] : line;
        lock (_one)
        {
            if (_lines.Count == Most) _lines.Dequeue();
            _lines.Enqueue(new LogLine(++_last, level.ToString().ToLowerInvariant(), shown));
        }
    }

    public IReadOnlyList<LogLine> After(long number)
    {
        lock (_one) return [.. _lines.Where(line => line.Number > number)];
    }
}
