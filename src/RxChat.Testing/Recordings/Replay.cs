using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace RxChat.Testing;

/// <summary>The middle of a server, from what was asked to what is told, at the times at which it was.</summary>
internal sealed class Replay : IDisposable
{
    private readonly Dictionary<long, Visitor> _visitors = [];
    private readonly Subject<Visitor> _coming = new();
    private readonly Subject<Command> _own = new();
    private readonly Subject<Entry> _people = new();
    private readonly RecordedTime _time;
    private readonly RecordedTime _beside;
    private readonly Ulids _ids;
    private readonly OpenRefs _refs;
    private readonly FilterContext _filters;
    private readonly Func<RecordedFilters, FilterPair> _filtersOf;
    private readonly IDisposable _running;
    private ChatServerOptions _limits;

    /// <summary>Begins where the recording does.</summary>
    /// <param name="begin">Its first line.</param>
    /// <param name="filtersOf">Makes the filters that were in force.</param>
    /// <param name="told">Told what is told.</param>
    /// <param name="failed">Told what goes wrong.</param>
    public Replay(RecordedStep begin, Func<RecordedFilters, FilterPair> filtersOf, Action<ChatEvent> told,
        Action<string> failed)
    {
        var start = begin.Start!;
        (_time, _beside, _filtersOf) = (new(start.IsLoop), new(start.IsLoop), filtersOf);
        _limits = OptionsOf(begin.Limits!);
        _ids = new Ulids(new Random(start.Seed), start.Last);
        _refs = new OpenRefs(_time);
        Set(begin);
        var state = new ChatState { Epochs = start.Epochs };
        if (start.History is { } history && !start.IsPart) state.Open(history);
        var filters = filtersOf(begin.Filters!);
        var traces = new Traces(new Settings(_limits with { Traces = 0 }), _time, static refusal => $"{refusal}");
        _filters = new FilterContext(
            new Filters(filters.PerClient, filters.ForEveryone), _time, () => _limits.Drain, _people,
            (name, error) => failed($"{name}: {FilterReports.Describe(error)}")) { Beside = _beside };
        var clients = _coming.Select(visitor => visitor.Asked.FilterPerClient(_filters).Attended(
            visitor, static error => (error as RefusedException)?.Refusal, visitor.Wait)).Merge();
        var events = Observable.Merge(clients, _own).FilterForEveryone(_filters).Chat(
            state, () => _limits, _time, () => _ids.Next(_time.Now), _people, static _ => { }, traces,
            error => failed($"{error}"));
        _running = _refs.AnswerOnce(events).Subscribe(told, error => failed($"{error}"));
    }

    /// <summary>Whether something of the filters waited for what is outside.</summary>
    public bool HasBeenElsewhere => _time.HasBeenElsewhere || _beside.HasBeenElsewhere;

    /// <summary>When it is.</summary>
    public RecordedTime Time => _time;

    /// <summary>Lets those come who were there when a part begins.</summary>
    public void Seat(SeenChat seen)
    {
        var limits = _limits;
        // Who was there has shown that they may be.
        _limits = limits with { RequireLogin = false };
        var (at, now) = (_time.Monotonic.Ticks, _time.Now);
        foreach (var one in seen.People)
        {
            var id = one.Person.Id;
            Do(new RecordedStep(RecordedKind.Begin, at, now)
            {
                By = id, Person = one.Person, Opening = [.. one.Rooms.Select(room => new JoinRoom(id, room))],
            });
            Do(new RecordedStep(RecordedKind.Come, at, now) { By = id });
        }
        _limits = limits;
    }

    /// <summary>Does what a line says.</summary>
    public void Do(RecordedStep step)
    {
        Set(step);
        switch (step.Kind)
        {
            case RecordedKind.Begin:
                _coming.OnNext(_visitors[step.By] = new Visitor(step));
                break;
            case RecordedKind.Come:
                Of(step)?.Come();
                break;
            case RecordedKind.Ask:
                _refs.Begin((Command)step.Value!);
                Of(step)?.Asked.OnNext((Command)step.Value!);
                break;
            case RecordedKind.End:
                if (_visitors.Remove(step.By, out var gone)) gone.End(step);
                break;
            case RecordedKind.Own:
                _own.OnNext((Command)step.Value!);
                break;
            case RecordedKind.Timer:
                _time.RunNext();
                break;
            case RecordedKind.Swap:
                var filters = _filtersOf(step.Filters!);
                _filters.Filters.Replace(filters.PerClient, filters.ForEveryone);
                break;
            case RecordedKind.Limits:
                _limits = OptionsOf(step.Limits!);
                break;
            case RecordedKind.Over:
                _coming.OnCompleted();
                _own.OnCompleted();
                foreach (var visitor in _visitors.Values) visitor.Asked.OnCompleted();
                break;
        }
    }

    /// <summary>Lets what runs beside come to its end.</summary>
    public void Settle(TimeSpan time) =>
        _beside.RunUntil(_time.Monotonic.Ticks + time.Ticks, _time.Now + time);

    public void Dispose() => _running.Dispose();

    private static ChatServerOptions OptionsOf(RecordedLimits limits) => new()
    {
        MaxFrame = limits.MaxFrame, MaxName = limits.MaxName, MaxRoom = limits.MaxRoom,
        MaxRoomsPerClient = limits.MaxRoomsPerClient, EditWithin = limits.EditWithin,
        HistoryAccess = limits.HistoryAccess, Drain = limits.Drain, RequireLogin = limits.RequireLogin,
        Motd = limits.HasMotd ? static _ => Task.FromResult("") : null,
        // What they said is in the recording.
        Accounts = limits.HasAccounts ? new Accounts(new MemoryAccountStore(), passwords: null) : null,
    };

    private Visitor? Of(RecordedStep step) => _visitors.GetValueOrDefault(step.By);

    private void Set(RecordedStep step)
    {
        _beside.RunUntil(step.At, step.Now);
        _time.Set(step.At, step.Now);
    }

    /// <summary>A client that was.</summary>
    private sealed class Visitor(RecordedStep begin) : IAttendant
    {
        private Action? _come;

        public Subject<Command> Asked { get; } = new();

        public Person Person { get; } = begin.Person!;

        public Voucher? Voucher => begin.Voucher;

        public IEnumerable<Command> Opening => begin.Opening ?? [];

        public void Wait(Action come) => _come = come;

        public void Come() => _come?.Invoke();

        public void End(RecordedStep step)
        {
            if (!step.Broke) Asked.OnCompleted();
            else
            {
                Asked.OnError(step.Reason is { } reason ? new RefusedException(reason) : new IOException("broken"));
            }
        }

        public void Dismiss()
        {
            // Nobody is told of it.
        }
    }
}

/// <summary>The two filters of a server.</summary>
/// <param name="PerClient">As of <see cref="ChatServerOptions.FilterPerClient"/>.</param>
/// <param name="ForEveryone">As of <see cref="ChatServerOptions.FilterForEveryone"/>.</param>
public sealed record FilterPair(MessageFilter? PerClient, MessageFilter? ForEveryone)
{
    /// <summary>They pass all.</summary>
    public static FilterPair None { get; } = new(null, null);
}
