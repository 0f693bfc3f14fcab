using System.Collections.Immutable;
using System.Reactive.Disposables;
using System.Reactive.Subjects;

namespace RxChat.Testing;

/// <summary>
/// The history of one life of a server, on a <see cref="SimulatedDisk"/>: it commits what came meanwhile together,
/// after a while, and loses what was not committed with its machine.
/// </summary>
/// <param name="disk">Where.</param>
/// <param name="machine">On which.</param>
/// <param name="appended">Told of what comes, in order.</param>
internal sealed class SimulatedHistory(SimulatedDisk disk, Machine machine, Action<Numbered> appended) : IHistory
{
    /// <summary>How long a commit takes, and a read.</summary>
    public static readonly TimeSpan UsualCommit = TimeSpan.FromMilliseconds(8), ReadTime = TimeSpan.FromMilliseconds(3);

    private readonly Subject<HistoryCommit> _commits = new();
    private readonly List<Numbered> _batch = [];
    private readonly List<(long Until, Action Answer)> _reads = [];
    private List<Numbered> _next = [];
    private bool _isCommitting;
    private bool _hasLost;
    private long _appended;
    private long _decided;

    public HistoryStart Start { get; } = disk.Open();

    public IObservable<HistoryCommit> Commits => _commits;

    public IObservable<Expired> Expirations => System.Reactive.Linq.Observable.Never<Expired>();

    /// <summary>Called after a commit of these, if they are not kept.</summary>
    public Action<Numbered>? Unkept { get; init; }

    public void Append(Numbered entry)
    {
        _appended++;
        appended(entry);
        _next.Add(entry);
        if (!_isCommitting) Commit();
    }

    /// <summary>What was being written when the machine crashed may be there, or not.</summary>
    public void Crash(bool wasWritten)
    {
        if (!wasWritten || disk.Fails) return;
        foreach (var entry in _batch) disk.Keep(entry);
    }

    public Task<HistoryPage> ReadAsync(HistoryQuery query, CancellationToken cancellation) =>
        ReadAsync(() => disk.Page(query));

    public Task<Said?> FindAsync(SaidQuery query, CancellationToken cancellation) => ReadAsync(() => disk.Find(query));

    public Task<SearchPage> SearchAsync(SearchQuery query, CancellationToken cancellation) =>
        ReadAsync(() => new SearchPage(query.Room, query.Words, [], HasMore: false, 0));

    public void Close()
    {
        while (_batch.Count + _next.Count > 0) Committed();
        if (!_hasLost) disk.CloseCleanly();
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return default;
    }

    private void Commit()
    {
        _isCommitting = true;
        _batch.AddRange(_next);
        _next = [];
        machine.Schedule(this, disk.CommitTime, static (_, self) => { self.Committed(); return Disposable.Empty; });
    }

    private void Committed()
    {
        if (_batch.Count == 0)
        {
            _batch.AddRange(_next);
            _next = [];
        }
        var isKept = !disk.Fails;
        _hasLost |= !isKept;
        foreach (var entry in _batch)
        {
            if (isKept) disk.Keep(entry);
            else Unkept?.Invoke(entry);
        }
        _decided += _batch.Count;
        _batch.Clear();
        _isCommitting = false;
        _commits.OnNext(new HistoryCommit(_decided, isKept));
        AnswerReads();
        if (_next.Count > 0 && !_isCommitting) Commit();
    }

    // A read sees all that was appended before it was asked.
    private Task<T> ReadAsync<T>(Func<T> read)
    {
        var done = new TaskCompletionSource<T>();
        var until = _appended;
        machine.Schedule(() => { }, ReadTime, (_, _) =>
        {
            _reads.Add((until, () => done.SetResult(read())));
            AnswerReads();
            return Disposable.Empty;
        });
        return done.Task;
    }

    private void AnswerReads()
    {
        foreach (var due in _reads.Where(one => one.Until <= _decided).ToImmutableArray())
        {
            _reads.Remove(due);
            due.Answer();
        }
    }
}
