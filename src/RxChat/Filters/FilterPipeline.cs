using System.Reactive.Disposables;
using System.Reactive.Subjects;

namespace RxChat;

/// <summary>
/// One life of a filter: from its subscription until it completes, fails, is replaced, or its client leaves. User code
/// runs here and nowhere else, so whatever it does ends here too.
/// </summary>
internal sealed class FilterPipeline : IObserver<ChatMessage>, IOutcomes, IDisposable
{
    /// <summary>
    /// The most messages put out for one that came in, or at one moment of time on top of what came in and did not come
    /// out yet.
    /// </summary>
    public const int MaxOutput = 1000;

    private const string FailedReason = "not said: a filter failed";

    private readonly Subject<ChatMessage> _input = new();
    private readonly SingleAssignmentDisposable _subscription = new();
    private readonly string _name;
    private readonly IObserver<Command> _output;
    private readonly FilterContext _context;
    private readonly Action<FilterPipeline> _done;
    private TimeSpan _moment;
    private long _owed;
    private int _put;
    private bool _answering;
    private bool _inside;
    private bool _reportedThread;

    public FilterPipeline(MessageFilter filter, string name, IObserver<Command> output, FilterContext context,
        Action<FilterPipeline> done)
    {
        (_name, _output, _context, _done) = (name, output, context, done);
        Guarded((this, filter), static s => s.Item1._subscription.Disposable =
            s.filter(s.Item1._input, s.Item1._context.Time).Subscribe(s.Item1));
    }

    /// <summary>Whether nothing more will come out.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Whether something it threw has cost it its life, and it has to be built anew.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Lets a message in.</summary>
    public void Take(ChatMessage message) => Take(message, this);

    /// <summary>Lets a message in whose outcomes go elsewhere.</summary>
    public void Take(ChatMessage message, IOutcomes outcomes)
    {
        message.Outcomes = outcomes;
        if (IsDone)
        {
            message.Reject(HasFailed ? FailedReason : "not said: the filter has ended");
            return;
        }
        (_put, _moment) = (0, _context.Time.Elapsed());
        _owed++;
        _answering = true;
        Guarded((_input, message), static s => s._input.OnNext(s.message));
        _answering = false;
        if (HasFailed) message.Reject(FailedReason);
    }

    /// <summary>Nothing more comes in.</summary>
    public void Complete() => Guarded(_input, static input => input.OnCompleted());

    public void OnNext(ChatMessage value)
    {
        if (OffLoop() is { } loop)
        {
            loop.Schedule((this, value), static (_, s) => { s.Item1.OnNext(s.value); return Disposable.Empty; });
            return;
        }
        if (IsDone) return;
        if (!_inside && VirtualTime.Stands(_context.Time))
        {
            OnError(new OffLoopException());
            return;
        }
        if (_context.Time.Elapsed() != _moment) (_put, _moment) = (0, _context.Time.Elapsed());
        // What many messages had delayed may well come out together.
        var isOwed = _owed > 0;
        if (isOwed) _owed--;
        if ((_answering || !isOwed) && ++_put > MaxOutput) Flooded();
        else _output.OnNext(value);
    }

    public void OnError(Exception error)
    {
        if (IsDone) return;
        HasFailed = true;
        _context.Report(error);
        End();
    }

    public void OnCompleted()
    {
        if (!IsDone) End();
    }

    public void Dispose()
    {
        IsDone = true;
        Unsubscribe();
    }

    void IOutcomes.Enter(string step) => _context.Running.Step = step;

    void IOutcomes.Add(Command outcome)
    {
        if (OffLoop() is { } loop)
            loop.Schedule((_output, outcome),
                static (_, s) => { s._output.OnNext(s.outcome); return Disposable.Empty; });
        else _output.OnNext(outcome);
    }

    // Thrown, too: nothing else ends a loop which does not ask whether it was disposed. What was started by a timer
    // throws it at the scheduler.
    private void Flooded()
    {
        var flood = new FilterFloodException();
        OnError(flood);
        throw flood;
    }

    private void Guarded<T>(T state, Action<T> userCode)
    {
        var running = _context.Running;
        var outer = running.Name;
        running.Name = _name;
        var wasInside = _inside;
        _inside = true;
        try
        {
            userCode(state);
        }
        catch (Exception e)
        {
            OnError(e);
        }
        running.Name = outer;
        _inside = wasInside;
    }

    // What a filter does at its end may fail, too, and is nobody else's business.
    private void Unsubscribe()
    {
        try
        {
            _subscription.Dispose();
        }
        catch (Exception e)
        {
            _context.Report(e);
        }
    }

    private void End()
    {
        IsDone = true;
        Unsubscribe();
        _done(this);
    }

    // What comes on another thread is brought back to the loop, and told once.
    private EventLoop? OffLoop()
    {
        if (_context.Time is not EventLoop { IsCurrent: false } loop) return null;
        if (!_reportedThread)
            loop.Schedule(_context.Report,
                static (_, report) => { report(new OffLoopException()); return Disposable.Empty; });
        _reportedThread = true;
        return loop;
    }
}

/// <summary>A filter answered one message with more than it may.</summary>
internal sealed class FilterFloodException()
    : Exception($"a filter put out more than {FilterPipeline.MaxOutput} messages at once; it was built anew");

/// <summary>A filter used a thread of its own.</summary>
internal sealed class OffLoopException()
    : Exception(
        "a filter puts messages out on a thread of its own; pass the scheduler it is given to whatever mentions time");
