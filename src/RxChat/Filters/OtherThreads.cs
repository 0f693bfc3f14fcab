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

    /// <summary>The loop to come back to; null for who is on it, or where time is virtual.</summary>
    public EventLoop? Loop => context.Time is EventLoop { IsCurrent: false } loop ? loop : null;

    /// <summary>Does something on the loop: at once for who is there.</summary>
    public void Return<T>(T state, Action<FilterPipeline, T> action)
    {
        if (Loop is not { } loop)
        {
            action(pipeline, state);
            return;
        }
        loop.Schedule((pipeline, state, action), static (_, s) =>
        {
            s.action(s.pipeline, s.state);
            return Disposable.Empty;
        });
    }

    /// <exception cref="FilterFloodException">Too much was under way, and nobody listens any more.</exception>
    public void BringBack(ChatMessage message, EventLoop loop) =>
        BringBack(message, loop, static (pipeline, message) => pipeline.OnNext(message));

    /// <exception cref="FilterFloodException">Too much was under way, and nobody listens any more.</exception>
    public void BringBack(ChatMessage message, Command outcome, EventLoop loop) => BringBack(
        (message, outcome),
        loop,
        static (pipeline, told) => ((IOutcomes)pipeline).Add(told.message, told.outcome));

    private void BringBack<T>(T what, EventLoop loop, Action<FilterPipeline, T> put)
    {
        if (pipeline.IsDone)
        {
            // Nothing else ends a thread that does not ask. Thrown any sooner it would unsubscribe the pipeline while
            // the loop still lets messages in.
            if (_isFlooded != 0) throw new FilterFloodException();
            return;
        }
        ReportOnce(loop);
        if (Interlocked.Increment(ref _underWay) > FilterPipeline.MaxOutput)
        {
            Interlocked.Decrement(ref _underWay);
            if (Interlocked.Exchange(ref _isFlooded, 1) != 0) return;
            loop.Schedule(pipeline, static (_, pipeline) =>
            {
                pipeline.OnError(new FilterFloodException());
                return Disposable.Empty;
            });
            return;
        }
        loop.Schedule((Self: this, pipeline, what, put), static (_, s) =>
        {
            Interlocked.Decrement(ref s.Self._underWay);
            s.put(s.pipeline, s.what);
            return Disposable.Empty;
        });
    }

    private void ReportOnce(EventLoop loop)
    {
        if (_isReported) return;
        _isReported = true;
        loop.Schedule(
            pipeline, static (_, pipeline) => { pipeline.Report(new OffLoopException()); return Disposable.Empty; });
    }
}
