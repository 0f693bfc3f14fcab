using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace RxChat;

/// <summary>
/// Runs the candidate, and compares what became of each message when both sides did something with it or had long
/// enough.
/// </summary>
internal sealed class ShadowComparison : IObserver<Command>, IDisposable
{
    /// <summary>The most messages waited for; of one more the oldest is judged as it is.</summary>
    private const int MostOpen = 10_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly Queue<Pair> _open = new();
    private readonly SerialDisposable _timer = new();
    private readonly MessageFilter _candidate;
    private readonly FilterContext _context;
    private readonly Action<ShadowDifference> _report;
    private readonly TimeSpan? _late;
    private FilterPipeline _pipeline;
    private ShadowedMessage? _current;
    private bool _waits;

    /// <summary>Begins to compare.</summary>
    /// <param name="candidate">What is tried.</param>
    /// <param name="time">That of the filter in force.</param>
    /// <param name="report">Told of each difference.</param>
    /// <param name="late">What is said so much later by one of them is a difference, too; null is never.</param>
    public ShadowComparison(
        MessageFilter candidate, IScheduler time, Action<ShadowDifference> report, TimeSpan? late)
    {
        (_candidate, _report, _late) = (candidate, report, late);
        // A pipeline gives its filter a time of its own, made of the server's.
        var server = time is FilterTime given ? given.Server : time;
        _context = new FilterContext(new Filters(null, null), server, () => TimeSpan.Zero, time.People(),
            (_, error) => _current?.Note($"failed: {FilterReports.Describe(error)}"));
        _pipeline = Build();
    }

    public void Compare(ChatMessage message, Action<ChatMessage> live)
    {
        var (shadowed, candidate) = (new ShadowedMessage(message, message.Outcomes, _context.Time),
            new ShadowedMessage(message, told: null, _context.Time));
        var pair = new Pair(message, shadowed, candidate, _context.Time.Elapsed() + s_patience);
        if (_pipeline.HasFailed) _pipeline = Build();
        _current = pair.Candidate;
        _pipeline.Take(_current.Message, _current);
        _current = null;
        live(pair.Live.Message);
        if (pair.IsDone) Judge(pair);
        else Open(pair);
    }

    public void Complete() => _pipeline.Complete();

    void IObserver<Command>.OnNext(Command value)
    {
        if (value is ChatMessage message) ShadowedMessage.Said(message);
    }

    void IObserver<Command>.OnError(Exception error)
    {
        // A pipeline reports instead.
    }

    void IObserver<Command>.OnCompleted()
    {
        // A pipeline tells that it is done instead.
    }

    public void Dispose()
    {
        _timer.Dispose();
        _pipeline.Dispose();
    }

    private FilterPipeline Build() => new(_candidate, "candidate", this, _context, static _ => { });

    private void Open(Pair pair)
    {
        if (_open.Count == MostOpen) Judge(_open.Dequeue());
        _open.Enqueue(pair);
        Wait();
    }

    private void Wait()
    {
        if (_waits || !_open.TryPeek(out var oldest)) return;
        _waits = true;
        _timer.Disposable = _context.Time.Schedule(this, oldest.Due - _context.Time.Elapsed(), static (time, self) =>
        {
            self._waits = false;
            while (self._open.TryPeek(out var due) && due.Due <= time.Elapsed()) self.Judge(self._open.Dequeue());
            self.Wait();
            return Disposable.Empty;
        });
    }

    private void Judge(Pair pair)
    {
        // Kept or not, it must not keep the filters it came through.
        var (live, candidate) = (pair.Live.Became ?? "dropped", pair.Candidate.Became ?? "dropped");
        if (live == candidate && Delay(pair) is var delay && delay.Duration() > _late)
        {
            var later = FormattableString.Invariant($"{live} {delay.Duration().TotalSeconds:0.000} s later");
            (live, candidate) = delay > TimeSpan.Zero ? (live, later) : (later, candidate);
        }
        if (live != candidate) _report(new ShadowDifference(pair.Message with { Outcomes = null }, live, candidate));
    }

    private static TimeSpan Delay(Pair pair) => (pair.Candidate.SaidAt - pair.Live.SaidAt) ?? TimeSpan.Zero;

    private sealed record Pair(ChatMessage Message, ShadowedMessage Live, ShadowedMessage Candidate, TimeSpan Due)
    {
        public bool IsDone => Live.Became is not null && Candidate.Became is not null;
    }
}
