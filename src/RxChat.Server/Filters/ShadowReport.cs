using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Runtime.InteropServices;

namespace RxChat.Server.Filters;

/// <summary>
/// What a candidate would have done differently: counted, logged a minute after the first difference and so on, and
/// told with the last of them when SIGUSR1 asks.
/// </summary>
internal sealed class ShadowReport : IDisposable
{
    private const int Last = 20;

    private static readonly TimeSpan s_pause = TimeSpan.FromMinutes(1);

    private readonly Lock _one = new();
    private readonly Queue<ShadowDifference> _last = new();
    private readonly SerialDisposable _next = new();
    private readonly Action<LogLevel, string, string?> _write;
    private readonly IScheduler _time;
    private readonly PosixSignalRegistration? _asked;
    private SortedDictionary<string, long> _counts = [];
    private SortedDictionary<string, long> _recent = [];

    public ShadowReport(Action<LogLevel, string, string?> write, IScheduler time)
    {
        (_write, _time) = (write, time);
        if (OperatingSystem.IsWindows()) return;
        // The number as it is, for which there is no name: 10 on Linux, 30 on BSD and macOS.
        _asked = PosixSignalRegistration.Create((PosixSignal)(OperatingSystem.IsLinux() ? 10 : 30), context =>
        {
            context.Cancel = true;
            TellAll();
        });
    }

    public void Add(ShadowDifference difference)
    {
        // The words after a colon and in quotes vary; what kind of difference it is does not.
        var kind = $"{Kind(difference.Live)} -> {Kind(difference.Candidate)}";
        lock (_one)
        {
            if (_recent.Count == 0) _next.Disposable = _time.Schedule(s_pause, TellRecent);
            _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
            _recent[kind] = _recent.GetValueOrDefault(kind) + 1;
            _last.Enqueue(difference);
            if (_last.Count > Last) _last.Dequeue();
        }
    }

    /// <summary>How often what was different, and the last of it.</summary>
    public (IReadOnlyDictionary<string, long> Counts, IReadOnlyList<string> Last) Read()
    {
        lock (_one) return (new Dictionary<string, long>(_counts), [.. _last.Select(Sentence)]);
    }

    public void Dispose()
    {
        _asked?.Dispose();
        _next.Dispose();
    }

    private static string Kind(string outcome) =>
        outcome.StartsWith("said \"", StringComparison.Ordinal) ? "changed" : outcome.Split(':', ',')[0];

    private void TellRecent()
    {
        lock (_one)
        {
            _write(LogLevel.Info, "shadow: differences in a minute", Counts(_recent));
            _recent = [];
        }
    }

    private void TellAll()
    {
        lock (_one)
        {
            _write(LogLevel.Info, "shadow: differences", _counts.Count == 0 ? "none" : Counts(_counts));
            foreach (var one in _last) _write(LogLevel.Info, "shadow: difference", Sentence(one));
        }
    }

    private static string Sentence(ShadowDifference one) =>
        $"{one.Message.From} in {one.Message.Room}: {one.Message.Text}: {one.Live} -> {one.Candidate}";

    private static string Counts(SortedDictionary<string, long> counts) =>
        string.Join(", ", counts.Select(count => $"{count.Key}: {count.Value}"));
}
