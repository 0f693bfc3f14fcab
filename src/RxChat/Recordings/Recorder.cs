using System.Collections.Immutable;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace RxChat;

/// <summary>
/// Notes on the loop everything that is not the consequence of something noted before, and what is told; what it notes
/// is immutable, and is written elsewhere.
/// </summary>
internal sealed class Recorder : IDisposable
{
    /// <summary>Lines between two checkpoints, or as many as there are people and rooms to be written.</summary>
    public const int Between = 10_000;

    private static readonly TimeSpan s_between = TimeSpan.FromMinutes(1);

    private readonly IScheduler _scheduler;
    private readonly RecordingWriter _writer;
    private readonly Func<IEnumerable<WaitingBytes>> _queues;
    private readonly bool _isLoop;
    private readonly SerialDisposable _ticks = new();
    private int _since;

    /// <summary>Makes the file.</summary>
    /// <param name="options">Which.</param>
    /// <param name="scheduler">The server's.</param>
    /// <param name="queues">What waits for whom.</param>
    /// <param name="stopped">Told once, on any thread, why nothing more is recorded.</param>
    /// <exception cref="IOException">There can be no such file.</exception>
    public Recorder(RecordingOptions options, IScheduler scheduler, Func<IEnumerable<WaitingBytes>> queues,
        Action<string> stopped)
    {
        (_scheduler, _queues, _isLoop) = (scheduler, queues, scheduler is EventLoop);
        _writer = new RecordingWriter(options, stopped, isApart: _isLoop);
    }

    /// <summary>Whether nothing more is written, since it cannot be.</summary>
    public bool HasStopped => _writer.HasStopped;

    /// <summary>How it begins.</summary>
    public void Start(int seed, Ulid last, ImmutableArray<string> epochs, ChatServerOptions options,
        RecordedFilters filters)
    {
        _writer.Add(new RecordedStep(RecordedKind.Start, At, Now)
        {
            Start = new RecordedStart(
                RecordedLine.Version, seed, last, _isLoop, epochs, options.History?.Start),
            Limits = RecordedLimits.Of(options),
            Filters = filters,
        });
        // Also while nothing happens: what is too old has to go.
        _ticks.Disposable = Observable.Interval(s_between, _scheduler).Subscribe(_ => AddPoint());
    }

    public void Begin(IAttendant who) => Add(new RecordedStep(RecordedKind.Begin, At, Now)
    {
        By = who.Person.Id, Person = who.Person, Voucher = who.Voucher, Opening = [.. who.Opening],
    });

    public void Come(long client) => Add(new RecordedStep(RecordedKind.Come, At, Now) { By = client });

    public void Ask(long client, Command command) =>
        Add(new RecordedStep(RecordedKind.Ask, At, Now) { By = client, Value = command });

    public void End(long client, bool broke, Refusal? reason) =>
        Add(new RecordedStep(RecordedKind.End, At, Now) { By = client, Broke = broke, Reason = reason });

    public void Own(Command command) => Add(new RecordedStep(RecordedKind.Own, At, Now) { Value = command });

    public void Timer() => Add(new RecordedStep(RecordedKind.Timer, At, Now));

    public void Swap(RecordedFilters filters) =>
        Add(new RecordedStep(RecordedKind.Swap, At, Now) { Filters = filters });

    public void Reconfigured(ChatServerOptions options) =>
        Add(new RecordedStep(RecordedKind.Limits, At, Now) { Limits = RecordedLimits.Of(options) });

    public void Over() => Add(new RecordedStep(RecordedKind.Over, At, Now));

    public void Told(ChatEvent told) => Add(new RecordedStep(RecordedKind.Told, At, Now)
    {
        Value = told.Body, To = told.To == default ? null : told.To,
    });

    /// <summary>Ends it, once nothing more is noted.</summary>
    public void Dispose()
    {
        _ticks.Dispose();
        _writer.Add(Point(isLast: true));
        _writer.Dispose();
    }

    /// <summary>Ends it as a crash does.</summary>
    public void Abandon()
    {
        _ticks.Dispose();
        _writer.Dispose();
    }

    private long At => _scheduler.Elapsed().Ticks;

    private DateTimeOffset Now => _scheduler.Now;

    private void Add(RecordedStep step)
    {
        _writer.Add(step);
        if (++_since >= _writer.Between) AddPoint();
    }

    private void AddPoint()
    {
        _since = 0;
        _writer.Add(Point(isLast: false));
    }

    // How everything stands is known where it is written; what waits, here.
    private RecordedStep Point(bool isLast) => new(RecordedKind.Checkpoint, At, Now)
    {
        Checkpoint = new Checkpoint(0, 0, "", new SeenChat([], []), isLast ? [] : [.. _queues()], isLast),
    };
}
