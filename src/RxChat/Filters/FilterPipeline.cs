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
    private const string EndedReason = "not said: the filter has ended";

    private readonly Subject<ChatMessage> _input = new();
    private readonly SingleAssignmentDisposable _subscription = new();
    private readonly IObserver<Command> _output;
    private readonly FilterContext _context;
    private readonly Action<FilterPipeline> _done;
    private readonly FilterTime _time;
    private readonly OtherThreads _others;
    private readonly SeenPeople _people;
    private readonly Waiting _waiting = new();
    private TimeSpan _moment;
    private long _owed;
    private int _put;
    private int _told;
    private bool _answering;
    private bool _inside;
    private bool _completing;
    private bool _hasFailed;
    private volatile bool _failsElsewhere;

    public FilterPipeline(MessageFilter filter, string name, IObserver<Command> output, FilterContext context,
        Action<FilterPipeline> done)
    {
        (Name, _output, _context, _done) = (name, output, context, done);
        (_time, _others, _people) = (new(this, context), new(this, context), new(this, context));
        Guarded((this, filter), static s => s.Item1._subscription.Disposable =
            s.filter(s.Item1._input, s.Item1._time).Subscribe(s.Item1));
    }

    /// <summary>Where it is attached, and its generation.</summary>
    public string Name { get; }

    /// <summary>Whether nothing more will come out.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Whether something it threw has cost it its life, and it has to be built anew.</summary>
    public bool HasFailed => _hasFailed || _failsElsewhere;

    /// <summary>Lets a message in.</summary>
    public void Take(ChatMessage message) => Take(message, this);

    /// <summary>Lets a message in whose outcomes go elsewhere.</summary>
    public void Take(ChatMessage message, IOutcomes outcomes)
    {
        message.Outcomes = outcomes;
        if (IsDone)
        {
            message.Reject(HasFailed ? FailedReason : EndedReason);
            return;
        }
        _waiting.Begin(message);
        (_put, _told, _moment) = (0, 0, _context.Time.Elapsed());
        _owed++;
        _answering = true;
        Guarded((_input, message), static s => s._input.OnNext(s.message));
        _answering = false;
        _waiting.End();
        if (IsDone) RejectWaiting(HasFailed ? FailedReason : EndedReason);
    }

    /// <summary>Who comes and goes.</summary>
    public IObservable<Entry> People => _people.Seen;

    /// <summary>Nothing more comes in.</summary>
    public void Complete()
    {
        _completing = true;
        Guarded(_input, static input => input.OnCompleted());
        _people.Complete();
    }

    /// <summary>What it still holds back is not said, and its senders are told why.</summary>
    public void Abandon(string reason)
    {
        if (IsDone) return;
        Dispose();
        RejectWaiting(reason);
    }

    public void OnNext(ChatMessage value)
    {
        if (_others.AreHere)
        {
            _others.BringBack(value, static (self, value) => self.OnNext(value));
            return;
        }
        if (IsDone) return;
        if (value is null)
        {
            OnError(new NullMessageException());
            return;
        }
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
        else
        {
            if (value.Outcomes?.Origin == this) _waiting.Settle(value);
            _output.OnNext(value);
        }
    }

    public void OnError(Exception error)
    {
        if (_others.AreHere)
        {
            // Its source is unsubscribed by now: the next message finds another pipeline.
            _failsElsewhere = true;
            _others.Return(error, static (self, error) => self.OnError(error));
            return;
        }
        if (IsDone) return;
        _hasFailed = true;
        Report(error);
        End(FailedReason);
    }

    public void OnCompleted()
    {
        if (_others.AreHere)
        {
            _others.Return(this, static (self, _) => self.OnCompleted());
            return;
        }
        // What a filter that was told to end has not put out by then, it has dropped.
        if (!IsDone) End(_completing ? null : EndedReason);
    }

    public void Dispose()
    {
        IsDone = true;
        // What a filter does at its end may fail, too, and is nobody else's business.
        Guarded(_subscription, static subscription => subscription.Dispose(), Report);
        _people.Dispose();
    }

    /// <summary>Tells of what it threw.</summary>
    public void Report(Exception error) => _context.Report(Name, error);

    /// <summary>Code of the filter is going to run, on the loop.</summary>
    public Scope Enter()
    {
        var scope = new Scope(_context.Running.Filter, _inside, _time.Enter());
        (_context.Running.Filter, _inside) = (this, true);
        return scope;
    }

    public void Exit(Scope scope)
    {
        _time.Exit(scope.Context);
        (_context.Running.Filter, _inside) = (scope.Filter, scope.Inside);
    }

    /// <summary>From another thread, while it blocks the loop.</summary>
    public void Rescue() => _time.Rescue();

    IOutcomes IOutcomes.Origin => this;

    /// <summary>As <see cref="Report"/>, from any thread.</summary>
    public void ReportFromAnywhere(Exception error) =>
        _others.Return(error, static (self, error) => self.Report(error));

    void IOutcomes.Report(Exception error) => _others.Return(
        error, static (self, error) => (self._context.ReportWork ?? self._context.Report)(self.Name, error));

    void IOutcomes.Enter(string step) => _context.Running.Step = step;

    void IOutcomes.Add(ChatMessage message, Command outcome)
    {
        if (_others.AreHere)
        {
            _others.BringBack(
                (message, outcome), static (self, told) => ((IOutcomes)self).Add(told.message, told.outcome));
            return;
        }
        if (_answering && !IsDone && ++_told > MaxOutput) Flooded();
        if (outcome is not Notify && outcome.By == message.By) _waiting.Settle(message);
        _output.OnNext(outcome);
    }

    // Thrown, too: nothing else ends a loop which does not ask whether it was disposed.
    private void Flooded()
    {
        var flood = new FilterFloodException();
        OnError(flood);
        throw flood;
    }

    /// <summary>Runs code of the filter, on the loop; what it throws is its failure, if nothing else is said.</summary>
    public void Guarded<T>(T state, Action<T> userCode, Action<Exception>? failed = null)
    {
        var scope = Enter();
        try
        {
            userCode(state);
        }
        catch (Exception e)
        {
            (failed ?? OnError)(e);
        }
        Exit(scope);
    }

    private void End(string? reason)
    {
        Dispose();
        if (reason is not null) RejectWaiting(reason);
        _done(this);
    }

    private void RejectWaiting(string reason)
    {
        foreach (var message in _waiting.TakeAll()) message.Reject(reason);
    }

    /// <summary>What was around code of a filter when it began to run.</summary>
    internal readonly record struct Scope(FilterPipeline? Filter, bool Inside, SynchronizationContext? Context);
}
