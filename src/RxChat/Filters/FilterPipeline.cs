using System.Reactive.Disposables;
using System.Reactive.Subjects;

namespace RxChat;

/// <summary>
/// One life of a filter: from its subscription until it completes, fails, is replaced, or its client leaves. User code
/// runs here and nowhere else, so whatever it does ends here too.
/// </summary>
internal sealed partial class FilterPipeline : IObserver<ChatMessage>, IOutcomes, IDisposable
{
    public const string FailedReason = "not said: a filter failed";
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
    private OutputBound _bound;
    private OwnCommands? _commands;
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
        _bound = new(context.Time);
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
    /// <returns>False if an error on another thread has cut it off meanwhile, so that nothing came of the message: it
    /// is for the next pipeline.</returns>
    public bool Take(ChatMessage message) => Take(message, this);

    /// <summary>Lets a message in whose outcomes go elsewhere.</summary>
    public bool Take(ChatMessage message, IOutcomes outcomes)
    {
        message.Outcomes = outcomes;
        if (IsDone)
        {
            message.Reject(HasFailed ? FailedReason : EndedReason);
            return true;
        }
        _context.Traces?.Entered(message, Name);
        _waiting.Begin(message);
        _bound.Begin(isOwed: true);
        _answering = true;
        var began = _context.Took.Begin();
        Guarded((_input, message), static s => s._input.OnNext(s.message));
        _context.Took.End(began);
        _answering = false;
        if (_failsElsewhere && !IsDone && _waiting.TryTakeBack()) return false;
        _waiting.End();
        if (IsDone) RejectWaiting(HasFailed ? FailedReason : EndedReason);
        return true;
    }

    /// <summary>Lets a command of the filter's own in, if it listens for it.</summary>
    public bool Take(SlashCommand asked)
    {
        if (IsDone || _commands?.Find(asked.Word) is not { } listening) return false;
        asked.Message.Outcomes = this;
        _bound.Begin(isOwed: false);
        _answering = true;
        Guarded((listening, asked.Message), static s => s.listening.OnNext(s.Message));
        _answering = false;
        if (IsDone && HasFailed) asked.Message.Reject(FailedReason);
        return true;
    }

    /// <summary>Who comes and goes.</summary>
    public IObservable<Entry> People => _people.Seen;

    /// <summary>The commands of its own.</summary>
    public OwnCommands Commands => _commands ??= new OwnCommands();

    /// <summary>A line of help for each of those it listens for.</summary>
    public IEnumerable<string> Help => _commands?.Help ?? [];

    /// <summary>Nothing more comes in.</summary>
    public void Complete()
    {
        _completing = true;
        Guarded(_input, static input => input.OnCompleted());
        _people.Complete();
        if (_commands is not null) Guarded(_commands, static commands => commands.Complete());
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
        if (_bound.Puts(isAnswer: _answering)) Flooded();
        else
        {
            if (value.Outcomes?.Origin == this) _waiting.Settle(value);
            _context.Traces?.Left(value, Name);
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
