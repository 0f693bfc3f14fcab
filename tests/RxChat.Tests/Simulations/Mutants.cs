using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace RxChat.Tests.Simulations;

/// <summary>A fault that is put into a server, to see that a simulation finds it.</summary>
internal sealed record Mutant(string Name, Func<ChatServerOptions, ChatServerOptions> Break)
{
    /// <summary>Of what may go wrong once in so many times, each time that.</summary>
    private const int Often = 20;

    public static IReadOnlyList<Mutant> All { get; } =
    [
        Told("a message is dropped", told => told.SelectMany((one, n) => IsNth(one, n) ? [] : new[] { one })),
        Told("a message is doubled", told => told.SelectMany((one, n) => IsNth(one, n) ? [one, one] : new[] { one })),
        Told("two messages are swapped", Swapped),
        Told("a member is left out", told => told.Select((one, n) => !IsNth(one, n) ? one
            : one with { To = Audience.In(one.To.Room!, ((Said)one.Body).Message.By) })),
        Told("a page of a resume lacks its last entry", told => told.Select(one =>
            one.Body is HistoryPage { Entries: [.. var rest, _] } page
                ? one with { Body = page with { Entries = [.. rest] } } : one)),
        Told("a page of a resume is upside down", told => told.Select(one => one.Body is HistoryPage page
            ? one with { Body = page with { Entries = [.. page.Entries.Reverse()] } } : one)),
        Told("who comes is told the wrong number", told => told.Select(one =>
            one.Body is MemberList { Last: { } last } list
                ? one with { Body = list with { Last = last with { Seq = last.Seq + 1 } } } : one)),
        Told("an ok has another's number", told => told.Select(one => one.Body is Done { Seq: > 1 } done
            ? one with { Body = done with { Seq = done.Seq - 1 } } : one)),
        Told("what is said is called refused", told => told.Select((one, n) =>
            one.Body is Done { Seq: > 0 } done && n % Often == 0
                ? one with { Body = new Refused(new Filtered("no")) { Ref = done.Ref } } : one)),
        Told("a name is somebody else's", Renamed),
        Told("nobody is told of a crash", told => told.Where(one => one.Body is not Rewound)),
        new("an ok comes before the commit", options => options with
        {
            Seams = options.Seams with { WaitsForCommits = false },
        }),
        Asked("who is gone stays", asked => asked.Where((one, n) => one is not Disconnect || n % 3 != 0)),
        new("the end of a chunk is the end of a frame", options => options with
        {
            Seams = options.Seams with
            {
                Received = bytes => bytes.Select(chunk => Ended(chunk)),
            },
        }),
        new("a connection outlives its end", options => options with
        {
            Seams = options.Seams with { Received = bytes => bytes.Concat(Observable.Never<ReadOnlyMemory<byte>>()) },
        }),
        new("a clock is a minute ahead", options => options with
        {
            Seams = options.Seams with { Clock = time => new Ahead(time) },
        }),
        new("what waits has no bound", options => options with { Backlog = 64 * 1024 * 1024 }),
        Kept("bans are forgotten in a crash", history => history with
        {
            Start = start => start with { Rooms = [.. start.Rooms.Select(room => room with { Rules = [] })] },
        }),
        Kept("a number is used again after a crash", history => history with
        {
            Start = start => start with
            {
                Rooms = [.. start.Rooms.Select(room => room with { Last = Math.Max(0, room.Last - 1) })],
            },
        }),
        Kept("an epoch goes on after a crash", history => history with
        {
            Start = start => start with { Epochs = [start.Epochs[0]], Rooms = [.. start.Rooms.Select(room =>
                room with { Firsts = [new HistoryFirst(0, 1)] })] },
        }),
        Kept("an entry is not kept", history => history with { Keeps = n => n % Often != 0 }),
        Kept("a page has a hole", history => history with
        {
            Page = page => page.Entries.Length < 3 ? page : page with { Entries = page.Entries.RemoveAt(1) },
        }),
        Kept("a failed commit is called kept", history => history with
        {
            Commit = commit => commit with { IsKept = true },
        }),
        Kept("a key is forgotten", history => history with { Found = _ => null }),
    ];

    private static Mutant Told(string name, Func<IObservable<ChatEvent>, IObservable<ChatEvent>> broken) => new(
        name, options => options with { Seams = options.Seams with { Broadcast = broken } });

    private static Mutant Asked(string name, Func<IObservable<Command>, IObservable<Command>> broken) => new(
        name, options => options with { Seams = options.Seams with { Asked = broken } });

    private static Mutant Kept(string name, Func<BrokenHistory, BrokenHistory> broken) => new(
        name, options => options with { History = broken(new BrokenHistory(options.History!)) });

    private static bool IsNth(ChatEvent told, int n) => told is { Body: Said, To: { Room: not null, IsOne: false } }
        && n % Often == 0;

    private static IObservable<ChatEvent> Swapped(IObservable<ChatEvent> told) =>
        told.Scan((Held: (ChatEvent?)null, Out: Array.Empty<ChatEvent>(), N: 0), (state, one) =>
            state.Held is { } held ? (null, [one, held], state.N)
            : one.Body is Said && state.N % Often == Often - 1 ? (one, [], state.N + 1)
            : (null, [one], one.Body is Said ? state.N + 1 : state.N))
        .SelectMany(state => state.Out);

    private static IObservable<ChatEvent> Renamed(IObservable<ChatEvent> told) =>
        told.Scan((Before: (Person?)null, Out: default(ChatEvent)), (state, one) =>
            one.Body is Renamed renamed
                ? (renamed.Person, state.Before is { } before
                    ? one with { Body = renamed with { Person = renamed.Person with { Name = before.Name } } } : one)
                : (state.Before, one))
        .Select(state => state.Out);

    private static ReadOnlyMemory<byte> Ended(ReadOnlyMemory<byte> chunk) =>
        chunk.Span[^1] is 0 or (byte)'\n' ? chunk
        : (byte[])[.. chunk.Span, (byte)(chunk.Span.Contains((byte)0) ? 0 : '\n')];

    private sealed class Ahead(IScheduler time) : IScheduler
    {
        public DateTimeOffset Now => time.Now + TimeSpan.FromMinutes(1);

        public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) =>
            time.Schedule(state, action);

        public IDisposable Schedule<TState>(
            TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action) =>
            time.Schedule(state, dueTime, action);

        public IDisposable Schedule<TState>(
            TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
            time.Schedule(state, dueTime, action);
    }
}

/// <summary>A history with a fault.</summary>
internal sealed record BrokenHistory(IHistory Whole) : IHistory
{
    private long _appended;

    public Func<HistoryStart, HistoryStart> Start { get; init; } = static same => same;

    public Func<HistoryPage, HistoryPage> Page { get; init; } = static same => same;

    public Func<HistoryCommit, HistoryCommit> Commit { get; init; } = static same => same;

    public Func<Said?, Said?> Found { get; init; } = static same => same;

    public Func<long, bool> Keeps { get; init; } = static _ => true;

    HistoryStart IHistory.Start => Start(Whole.Start);

    public IObservable<HistoryCommit> Commits => Whole.Commits.Select(Commit);

    public IObservable<Expired> Expirations => Whole.Expirations;

    public void Append(Numbered entry)
    {
        if (Keeps(++_appended)) Whole.Append(entry);
    }

    public async Task<HistoryPage> ReadAsync(HistoryQuery query, CancellationToken cancellation) =>
        Page(await Whole.ReadAsync(query, cancellation));

    public async Task<Said?> FindAsync(SaidQuery query, CancellationToken cancellation) =>
        Found(await Whole.FindAsync(query, cancellation));

    public Task<SearchPage> SearchAsync(SearchQuery query, CancellationToken cancellation) =>
        Whole.SearchAsync(query, cancellation);

    public ValueTask DisposeAsync() => Whole.DisposeAsync();
}
