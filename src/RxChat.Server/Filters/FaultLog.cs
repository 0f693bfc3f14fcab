using System.Diagnostics;
using RxChat.Scripting;

namespace RxChat.Server.Filters;

/// <summary>
/// Logs what filters leave unhandled, from any thread: of each line of a filter once a minute at the most, with how
/// often in between.
/// </summary>
internal sealed class FaultLog(Action<string> write)
{
    /// <summary>The most lines remembered; of more all are forgotten.</summary>
    private const int Most = 100;

    private static readonly TimeSpan s_pause = TimeSpan.FromMinutes(1);

    private readonly Lock _one = new();
    private readonly Dictionary<string, (long Last, int Untold)> _places = [];

    /// <summary>Logs it if it is a filter's; otherwise nothing.</summary>
    public bool Add(Exception error)
    {
        var root = LastWords.Root(error);
        if (FilterFile.PlaceOf(root) is not { } place) return false;
        lock (_one)
        {
            var (last, untold) = _places.GetValueOrDefault(place);
            if (last != 0 && Stopwatch.GetElapsedTime(last) < s_pause)
            {
                _places[place] = (last, untold + 1);
                return true;
            }
            if (_places.Count == Most) _places.Clear();
            _places[place] = (Stopwatch.GetTimestamp(), 0);
            var more = untold == 0 ? "" : $" ({untold} more since the last report)";
            write($"{place}: {root.GetType().Name}: {root.Message}{more}");
            return true;
        }
    }
}
