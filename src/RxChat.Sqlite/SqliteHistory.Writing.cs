using Microsoft.Data.Sqlite;

namespace RxChat.Sqlite;

/// <summary>The one task that writes: what is said first, and while nothing is, what has time.</summary>
public sealed partial class SqliteHistory
{
    /// <summary>The most entries of one transaction.</summary>
    private const int MostPerCommit = 4096;

    private const int ReadOnly = 8, IoError = 10, Full = 13;

    private Task<bool>? _coming;

    private async Task WriteAsync()
    {
        var (batch, upTo) = (new List<Numbered>(), 0L);
        while (true)
        {
            if (_appended.Reader.Completion.IsCompleted) return;
            var isIdle = !_appended.Reader.TryPeek(out _);
            if (_writer.Words.IsDue || (_writer.Words.IsBehind && isIdle)) Maintain(_writer.Words.Index);
            else if (_expiry.IsDue && isIdle) Maintain(_expiry.Expire);
            else if (!await SomethingCameAsync().ConfigureAwait(false)) return;
            while (batch.Count < MostPerCommit && _appended.Reader.TryRead(out var entry)) batch.Add(entry);
            if (batch.Count == 0) continue;
            upTo += batch.Count;
            Decide(upTo, TryWrite(batch));
            batch.Clear();
        }
    }

    /// <summary>Waits for what comes, or until something is due; false at the end.</summary>
    private async Task<bool> SomethingCameAsync()
    {
        // One reader waits once, however often it looks whether something else is due.
        _coming ??= _appended.Reader.WaitToReadAsync().AsTask();
        if (_expiry.DueIn is { } due) await Task.WhenAny(_coming, Task.Delay(due)).ConfigureAwait(false);
        else await _coming.ConfigureAwait(false);
        if (!_coming.IsCompleted) return true;
        var came = await _coming.ConfigureAwait(false);
        _coming = null;
        return came;
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
