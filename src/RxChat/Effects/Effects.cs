using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace RxChat;

/// <summary>
/// Work that the chat asks for outside itself. Its results are commands of one more source; until one is there, the
/// client's later commands wait.
/// </summary>
/// <param name="settings">Where the message of the day is.</param>
/// <param name="scheduler">The loop.</param>
/// <param name="history">Null is memory alone.</param>
/// <param name="whenTaken">Calls back when a client has taken what it was told.</param>
/// <param name="isDraining">Whether nobody is waited for any more who does not read.</param>
/// <param name="report">Told of work that failed.</param>
[SuppressMessage("Design", "CA1001", Justification = "completed by the server's end, and holds nothing but observers")]
internal sealed class Effects(
    Settings settings,
    IScheduler scheduler,
    IHistory? history,
    Action<long, Action> whenTaken,
    Func<bool> isDraining,
    Action<Effect, Exception> report)
{
    /// <summary>What takes longer gives nothing.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    // Results go round: what the chat begins here comes back to the chat.
    private readonly Subject<Effect> _begun = new();
    private readonly Dictionary<long, UnderWay> _underWay = [];
    private readonly Attempts _attempts = new(scheduler);

    /// <summary>
    /// The results, on the loop, each on a turn of its own. Completes after <see cref="Complete"/>, when none is under
    /// way.
    /// </summary>
    public IObservable<Command> Results =>
        _begun.SelectMany(effect => ResultOf(effect).Do(_ => { }, () => End(effect.By)));

    /// <summary>Begins an effect.</summary>
    public void Begin(Effect effect)
    {
        // Mostly one; what a filter lets go of may ask for several.
        if (!_underWay.TryGetValue(effect.By, out var underWay)) _underWay[effect.By] = underWay = new UnderWay();
        underWay.Count++;
        _begun.OnNext(effect);
    }

    /// <summary>
    /// Whether one is under way that the client asked for; if so, calls back when it is worth asking again.
    /// </summary>
    public bool IsUnderWay(long client, Action resume)
    {
        if (_underWay.Count == 0 || !_underWay.TryGetValue(client, out var underWay)) return false;
        underWay.Resume = resume;
        return true;
    }

    /// <summary>Whether one is under way that the client asked for.</summary>
    public bool IsUnderWay(long client) => _underWay.ContainsKey(client);

    /// <summary>Nobody is left to ask for more.</summary>
    public void Complete() => _begun.OnCompleted();

    private IObservable<Command> ResultOf(Effect effect) => effect switch
    {
        ReadMotd => OffLoop<string>(effect, async cancellation => await settings.Options.Motd!(cancellation))
            .Select(text => new GiveMotd(effect.By, text is null ? null : Text.Clean(text).TrimEnd('\n'))),
        ReadHistory read => OffLoop<HistoryPage>(effect, async c => await history!.ReadAsync(read.Query, c))
            .Select(page => new GiveHistory(effect.By, page, read.Room) { Ref = read.Ref }),
        ReadSearch read => OffLoop<SearchPage>(effect, async c => await history!.SearchAsync(read.Query, c))
            .Select(page => new GiveSearch(effect.By, page, read.Room) { Ref = read.Ref }),
        ReadMissed read => OffLoop<HistoryPage>(effect, async c => await history!.ReadAsync(read.Query, c))
            .Select(page => new GiveMissed(read.Join, read.Query, page) { Ref = read.Join.Ref }),
        ReadSeed read => OffLoop<ReadPages>(effect, async c =>
            {
                var pages = ImmutableArray.CreateBuilder<HistoryPage>();
                foreach (var query in read.Queries) pages.Add(await history!.ReadAsync(query, c));
                return new ReadPages(pages.ToImmutable());
            })
            .Select(found => new GiveSeed(read.Asked, found?.Pages ?? []) { Ref = read.Asked.Ref }),
        FindSaid { Asked: var asked } find => OffLoop<Found>(
                effect, async c => new Found(await history!.FindAsync(find.Query, c)))
            .Select(found => found is null
                ? (Command)new Refuse(effect.By, new HistoryUnavailable()) { Ref = asked.Ref }
                : new GiveFound(asked, found.Said) { Ref = asked.Ref }),
        AskAccounts { Asked: var tried, Person: var person } when _attempts.WaitFor(tried, person) is { } wait =>
            Observable.Return(new Refuse(effect.By, new TooManyAttempts(wait.TotalSeconds)) { Ref = tried.Ref })
                .ObserveOn(scheduler),
        AskAccounts { Asked: var asked } ask => OffLoop<AccountReply>(
                effect, async c => await settings.Options.Accounts!.AnswerAsync(asked, ask.Person, scheduler.Now, c),
                ifLate: new AccountReply(new Busy()))
            .Do(reply =>
            {
                if (reply is { Refusal: null }) _attempts.Return(asked, ask.Person);
            })
            .Select(reply => new GiveAccount(asked, reply ?? new AccountReply(new AccountsUnavailable()))
            {
                Ref = asked.Ref,
            }),
        KeepWithAccount keep => OffLoop<string>(effect, async c =>
            {
                await settings.Options.Accounts!.KeepAsync(keep, c);
                return null;
            })
            .SelectMany(_ => Observable.Empty<Command>()),
        AwaitTaken { Then: var then } => Observable.Create<Command>(observer =>
        {
            whenTaken(effect.By, () =>
            {
                if (!isDraining()) observer.OnNext(then);
                observer.OnCompleted();
            });
            return Disposable.Empty;
        }),
        _ => throw new InvalidOperationException($"nothing does {effect}"),
    };

    // What fails gives nothing, and is reported.
    private IObservable<T?> OffLoop<T>(Effect effect, Func<CancellationToken, Task<T?>> work, T? ifLate = null)
        where T : class =>
        Observable.FromAsync(cancellation => Apart(work, cancellation), scheduler)
            .Timeout(s_patience, ifLate is null
                ? Observable.Throw<T?>(new TimeoutException($"it took more than {s_patience.TotalSeconds} s"))
                : Observable.Return<T?>(ifLate), scheduler)
            .Catch<T?, Exception>(error =>
            {
                report(effect, error);
                return Observable.Return<T?>(null);
            });

    // A message that asks comes out of a filter, with the filter's context around it, in which nothing goes on once the
    // filter is replaced: what the work awaits is not the filter's.
    private static Task<T> Apart<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        var around = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return work(cancellation);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(around);
        }
    }

    private void End(long client)
    {
        if (--_underWay[client].Count > 0 || !_underWay.Remove(client, out var underWay)) return;
        underWay.Resume?.Invoke();
    }

    private sealed class UnderWay
    {
        public int Count { get; set; }

        public Action? Resume { get; set; }
    }

    private sealed record Found(Said? Said);

    private sealed record ReadPages(ImmutableArray<HistoryPage> Pages);
}
