using Microsoft.Data.Sqlite;

namespace RxChat.Sqlite;

/// <summary>The one that writes: what came meanwhile is one transaction.</summary>
internal sealed class Writer : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _last;
    private readonly Dictionary<string, long> _rooms = [];
    private readonly HashSet<long> _begun = [];
    private readonly long _start;

    public Writer(SqliteConnection connection)
    {
        _connection = connection;
        _start = Schema.Number(connection, "SELECT max(id) FROM starts");
        _insert = Prepare(
            "INSERT INTO messages (room, seq, id, at, sender, is_bot, text, key) "
            + "VALUES ($room, $seq, $id, $at, $sender, $bot, $text, $key)",
            "$room", "$seq", "$id", "$at", "$sender", "$bot", "$text", "$key");
        _last = Prepare("UPDATE rooms SET last = $last WHERE id = $room", "$last", "$room");
    }

    /// <summary>Commits all of it or, when it throws, nothing.</summary>
    public void Write(List<Said> batch)
    {
        using var transaction = _connection.BeginTransaction();
        try
        {
            (_insert.Transaction, _last.Transaction) = (transaction, transaction);
            var lasts = new Dictionary<long, long>();
            foreach (var said in batch)
            {
                var room = RoomOf(said);
                Insert(room, said);
                lasts[room] = said.Seq;
            }
            foreach (var (room, last) in lasts)
            {
                (_last.Parameters[0].Value, _last.Parameters[1].Value) = (last, room);
                _last.ExecuteNonQuery();
            }
            transaction.Commit();
        }
        catch
        {
            // What was found or made meanwhile is not there any more.
            _rooms.Clear();
            _begun.Clear();
            throw;
        }
    }

    /// <summary>The numbers that were given are all kept: the next start goes on with them.</summary>
    public void EndCleanly() =>
        Schema.Run(_connection, "UPDATE starts SET is_clean = 1 WHERE id = $start", ("$start", _start));

    public void Dispose()
    {
        _insert.Dispose();
        _last.Dispose();
        _connection.Dispose();
    }

    private long RoomOf(Said said)
    {
        var name = said.Message.Room;
        if (!_rooms.TryGetValue(name, out var room))
        {
            Schema.Run(_connection, "INSERT OR IGNORE INTO rooms (name, last) VALUES ($name, 0)", ("$name", name));
            using var find = Prepare("SELECT id FROM rooms WHERE name = $name", "$name");
            find.Parameters[0].Value = name;
            _rooms[name] = room = (long)find.ExecuteScalar()!;
        }
        if (_begun.Add(room))
        {
            Schema.Run(_connection, "INSERT OR IGNORE INTO firsts (room, start, seq) VALUES ($room, $start, $seq)",
                ("$room", room), ("$start", _start), ("$seq", said.Seq));
        }
        return room;
    }

    private void Insert(long room, Said said)
    {
        var (message, values) = (said.Message, _insert.Parameters);
        values[0].Value = room;
        values[1].Value = said.Seq;
        values[2].Value = said.Id.ToString();
        values[3].Value = message.At.ToUnixTimeMilliseconds();
        values[4].Value = message.From;
        values[5].Value = message.Sender is null ? 1 : 0;
        values[6].Value = message.Text;
        values[7].Value = message.Key ?? (object)DBNull.Value;
        _insert.ExecuteNonQuery();
    }

    private SqliteCommand Prepare(string sql, params string[] parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var parameter in parameters) command.Parameters.Add(parameter, SqliteType.Text);
        return command;
    }
}
