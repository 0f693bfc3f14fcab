using System.Diagnostics;
using RxChat.Scripting;

namespace RxChat.Server.Filters;

/// <summary>
/// Sees replaced filters out of the memory. Unused code leaves it when the collector has looked twice, which a quiet
/// server gives it no cause for. What a replaced filter had delayed holds it for as long as a drain.
/// </summary>
/// <param name="expected">So many files are in force.</param>
/// <param name="write">Told how many are left.</param>
internal sealed class FilterMemory(int expected, Action<LogLevel, string, string?> write)
{
    private long _began;
    private TimeSpan? _again;

    /// <summary>Collects now, and again so much later if that was not enough.</summary>
    public void Look(TimeSpan again)
    {
        _began = Stopwatch.GetTimestamp();
        _again = Collect() ? null : again;
    }

    /// <summary>Collects if it is time to.</summary>
    public void LookAgain()
    {
        if (_again is not { } wait || Stopwatch.GetElapsedTime(_began) < wait) return;
        _again = null;
        Collect();
    }

    private bool Collect()
    {
        for (var time = 0; time < 2; time++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        var inMemory = FilterFile.InMemory;
        write(LogLevel.Debug, "filters: generations in memory", $"{inMemory}");
        return inMemory <= expected;
    }
}
