using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace RxChat.Server.Filters;

/// <summary>
/// Tells of tasks of filters that failed and that nobody awaits. .NET knows of one once it is collected, so after
/// anything was thrown the young objects are, every few seconds at the most.
/// </summary>
internal sealed class ForgottenFaults : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    private readonly FaultLog _log;
    private volatile bool _hasThrown;
    private long _collected = Stopwatch.GetTimestamp();

    public ForgottenFaults(FaultLog log)
    {
        _log = log;
        AppDomain.CurrentDomain.FirstChanceException += Thrown;
        TaskScheduler.UnobservedTaskException += Unobserved;
    }

    /// <summary>To be called now and then.</summary>
    public void Look()
    {
        if (!_hasThrown || Stopwatch.GetElapsedTime(_collected) < s_pause) return;
        (_hasThrown, _collected) = (false, Stopwatch.GetTimestamp());
        GC.Collect(1, GCCollectionMode.Forced, blocking: true);
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.FirstChanceException -= Thrown;
        TaskScheduler.UnobservedTaskException -= Unobserved;
    }

    private void Thrown(object? sender, FirstChanceExceptionEventArgs e) => _hasThrown = true;

    private void Unobserved(object? sender, UnobservedTaskExceptionEventArgs e)
    {
        if (_log.Add(e.Exception)) e.SetObserved();
    }
}
