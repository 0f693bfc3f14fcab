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
    private volatile bool _isUnbound = bytesPerSecond is null;

    /// <summary>From now on it takes all there is.</summary>
    public void Unbind() => _isUnbound = true;

    /// <summary>How many bytes may be taken now, once it is at least one.</summary>
    public async ValueTask<int> NextAsync(CancellationToken cancellation)
    {
        while (!_isUnbound)
        {
            var credit = (_since.Elapsed.TotalSeconds * bytesPerSecond!.Value) - _taken;
            if (credit >= 1) return (int)Math.Min(credit, atOnce);
            await _tick.WaitForNextTickAsync(cancellation);
        }
        return atOnce;
    }

    public void Took(int bytes) => _taken += bytes;

    public void Dispose() => _tick.Dispose();
}
