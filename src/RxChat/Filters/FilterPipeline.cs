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
    private readonly Waiting _waiting = new();
    private Subject<Entry>? _people;
    private IDisposable? _peopleSubscription;
    private TimeSpan _moment;
    private long _owed;
    private int _put;
    private bool _answering;
    private bool _inside;
    private bool _completing;

    public FilterPipeline(MessageFilter filter, string name, IObserver<Command> output, FilterContext context,
        Action<FilterPipeline> done)
    {
        (Name, _output, _context, _done) = (name, output, context, done);
        (_time, _others) = (new FilterTime(this, context), new OtherThreads(this, context));
        Guarded((this, filter), static s => s.Item1._subscription.Disposable =
            s.filter(s.Item1._input, s.Item1._time).Subscribe(s.Item1));
    }

    /// <summary>Where it is attached, and its generation.</summary>
    public string Name { get; }

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
            message.Reject(HasFailed ? FailedReason : EndedReason);
            return;
        }
        _waiting.Begin(message);
        (_put, _moment) = (0, _context.Time.Elapsed());
        _owed++;
        _answering = true;
        Guarded((_input, message), static s => s._input.OnNext(s.message));
        _answering = false;
        _waiting.End();
        if (IsDone) RejectWaiting(HasFailed ? FailedReason : EndedReason);
    }

    /// <summary>Who comes and goes, from the first time somebody asks.</summary>
    public IObservable<Entry> People
    {
        get
        {
            if (_people is not null) return _people;
            _people = new Subject<Entry>();
            _peopleSubscription = _context.People.Subscribe(
                entry => Guarded((_people, entry), static s => s._people.OnNext(s.entry)));
            return _people;
        }
    }

    /// <summary>Nothing more comes in.</summary>
    public void Complete()
    {
        _completing = true;
        Guarded(_input, static input => input.OnCompleted());
        if (_people is not null) Guarded(_people, static people => people.OnCompleted());
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
        if (_others.Loop is { } loop)
        {
            _others.BringBack(value, loop);
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
        else
        {
            if (value.Outcomes?.Origin == this) _waiting.Settle(value);
            _output.OnNext(value);
        }
    }

    public void OnError(Exception error)
    {
        if (IsDone) return;
        HasFailed = true;
        Report(error);
        End(FailedReason);
    }

    public void OnCompleted()
    {
        // What a filter that was told to end has not put out by then, it has dropped.
        if (!IsDone) End(_completing ? null : EndedReason);
    }

    public void Dispose()
    {
        IsDone = true;
        Unsubscribe();
        _peopleSubscription?.Dispose();
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

    void IOutcomes.Report(Exception error)
    {
        if (_context.Time is EventLoop { IsCurrent: false } loop)
            loop.Schedule((this, error), static (_, s) => { s.Item1.Report(s.error); return Disposable.Empty; });
        else Report(error);
    }

    void IOutcomes.Enter(string step) => _context.Running.Step = step;

    void IOutcomes.Add(ChatMessage message, Command outcome)
    {
        if (_others.Loop is { } loop)
        {
            _others.BringBack(message, outcome, loop);
            return;
        }
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

    private void Guarded<T>(T state, Action<T> userCode)
    {
        var scope = Enter();
        try
        {
            userCode(state);
        }
        catch (Exception e)
        {
            OnError(e);
        }
        Exit(scope);
    }

    // What a filter does at its end may fail, too, and is nobody else's business.
    private void Unsubscribe()
    {
        var scope = Enter();
        try
        {
            _subscription.Dispose();
        }
        catch (Exception e)
        {
            Report(e);
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
