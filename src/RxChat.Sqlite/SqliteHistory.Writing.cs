using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Data.Sqlite;

namespace RxChat.Sqlite;

/// <summary>
/// The one thread that writes: what is said first, and when it is due, what has time. It blocks where it waits: a task
/// would make the threads of the pool spin after each commit, for ten times what the commit takes.
/// </summary>
public sealed partial class SqliteHistory
{
    /// <summary>The most entries of one transaction.</summary>
    private const int MostPerCommit = 4096;

    private const int ReadOnly = 8, IoError = 10, Full = 13;

    /// <summary>Between two commits, while several speak: what comes meanwhile is one. Who speaks alone, and waits for
    /// each answer, waits for nothing else.</summary>
    private static readonly TimeSpan s_apart = TimeSpan.FromMilliseconds(5);

    private readonly Queue<Numbered> _appended = new();
    private readonly object _coming = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Meter _meter = new($"{ChatServer.MeterName}.Sqlite");
    private readonly Histogram<double> _commitTimes;
    private TaskCompletionSource<bool>? _asked;
    private bool _isWaiting;
    private bool _isEnding;
    private long _committedAt;
    private int _committed;

    /// <inheritdoc />
    public void Append(Numbered entry)
    {
        _count++;
        if (entry is Edited or Removed) _pages.Forget();
        lock (_coming)
        {
            _appended.Enqueue(entry);
            if (_isWaiting) Monitor.Pulse(_coming);
            _isWaiting = false;
        }
    }

    /// <summary>
    /// Whether it can be written: when what came last could not, that is tried anew, so that a disk which has room
    /// again is known without somebody saying something. On any thread.
    /// </summary>
    public Task<bool> IsWrittenAsync()
    {
        if (Interlocked.Read(ref _lostInARow) == 0) return Task.FromResult(true);
        lock (_coming)
        {
            if (_isEnding) return Task.FromResult(false);
            _asked ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            Monitor.Pulse(_coming);
            return _asked.Task;
        }
    }

    private Task EndAsync()
    {
        lock (_coming)
        {
            _isEnding = true;
            Monitor.Pulse(_coming);
        }
        return _ended.Task;
    }

    private void Write()
    {
        try
        {
            var (batch, upTo) = (new List<Numbered>(), 0L);
            while (Take(batch))
            {
                if (batch.Count > 0)
                {
                    upTo += batch.Count;
                    var began = Stopwatch.GetTimestamp();
                    var isKept = TryWrite(batch);
                    _commitTimes.Record(Stopwatch.GetElapsedTime(began).TotalSeconds);
                    Decide(upTo, isKept);
                }
                if (_writer.Words.DueIn == TimeSpan.Zero) Maintain(_writer.Words.Index);
                else if (_expiry.IsDue && batch.Count == 0)
                {
                    Maintain(_expiry.Expire);
                    _pages.Forget();
                }
                batch.Clear();
                AnswerWhoAsked();
            }
            _ended.SetResult();
        }
        catch (Exception e)
        {
            _ended.SetException(e);
        }
    }

    private void AnswerWhoAsked()
    {
        TaskCompletionSource<bool>? asked;
        lock (_coming) (asked, _asked) = (_asked, null);
        // Nothing is written by that but the gap.
        asked?.SetResult(_lostInARow == 0 || TryWrite([]));
    }

    /// <summary>Waits for what comes, or until something is due; false at the end.</summary>
    private bool Take(List<Numbered> batch)
    {
        lock (_coming)
        {
            if (_appended.Count == 0 && !_isEnding && _asked is null)
            {
                _isWaiting = true;
                var (index, expire) = (_writer.Words.DueIn, _expiry.DueIn);
                Monitor.Wait(_coming, (index < (expire ?? TimeSpan.MaxValue) ? index : expire)
                    ?? Timeout.InfiniteTimeSpan);
                _isWaiting = false;
            }
            if (_appended.Count == 0) return !_isEnding || _asked is not null;
        }
        if (_committed > 1 && s_apart - Stopwatch.GetElapsedTime(_committedAt) is { Ticks: > 0 } early)
            Thread.Sleep(early);
        _committedAt = Stopwatch.GetTimestamp();
        lock (_coming)
        {
            while (batch.Count < MostPerCommit && _appended.TryDequeue(out var entry)) batch.Add(entry);
        }
        _committed = batch.Count;
        return true;
    }

    private void Maintain(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // It goes on after the next commit. That nothing can be written is told by those.
            _writer.Words.Rest();
            _expiry.Rest();
            if (e is not SqliteException { SqliteErrorCode: Full or IoError or ReadOnly })
                _trouble($"the history cannot be indexed or shortened now: {e.Message}");
        }
    }

    private bool TryWrite(List<Numbered> batch)
    {
        try
        {
            _writer.Write(batch);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            if (_lostInARow == 0) _trouble($"the history cannot be written, what is said is not kept: {e.Message}");
            _lostInARow += batch.Count;
            return false;
        }
        if (_lostInARow > 0) _trouble($"the history is written again; {_lostInARow} messages were not kept");
        _lostInARow = 0;
        return true;
    }

    private void Decide(long upTo, bool isKept)
    {
        lock (_decision)
        {
            _decided = upTo;
            while (_waiting.Count > 0 && _waiting.First() is var (until, waiting) && until <= upTo)
            {
                _waiting.Remove(until);
                waiting.SetResult();
            }
        }
        _commits.OnNext(new HistoryCommit(upTo, isKept));
    }
}
