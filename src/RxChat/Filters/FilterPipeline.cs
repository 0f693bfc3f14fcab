using System.Reactive.Disposables;
using System.Reactive.Subjects;

namespace RxChat;

/// <summary>
/// One life of a filter: from its subscription until it completes, fails, is replaced, or its client leaves. User code runs here and
/// nowhere else, so whatever it does ends here too.
/// </summary>
internal sealed class FilterPipeline : IObserver<ChatMessage>, IOutcomes, IDisposable
{
    /// <summary>The most messages put out for one that came in, or at one moment of time.</summary>
    public const int MaxOutput = 1000;

    private const string FailedReason = "not said: a filter failed";

    private readonly Subject<ChatMessage> _input = new();
    private readonly SingleAssignmentDisposable _subscription = new();
    private readonly IObserver<Command> _output;
    private readonly FilterContext _context;
    private readonly Action<FilterPipeline> _done;
    private DateTimeOffset _moment;
    private int _put;
    private bool _inside;
    private bool _reportedThread;

    public FilterPipeline(MessageFilter filter, IObserver<Command> output, FilterContext context, Action<FilterPipeline> done)
    {
        (_output, _context, _done) = (output, context, done);
        try
        {
            _subscription.Disposable = filter(_input, context.Time).Subscribe(this);
        }
        catch (Exception e)
        {
            OnError(e);
        }
    }

    /// <summary>Whether nothing more will come out.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Whether something it threw has cost it its life, and it has to be built anew.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Lets a message in.</summary>
    public void Take(ChatMessage message)
    {
        message.Outcomes = this;
        if (IsDone)
        {
            message.Reject(HasFailed ? FailedReason : "not said: the filter has ended");
            return;
        }
        (_put, _moment) = (0, _context.Time.Now);
        _inside = true;
        try
        {
            _input.OnNext(message);
        }
        catch (Exception e)
        {
            OnError(e);
        }
        _inside = false;
        if (HasFailed) message.Reject(FailedReason);
    }

    /// <summary>Nothing more comes in.</summary>
    public void Complete()
    {
        try
        {
            _input.OnCompleted();
        }
        catch (Exception e)
        {
            OnError(e);
        }
    }

    public void OnNext(ChatMessage value)
    {
        if (OffLoop() is { } loop)
        {
            loop.Schedule((this, value), static (_, s) => { s.Item1.OnNext(s.value); return Disposable.Empty; });
            return;
        }
        if (IsDone) return;
        if (_context.Time.Now != _moment) (_put, _moment) = (0, _context.Time.Now);
        if (++_put > MaxOutput) Flooded();
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
        _subscription.Dispose();
    }

    void IOutcomes.Add(Command outcome)
    {
        if (OffLoop() is { } loop) loop.Schedule((_output, outcome), static (_, s) => { s._output.OnNext(s.outcome); return Disposable.Empty; });
        else _output.OnNext(outcome);
    }

    // Thrown, too, where somebody is there to catch it: that ends a loop which does not ask whether it was disposed.
    private void Flooded()
    {
        var flood = new FilterFloodException();
        OnError(flood);
        if (_inside) throw flood;
    }

    private void End()
    {
        IsDone = true;
        _subscription.Dispose();
        _done(this);
    }

    // What comes on another thread is brought back to the loop, and told once.
    private EventLoop? OffLoop()
    {
        if (_context.Time is not EventLoop { IsCurrent: false } loop) return null;
        if (!_reportedThread) loop.Schedule(_context.Report, static (_, report) => { report(new OffLoopException()); return Disposable.Empty; });
        _reportedThread = true;
        return loop;
    }
}

/// <summary>A filter answered one message with more than it may.</summary>
internal sealed class FilterFloodException()
    : Exception($"a filter put out more than {FilterPipeline.MaxOutput} messages at once; it was built anew");

/// <summary>A filter used a thread of its own.</summary>
internal sealed class OffLoopException()
    : Exception("a filter puts messages out on a thread of its own; pass the scheduler it is given to whatever mentions time");
