using System.Reactive.Disposables;

namespace RxChat;

/// <summary>
/// What comes of a pipeline on other threads is brought back to the loop, and told once. A thread may be faster than
/// the loop and never end, so what is under way is bounded.
/// </summary>
internal sealed class OtherThreads(FilterPipeline pipeline, FilterContext context)
{
    private int _underWay;
    private int _isFlooded;
    private bool _isReported;

    /// <summary>Whether this is one; where time is virtual there are none.</summary>
    public bool AreHere => Loop is not null;

    private ILoopTime? Loop => context.Time is ILoopTime { IsCurrent: false } loop ? loop : null;

    /// <summary>Does something on the loop: at once for who is there.</summary>
    public void Return<T>(T state, Action<FilterPipeline, T> action)
    {
        if (Loop is not { } loop) action(pipeline, state);
        else
        {
            loop.Schedule((pipeline, state, action), static (_, s) =>
            {
                s.action(s.pipeline, s.state);
                return Disposable.Empty;
            });
        }
    }

    /// <summary>Puts out on the loop what came here, as long as there is not too much of it.</summary>
    /// <exception cref="FilterFloodException">There was, and nobody listens any more.</exception>
    public void BringBack<T>(T what, Action<FilterPipeline, T> put)
    {
        if (pipeline.IsDone)
        {
            // Nothing else ends a thread that does not ask. Thrown any sooner it would unsubscribe the pipeline while
            // the loop still lets messages in.
            if (_isFlooded != 0) throw new FilterFloodException();
            return;
        }
        if (!_isReported) Return(new OffLoopException(), static (pipeline, told) => pipeline.Report(told));
        _isReported = true;
        if (Interlocked.Increment(ref _underWay) <= OutputBound.Most)
        {
            Return((Others: this, what, put), static (pipeline, s) =>
            {
                Interlocked.Decrement(ref s.Others._underWay);
                s.put(pipeline, s.what);
            });
            return;
        }
        Interlocked.Decrement(ref _underWay);
        if (Interlocked.Exchange(ref _isFlooded, 1) == 0)
            Return(new FilterFloodException(), static (pipeline, flood) => pipeline.OnError(flood));
    }
}
