using System.Reactive.Subjects;
using Microsoft.Data.Sqlite;

namespace RxChat.Sqlite;

/// <summary>
/// History in a SQLite file, in WAL mode with full synchronization: what was committed outlives the process and the
/// machine's loss of power.
/// </summary>
/// <remarks>
/// One process has the file. What cannot be written (a full disk) is lost to the history and told so; the next commit
/// tries anew, and writes where the gap is.
/// </remarks>
public sealed partial class SqliteHistory : IHistory
{
    private const int Damaged = 11, NotADatabase = 26;

    // Of a file that another process has, by the system's own numbers.
    private const int SharingViolation = unchecked((int)0x80070020), WouldBlock = 11, WouldBlockOnMac = 35;

    private readonly Subject<HistoryCommit> _commits = new();
    private readonly Subject<Expired> _expirations = new();
    private readonly RecentPages _pages;
    private readonly SortedDictionary<long, TaskCompletionSource> _waiting = [];
    private readonly Lock _decision = new();
    private readonly Action<string> _trouble;
    private readonly FileStream _lock;
    private readonly Writer _writer;
    private readonly Expiry _expiry;
    private readonly Reader _reader;
    private long _count;
    private bool _isDisposed;
    private long _decided;
    private long _lostInARow;

    private SqliteHistory(
        FileStream @lock, SqliteConnection connection, Reader reader, Retention retention, Action<string> trouble)
    {
        (_lock, _reader, _trouble) = (@lock, reader, trouble);
        Start = Schema.Begin(connection);
        _writer = new Writer(connection);
        _commitTimes = _meter.CreateHistogram<double>(
            "rxchat.history.commit.time", "s", "Time that commits to the disk took.",
            advice: new() { HistogramBucketBoundaries = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10] });
        _pages = new RecentPages(reader.Page);
        _expiry = new Expiry(connection, retention, gone => _expirations.OnNext(gone));
        new Thread(Write) { IsBackground = true, Name = "rxchat-history" }.Start();
    }

    /// <inheritdoc />
    public HistoryStart Start { get; }

    /// <inheritdoc />
    public IObservable<HistoryCommit> Commits => _commits;

    /// <inheritdoc />
    public IObservable<Expired> Expirations => _expirations;

    /// <summary>Opens a file, or makes it.</summary>
    /// <param name="path">Where; its folder is there.</param>
    /// <param name="retention">How much of each room is kept: looked at when it is opened and every minute, and taken
    /// out a little at a time while nothing waits to be written.</param>
    /// <param name="trouble">Told, on another thread, when something is not kept, and when it is again.</param>
    /// <exception cref="HistoryFileException">It cannot be a history; the message names it and the mend.</exception>
    public static SqliteHistory Open(
        string path, Retention retention = default, Action<string>? trouble = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Opening(path, () => OpenAlone(path, retention, trouble));
    }

    private static SqliteHistory OpenAlone(string path, Retention retention, Action<string>? trouble)
    {
        var taken = Lock(path);
        SqliteConnection? connection = null;
        try
        {
            var source = new SqliteConnectionStringBuilder { DataSource = path };
            connection = new SqliteConnection(source.ConnectionString);
            connection.Open();
            Schema.Migrate(connection, path);
            Schema.Run(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
            source.Mode = SqliteOpenMode.ReadOnly;
            return new SqliteHistory(
                taken, connection, new Reader(source.ConnectionString), retention, trouble ?? (_ => { }));
        }
        catch
        {
            connection?.Dispose();
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Whatever is wrong with a file is a line that names it and the mend.</summary>
    internal static T Opening<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw e as HistoryFileException ?? new HistoryFileException(Why(path, e), e);
        }
    }

    /// <inheritdoc />
    public async Task<HistoryPage> ReadAsync(HistoryQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        var (asOf, count) = (_pages.AsOf, _count);
        await DecidedAsync(count).WaitAsync(cancellation).ConfigureAwait(false);
        return await _pages.ReadAsync(query, asOf, count).WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task<Said?> FindAsync(SaidQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        await DecidedAsync(_count).WaitAsync(cancellation).ConfigureAwait(false);
        return await Task.Run(() => _reader.Find(query), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task<SearchPage> SearchAsync(SearchQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        return await Task.Run(() => _reader.Search(query), cancellation).ConfigureAwait(false);
    }

    /// <summary>Commits what was appended, and lets the file go.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        await EndAsync().ConfigureAwait(false);
        try
        {
            _writer.EndCleanly();
        }
        catch (SqliteException e)
        {
            _trouble($"the history cannot be closed: {e.Message}");
        }
        _writer.Dispose();
        _meter.Dispose();
        SqliteConnection.ClearAllPools();
        await _lock.DisposeAsync().ConfigureAwait(false);
    }

    private Task DecidedAsync(long count)
    {
        lock (_decision)
        {
            if (_decided >= count) return Task.CompletedTask;
            if (!_waiting.TryGetValue(count, out var waiting))
                _waiting[count] = waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return waiting.Task;
        }
    }

    internal static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(
                $"{path}-lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1,
                FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (e.HResult is SharingViolation or WouldBlock or WouldBlockOnMac)
        {
            throw new HistoryFileException(
                $"{path} is in use by another server; stop it, or name another file (--history)", e);
        }
    }

    private static string Why(string path, Exception e) => e switch
    {
        SqliteException { SqliteErrorCode: NotADatabase or Damaged } =>
            $"{path} is no history, or is damaged; name another file (--history), or put a backup in its place",
        _ => $"{path} cannot be opened: {e.Message.TrimEnd('.')}; mend that, or name another file, or none (--history)",
    };
}
