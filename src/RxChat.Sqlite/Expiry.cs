using Microsoft.Data.Sqlite;

namespace RxChat.Sqlite;

/// <summary>
/// What is kept no longer, by the one that writes: a little of one room at a time, until all rooms are looked at.
/// </summary>
internal sealed class Expiry(SqliteConnection connection, Retention retention, Action<Expired> gone)
{
    /// <summary>What goes at once, which commits wait for: a few milliseconds.</summary>
    private const string AtOnce = "512";

    private static readonly TimeSpan s_every = TimeSpan.FromMinutes(1);

    private readonly Queue<(long Room, string Name)> _rooms = new();
    private long _nextAt = Environment.TickCount64;

    /// <summary>Whether there is something to do now.</summary>
    public bool IsDue => !retention.IsNone && (_rooms.Count > 0 || Environment.TickCount64 >= _nextAt);

    /// <summary>How long nothing has to be done; null is for ever.</summary>
    public TimeSpan? DueIn => retention.IsNone ? null
        : TimeSpan.FromMilliseconds(Math.Max(0, _nextAt - Environment.TickCount64));

    /// <summary>Does nothing for a minute.</summary>
    public void Rest()
    {
        _rooms.Clear();
        _nextAt = Environment.TickCount64 + (long)s_every.TotalMilliseconds;
    }

    /// <summary>Shortens a room a little, or finds those to look at. Throws when it cannot be written.</summary>
    public void Expire()
    {
        if (_rooms.Count == 0)
        {
            Rest();
            foreach (var room in Schema.Read(
                connection, "SELECT id, name FROM rooms", row => (row.GetInt64(0), row.GetString(1))))
                _rooms.Enqueue(room);
            return;
        }
        var (id, name) = _rooms.Peek();
        var upTo = UpTo(id);
        var chunk = Schema.Number(
            connection,
            "SELECT max(seq) FROM (SELECT seq FROM messages WHERE room = $room AND seq <= $to ORDER BY seq LIMIT "
            + $"{AtOnce})", ("$room", id), ("$to", upTo));
        if (chunk == 0)
        {
            _rooms.Dequeue();
            return;
        }
        // Nobody is to read of it in memory what is not in the file.
        gone(new Expired(name, chunk));
        (string, object)[] these =
            [("$room", id), ("$to", chunk), ("$row", Words.RowOf(id, chunk)), ("$first", Words.RowOf(id, 0))];
        using var transaction = connection.BeginTransaction();
        Schema.Run(connection, $"UPDATE rooms SET bytes = bytes - (SELECT sum({Schema.Bytes}) FROM messages "
            + "WHERE room = $room AND seq <= $to) WHERE id = $room", these[..2]);
        Schema.Run(connection, "DELETE FROM messages WHERE room = $room AND seq <= $to", these[..2]);
        Schema.Run(connection, "DELETE FROM gaps WHERE room = $room AND until <= $to", these[..2]);
        Schema.Run(connection, "DELETE FROM words WHERE rowid > $first AND rowid <= $row", these[2..]);
        Schema.Run(
            connection, "UPDATE rooms SET indexed = max(indexed, $to) WHERE id = $room", these[..2]);
        transaction.Commit();
    }

    /// <summary>The last number that is kept no longer, or less.</summary>
    private long UpTo(long room)
    {
        var upTo = 0L;
        if (retention.Count is { } count)
            upTo = Schema.Number(connection, "SELECT last FROM rooms WHERE id = $room", ("$room", room)) - count;
        if (retention.Age is { } age)
        {
            upTo = Math.Max(upTo, Schema.Number(
                connection, "SELECT max(seq) FROM (SELECT seq, at FROM messages WHERE room = $room ORDER BY seq LIMIT "
                + $"{AtOnce}) WHERE at < $at",
                ("$room", room), ("$at", DateTimeOffset.UtcNow.Subtract(age).ToUnixTimeMilliseconds())));
        }
        if (retention.Bytes is { } bytes)
        {
            // Of the first ones those without which there is still too much.
            const string sums = $"SELECT seq, sum({Schema.Bytes}) OVER (ORDER BY seq) - {Schema.Bytes} AS before FROM ";
            upTo = Math.Max(upTo, Schema.Number(
                connection,
                $"SELECT max(seq) FROM ({sums} (SELECT seq, text FROM messages WHERE room = $room ORDER BY seq LIMIT "
                + $"{AtOnce})) WHERE (SELECT bytes FROM rooms WHERE id = $room) - before > $bytes",
                ("$room", room), ("$bytes", bytes)));
        }
        return upTo;
    }
}
