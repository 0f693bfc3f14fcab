using System.Text;
using Microsoft.Data.Sqlite;

namespace RxChat.Sqlite;

/// <summary>The one that writes: what came meanwhile is one transaction.</summary>
internal sealed class Writer : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _last;
    private readonly Dictionary<string, long> _rooms = [];
    private readonly Dictionary<string, (long First, long Last)> _unwritten = [];
    private readonly HashSet<long> _begun = [];
    private readonly Words _words;
    private readonly long _start;

    public Writer(SqliteConnection connection)
    {
        _connection = connection;
        _words = new Words(connection);
        _start = Schema.Number(connection, "SELECT max(id) FROM starts");
        _insert = Prepare(
            "INSERT INTO messages (room, seq, id, at, sender, is_bot, text, key, kind, author, of_seq, of_id) "
            + "VALUES ($room, $seq, $id, $at, $sender, $bot, $text, $key, $kind, $author, $of, $of_id)",
            "$room", "$seq", "$id", "$at", "$sender", "$bot", "$text", "$key", "$kind", "$author", "$of", "$of_id");
        _last = Prepare(
            "UPDATE rooms SET last = $last, bytes = bytes + $bytes WHERE id = $room", "$last", "$room", "$bytes");
    }

    /// <summary>
    /// Commits all of it, and that there is a gap where what came before could not be written; when it throws, nothing.
    /// </summary>
    public void Write(List<Numbered> batch)
    {
        try
        {
            using var transaction = _connection.BeginTransaction();
            (_insert.Transaction, _last.Transaction) = (transaction, transaction);
            var lasts = new Dictionary<long, (long Seq, long Bytes)>();
            foreach (var (name, (first, last)) in _unwritten)
            {
                var room = RoomOf(name, first);
                Gap.Write(_connection, room, first, last, DateTimeOffset.UtcNow);
                lasts[room] = (last, 0);
            }
            foreach (var entry in batch)
            {
                var room = RoomOf(entry.In, entry.Seq);
                var bytes = Insert(room, entry);
                lasts[room] = (entry.Seq, lasts.GetValueOrDefault(room).Bytes + bytes);
            }
            foreach (var (room, last) in lasts)
            {
                (_last.Parameters[0].Value, _last.Parameters[1].Value) = (last.Seq, room);
                _last.Parameters[2].Value = last.Bytes;
                _last.ExecuteNonQuery();
            }
            transaction.Commit();
            _unwritten.Clear();
            foreach (var room in lasts.Keys) _words.Said(room);
        }
        catch
        {
            // What was found or made meanwhile is not there any more.
            _rooms.Clear();
            _begun.Clear();
            foreach (var entry in batch)
            {
                var first = _unwritten.TryGetValue(entry.In, out var gap) ? gap.First : entry.Seq;
                _unwritten[entry.In] = (first, entry.Seq);
            }
            throw;
        }
    }

    /// <summary>The index of what was written.</summary>
    public Words Words => _words;

    /// <summary>The numbers that were given are all kept: the next start goes on with them.</summary>
    public void EndCleanly()
    {
        if (_unwritten.Count > 0) Write([]);
        Schema.Run(_connection, "UPDATE starts SET is_clean = 1 WHERE id = $start", ("$start", _start));
    }

    public void Dispose()
    {
        _insert.Dispose();
        _last.Dispose();
        _connection.Dispose();
    }

    private long RoomOf(string name, long seq)
    {
        if (!_rooms.TryGetValue(name, out var room))
        {
            _rooms[name] = room = Schema.RoomOf(_connection, name);
        }
        if (_begun.Add(room))
        {
            Schema.Run(_connection, "INSERT OR IGNORE INTO firsts (room, start, seq) VALUES ($room, $start, $seq)",
                ("$room", room), ("$start", _start), ("$seq", seq));
        }
        return room;
    }

    /// <summary>Returns how many bytes of text more there are.</summary>
    private long Insert(long room, Numbered entry)
    {
        var (row, values) = (HistoryRow.From(entry), _insert.Parameters);
        values[0].Value = room;
        values[1].Value = row.Seq;
        values[2].Value = row.Id.ToString();
        values[3].Value = row.At.ToUnixTimeMilliseconds();
        values[4].Value = row.Name;
        values[5].Value = row.IsBot ? 1 : 0;
        values[6].Value = row.Text;
        values[7].Value = row.Key ?? (object)DBNull.Value;
        values[8].Value = (int)row.Kind;
        values[9].Value = row.Identity == default ? DBNull.Value : row.Identity.ToString();
        values[10].Value = row.Of is { Seq: > 0 } of ? of.Seq : DBNull.Value;
        values[11].Value = row.Of is { } about ? about.Id.ToString() : DBNull.Value;
        _insert.ExecuteNonQuery();
        var bytes = (long)Encoding.UTF8.GetByteCount(row.Text);
        switch (entry)
        {
            case Edited or Removed:
                var before = BytesAbout(room, row);
                Change(room, row);
                bytes += BytesAbout(room, row) - before;
                break;
            case Moderated act:
                Rules.Write(_connection, room, act);
                break;
            case TopicSet:
                Schema.Run(_connection, "UPDATE rooms SET topic = $topic WHERE id = $room",
                    ("$topic", row.Text), ("$room", room));
                break;
        }
        return bytes;
    }

    /// <summary>Those of a message and of the edits of it before.</summary>
    private long BytesAbout(long room, HistoryRow row) => Schema.Number(
        _connection, $"SELECT sum({Schema.Bytes}) FROM messages WHERE room = $room AND (seq = $of "
        + "OR seq IN (SELECT seq FROM messages WHERE room = $room AND of_seq = $of AND kind = 1 AND seq < $seq))",
        ("$room", room), ("$of", row.Of!.Seq), ("$seq", row.Seq));

    /// <summary>
    /// A message has its last text alone, and the first beside it until it is removed; no edit but the last has one.
    /// </summary>
    private void Change(long room, HistoryRow row)
    {
        (string, object)[] values =
            [("$room", room), ("$of", row.Of!.Seq), ("$seq", row.Seq), ("$text", row.Text)];
        Schema.Run(_connection, "UPDATE messages SET text = '' WHERE room = $room AND of_seq = $of AND kind = 1 "
            + "AND seq < $seq AND text <> ''", values);
        var first = row.Kind == HistoryKind.Edit ? "coalesce(first_text, text)" : "NULL";
        Words.Change(_connection, room, row.Of!.Seq, row.Text);
        Schema.Run(_connection, $"UPDATE messages SET text = $text, changed_by = $seq, first_text = {first} "
            + "WHERE room = $room AND seq = $of AND (changed_by = 0 OR text <> '')", values);
    }

    private SqliteCommand Prepare(string sql, params string[] parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var parameter in parameters) command.Parameters.AddWithValue(parameter, DBNull.Value);
        return command;
    }
}
