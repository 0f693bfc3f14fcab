using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace RxChat;

/// <summary>What a stage needs to know besides its filter.</summary>
/// <param name="Filters">Where its filter comes from.</param>
/// <param name="Time">The scheduler a filter is given.</param>
/// <param name="Drain">How long a replaced pipeline may put out what it had delayed.</param>
/// <param name="People">Who comes and goes, as it is decided.</param>
/// <param name="Report">Told what went wrong in which pipeline.</param>
internal sealed record FilterContext(
    Filters Filters,
    IScheduler Time,
    Func<TimeSpan> Drain,
    IObservable<Entry> People,
    Action<string, Exception> Report)
{
    /// <summary>
    /// Told what went wrong in the work for one message, which is no fault of the pipeline; null is as above.
    /// </summary>
    public Action<string, Exception>? ReportWork { get; init; }

    /// <summary>Where it is noted what becomes of messages; null is nowhere.</summary>
    public Traces? Traces { get; init; }

    /// <summary>Told of each timer that runs, before it does; null tells nobody.</summary>
    public Action? Ran { get; init; }

    /// <summary>The time of what runs beside the filters and changes nothing; null is theirs.</summary>
    public IScheduler? Beside { get; init; }

    /// <summary>What they were given, and how long it took them.</summary>
    public FilterWork Took { get; } = new(Time);

    /// <summary>Which pipeline is at it.</summary>
    public RunningFilter Running { get; } = new();

    public IDisposable Schedule<TState>(
        TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action)
    {
        if (Ran is not { } ran) return Time.Schedule(state, dueTime, action);
        return Time.Schedule((ran, state, action), dueTime, static (time, s) =>
        {
            s.ran();
            return s.action(time, s.state);
        });
    }

    public static FilterContext Of(
        ChatServerOptions options,
        IScheduler time,
        Func<TimeSpan> drain,
        IObservable<Entry> people,
        Traces traces,
        Action<LogLevel, string, string> log,
        Action? ran)
    {
        var context = new FilterContext(new Filters(options.FilterPerClient, options.FilterForEveryone), time, drain,
            people, new FilterReports(time, log).Add)
        {
            Traces = traces, Ran = ran,
        };
        context.Filters.InForce = new SlowTurns(time, options.SlowTurn, context.Running, log).Watch;
        return context;
    }
}

internal static class FilterStages
{
    public static IObservable<Command> FilterPerClient(this IObservable<Command> commands, FilterContext context) =>
        FilterStage.Attach(commands, context, perClient: true);

    public static IObservable<Command> FilterForEveryone(this IObservable<Command> commands, FilterContext context) =>
        FilterStage.Attach(commands, context, perClient: false);
}

/// <summary>
/// Where a filter is attached: messages and the commands of its own go to its pipeline, all other commands past it,
/// outcomes to their senders.
/// </summary>
internal sealed class FilterStage : IObserver<Command>, ISlotted, IDisposable
{
    private readonly IObserver<Command> _output;
    private readonly Outside _outside;
    private readonly FilterContext _context;
    private readonly bool _perClient;
    private List<FilterPipeline>? _replaced;
    private SingleAssignmentDisposableValue _source;
    private FilterPipeline? _pipeline;
    private bool _completed;
    private IDisposable? _limit;
    private bool _hasCompleted;
    private bool _disposed;

    private FilterStage(IObserver<Command> output, FilterContext context, bool perClient)
    {
        (_output, _outside, _context, _perClient) = (output, new Outside(output), context, perClient);
        context.Filters.Add(this);
        _pipeline = Build();
    }

    /// <summary>Its place among the stages of its <see cref="Filters"/>.</summary>
    public int Slot { get; set; }

    private MessageFilter? Filter => _perClient ? _context.Filters.PerClient : _context.Filters.ForEveryone;

    public static IObservable<Command> Attach(IObservable<Command> commands, FilterContext context, bool perClient) =>
        Observable.Create<Command>(observer =>
        {
            var stage = new FilterStage(observer, context, perClient);
            stage._source.Disposable = commands.Subscribe(stage);
            return stage;
        });

    public void OnNext(Command value)
    {
        if (_pipeline is { HasFailed: true }) _pipeline = Build();
        switch (value)
        {
            case ChatMessage message when _pipeline is not null:
                if (_pipeline.Take(message)) break;
                // Once more: a message that is itself what fails has had its two chances.
                _pipeline = Build();
                if (_pipeline?.Take(message) == false) message.Reject(FilterPipeline.FailedReason);
                break;
            case SlashCommand asked when _pipeline?.Take(asked) == true:
                break;
            case Help help when _pipeline is not null:
                _output.OnNext(help with { Own = [.. help.Own, .. _pipeline.Help] });
                break;
            default:
                _output.OnNext(value);
                break;
        }
    }

    public void OnError(Exception error) => _output.OnError(error);

    /// <summary>A client's pipeline ends with the client. The one for everyone may put out what it has delayed first,
    /// for as long as a drain may take.</summary>
    public void OnCompleted()
    {
        _completed = true;
        _pipeline?.Complete();
        if (_perClient) _output.OnCompleted();
        else
        {
            CompleteWhenDrained();
            if (!_hasCompleted)
                _limit = _context.Schedule(this, _context.Drain(),
                    static (_, self) => { self.Complete(); return Disposable.Empty; });
        }
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _limit?.Dispose();
        _context.Filters.Remove(this);
        _source.Dispose();
        _pipeline?.Dispose();
        _replaced?.ForEach(pipeline => pipeline.Dispose());
    }

    /// <summary>
    /// Between two messages: the old pipeline is completed, and what it has delayed still comes out when due.
    /// </summary>
    public void Replace()
    {
        if (_completed) return;
        var old = _pipeline;
        _pipeline = Build();
        // One that is done says so no second time.
        if (old is null or { IsDone: true }) return;
        (_replaced ??= []).Add(old);
        old.Complete();
        if (!old.IsDone)
            _context.Schedule((this, old), _context.Drain(),
                static (_, s) => { s.Item1.CutOff(s.old); return Disposable.Empty; });
    }

    private string Name => _perClient ? _context.Filters.PerClientName : _context.Filters.ForEveryoneName;

    private FilterPipeline? Build() =>
        Filter is { } filter ? new FilterPipeline(filter, Name, _outside, _context, Done) : null;

    private void Done(FilterPipeline done)
    {
        if (done != _pipeline) Forget(done);
        else CompleteWhenDrained();
    }

    private void Forget(FilterPipeline done)
    {
        done.Dispose();
        _replaced?.Remove(done);
        CompleteWhenDrained();
    }

    private void CutOff(FilterPipeline late)
    {
        late.Abandon("not said: the filter was replaced meanwhile");
        Forget(late);
    }

    private void CompleteWhenDrained()
    {
        if (_completed && !_perClient && _pipeline is null or { IsDone: true } && _replaced is null or { Count: 0 })
            Complete();
    }

    private void Complete()
    {
        if (_hasCompleted) return;
        _hasCompleted = true;
        _limit?.Dispose();
        const string reason = "not said: the server stops";
        _pipeline?.Abandon(reason);
        _replaced?.ForEach(static pipeline => pipeline.Abandon(reason));
        _outside.OnCompleted();
    }
}
