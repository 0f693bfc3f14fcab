using System.Diagnostics;

namespace RxChat.Server.Tests;

/// <summary>
/// How fast a reader takes its bytes: so many a second since it began, so that those of one rate never drift apart.
/// </summary>
/// <param name="bytesPerSecond">Null when it takes all there is.</param>
/// <param name="atOnce">The most bytes it takes with one call.</param>
internal sealed class CheckerPace(int? bytesPerSecond, int atOnce) : IDisposable
{
    private readonly PeriodicTimer _tick = new(TimeSpan.FromMilliseconds(5));
    private readonly Stopwatch _since = Stopwatch.StartNew();
    private long _taken;
    private (int Times, TimeSpan Since)? _speedUp;

    /// <summary>From now on it takes so many times as much.</summary>
    public void SpeedUp(int times)
    {
        lock (_since) _speedUp = (times, _since.Elapsed);
    }

    /// <summary>How many bytes may be taken now, once it is at least one.</summary>
    public async ValueTask<int> NextAsync(CancellationToken cancellation)
    {
        while (bytesPerSecond is { } rate)
        {
            var credit = (Seconds() * rate) - _taken;
            if (credit >= 1) return (int)Math.Min(credit, atOnce);
            await _tick.WaitForNextTickAsync(cancellation);
        }
        return atOnce;
    }

    private double Seconds()
    {
        lock (_since)
        {
            var elapsed = _since.Elapsed;
            var more = _speedUp is { } speedUp ? (speedUp.Times - 1) * (elapsed - speedUp.Since) : TimeSpan.Zero;
            return (elapsed + more).TotalSeconds;
        }
    }

    public void Took(int bytes) => _taken += bytes;

    public void Dispose() => _tick.Dispose();
}
