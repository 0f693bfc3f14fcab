using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace RxChat;

/// <summary>Answers that wait until what they promise is kept.</summary>
internal static class Committed
{
    /// <summary>The most that is appended and not decided; then publishers wait.</summary>
    public const long MostBehind = 100_000;

    /// <summary>What a history keeps of what is told: to a room, which it is once, whoever else hears of it.</summary>
    public static IObservable<Numbered> Kept(this IObservable<ChatEvent> events) =>
        events.Where(told => !told.To.IsOne).Select(told => told.Body).OfType<Numbered>();

    /// <summary>
    /// Holds back <see cref="Done"/> of what is kept until they are kept, and makes refusals of those that are not. All
    /// else passes; answers to one client keep their order.
    /// </summary>
    /// <param name="events">Of which each message comes before its <see cref="Done"/>.</param>
    /// <param name="progress">How far the history is; null is nothing to wait for.</param>
    /// <param name="scheduler">The loop, to which commits come back.</param>
    public static IObservable<ChatEvent> WhenKept(
        this IObservable<ChatEvent> events, HistoryProgress? progress, IScheduler scheduler) =>
        progress is null ? events : Observable.Create<ChatEvent>(observer =>
        {
            var waiting = new Queue<(long UpTo, ChatEvent Told)>();
            var keyed = new Queue<(long UpTo, Ulid Id)>();
            var unkept = new RecentSet<Ulid>((int)MostBehind);
            var committing = progress.Commits.ObserveOn(scheduler).Subscribe(Commit);
            return StableCompositeDisposable.Create(
                committing, events.Subscribe(Take, observer.OnError, Complete));

            void Take(ChatEvent told)
            {
                if (told is { Body: Said { Message.Key: not null } said, To.IsOne: false })
                    keyed.Enqueue((progress.Appended, said.Id));
                if (told.Body is Done { Seq: > 0 } && progress.Behind > 0) waiting.Enqueue((progress.Appended, told));
                else Tell(told, isKept: true);
            }

            void Commit(HistoryCommit commit)
            {
                progress.Decide(commit);
                while (keyed.TryPeek(out var said) && said.UpTo <= commit.UpTo)
                {
                    keyed.Dequeue();
                    if (!commit.IsKept) unkept.Add(said.Id);
                }
                while (waiting.TryPeek(out var next) && next.UpTo <= commit.UpTo)
                {
                    waiting.Dequeue();
                    Tell(next.Told, commit.IsKept);
                }
            }

            // Who says again what could not be kept is not told that it is.
            void Tell(ChatEvent told, bool isKept) => observer.OnNext(
                told.Body is Done { Seq: > 0 } done && (!isKept || unkept.Contains(done.Id)) ? Unkept(told) : told);

            // Who is told that it stops is told nothing after it.
            void Complete() => observer.OnCompleted();
        });

    private static ChatEvent Unkept(ChatEvent told) => told with
    {
        Body = new Refused(new HistoryUnavailable()) { Ref = ((Done)told.Body).Ref },
    };
}

/// <summary>How far a history is behind what is said. On the loop.</summary>
internal sealed class HistoryProgress(IHistory history)
{
    private List<Action>? _waiting;
    private long _decided;

    public IObservable<HistoryCommit> Commits => history.Commits;

    /// <summary>How many entries were given to it.</summary>
    public long Appended { get; private set; }

    /// <summary>How many of them are not decided yet.</summary>
    public long Behind => Appended - _decided;

    public void Append(Numbered entry)
    {
        Appended++;
        history.Append(entry);
    }

    public void Decide(HistoryCommit commit)
    {
        _decided = Math.Max(_decided, commit.UpTo);
        if (Behind >= Committed.MostBehind / 2 || Interlocked.Exchange(ref _waiting, null) is not { } waiting) return;
        foreach (var resume in waiting) resume();
    }

    /// <summary>Whether too much waits.</summary>
    public bool IsFull => Behind >= Committed.MostBehind;

    /// <summary>Calls back, while a commit is told, when less waits.</summary>
    public void WhenLess(Action resume) => (_waiting ??= []).Add(resume);
}
