using System.Collections.Concurrent;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Runtime.ExceptionServices;

namespace RxChat;

/// <summary>
/// The time that one pipeline is given, and the thread its <c>async</c> methods come back to: the server's loop, with
/// the pipeline around whatever runs. What a timer or a method that nobody awaits throws is reported under the
/// pipeline's name and costs nothing else; nothing of a pipeline that is done runs any more.
/// </summary>
internal sealed class FilterTime(FilterPipeline pipeline, FilterContext context)
    : SynchronizationContext, IScheduler, ISchedulerPeriodic, IServiceProvider
{
    /// <summary>
    /// The most work in a second that was scheduled for now by work that was scheduled for now: more is of a filter
    /// that lets no time pass.
    /// </summary>
    public const int MostSteps = 500_000;

    private TimeSpan _stepsSince;
    private int _steps;
    private int _chain;
    private int _thread;
    private volatile bool _isRescued;

    // Most filters wait for nothing.
    private ConcurrentQueue<(SendOrPostCallback Callback, object? State)>? _posted;

    /// <summary>Whose time it is.</summary>
    public FilterPipeline Pipeline => pipeline;

    /// <summary>The server's own.</summary>
    public IScheduler Server => context.Beside ?? context.Time;

    public DateTimeOffset Now => context.Time.Now;

    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) =>
        Schedule(state, TimeSpan.Zero, action);

    public IDisposable Schedule<TState>(
        TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
        Schedule(state, dueTime - Now, action);

    public IDisposable Schedule<TState>(
        TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action)
    {
        Work work = new Work<TState>(this, state, action, dueTime > TimeSpan.Zero ? 0 : _chain + 1);
        return context.Schedule(work, dueTime, static (_, work) => work.Run());
    }

    public IDisposable SchedulePeriodic<TState>(TState state, TimeSpan period, Func<TState, TState> action)
    {
        var chain = 0;
        return ((ISchedulerPeriodic)context.Time).SchedulePeriodic(state, period, state =>
        {
            context.Ran?.Invoke();
            Run(state, (_, given) => { state = action(given); return Disposable.Empty; }, chain);
            if (period <= TimeSpan.Zero) chain++;
            return state;
        });
    }

    /// <summary>Everything that its time has, of which work alone is the pipeline's own.</summary>
    public object? GetService(Type serviceType)
    {
        var service = (context.Time as IServiceProvider)?.GetService(serviceType);
        return service is null || serviceType != typeof(ISchedulerPeriodic) ? service : this;
    }

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>
    /// Continues on the loop, or where time is virtual on the thread on which it passes. A fault that nobody awaits
    /// comes here, too.
    /// </summary>
    public override void Post(SendOrPostCallback d, object? state)
    {
        if (state is ExceptionDispatchInfo { SourceException: var fault })
        {
            if (fault is not FilterFault) pipeline.ReportFromAnywhere(fault);
        }
        else if (context.Time is ILoopTime && !_isRescued) ContinueLater(d, state);
        else if (VirtualTime.IsRunning(context.Time) && _thread == Environment.CurrentManagedThreadId)
            ContinueLater(d, state);
        else Continue(d, state);
    }

    /// <summary>On the loop, before code of the filter.</summary>
    public SynchronizationContext? Enter()
    {
        var outer = Current;
        _thread = Environment.CurrentManagedThreadId;
        SetSynchronizationContext(this);
        return outer;
    }

    /// <summary>On the loop, after code of the filter.</summary>
    public void Exit(SynchronizationContext? outer)
    {
        _isRescued = false;
        SetSynchronizationContext(outer);
    }

    /// <summary>
    /// From another thread, while the filter blocks: it may wait for what waits for the loop, so that goes on elsewhere
    /// until the filter returns.
    /// </summary>
    public void Rescue()
    {
        _isRescued = true;
        while (Volatile.Read(ref _posted) is { } all && all.TryDequeue(out var posted))
            Continue(posted.Callback, posted.State);
    }

    private IDisposable Run<TState>(TState state, Func<IScheduler, TState, IDisposable> action, int chain)
    {
        if (pipeline.IsDone) return Disposable.Empty;
        if (chain > 1 && IsEndless())
        {
            pipeline.OnError(new EndlessWorkException());
            return Disposable.Empty;
        }
        var outer = _chain;
        var scope = pipeline.Enter();
        _chain = chain;
        try
        {
            return action(this, state);
        }
        catch (Exception e)
        {
            // A flood was told when it was found, and thrown only to end it.
            if (e is not FilterFault) pipeline.Report(e);
            return Disposable.Empty;
        }
        finally
        {
            _chain = outer;
            pipeline.Exit(scope);
        }
    }

    private bool IsEndless()
    {
        var now = context.Time.Elapsed();
        if (now - _stepsSince >= TimeSpan.FromSeconds(1)) (_stepsSince, _steps) = (now, 0);
        return ++_steps > MostSteps;
    }

    private void ContinueLater(SendOrPostCallback callback, object? state)
    {
        LazyInitializer.EnsureInitialized(ref _posted).Enqueue((callback, state));
        Schedule(this, static (_, self) =>
        {
            if (self._posted!.TryDequeue(out var posted)) posted.Callback(posted.State);
            return Disposable.Empty;
        });
    }

    // A class, since a scheduler that schedules its own state with more about it would be of ever larger types, which
    // nothing can compile ahead of time.
    private abstract class Work
    {
        public abstract IDisposable Run();
    }

    private sealed class Work<TState>(
        FilterTime time, TState state, Func<IScheduler, TState, IDisposable> action, int chain) : Work
    {
        public override IDisposable Run() => time.Run(state, action, chain);
    }

    private void Continue(SendOrPostCallback callback, object? state) => base.Post(
        _ =>
        {
            SetSynchronizationContext(this);
            try
            {
                callback(state);
            }
            catch (Exception e)
            {
                pipeline.ReportFromAnywhere(e);
            }
            SetSynchronizationContext(null);
        },
        null);
}
