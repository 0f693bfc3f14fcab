using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace RxChat.Sqlite;

/// <summary>
/// The index of words, by the one that writes: what was committed is indexed behind it, a quarter of a second of it
/// together, which costs less than each alone. What changes of it is changed with its message.
/// </summary>
internal sealed class Words(SqliteConnection connection)
{
    /// <summary>The numbers of a room; a row is its room's number and, in the lower bits, its own.</summary>
    public const long MostPerRoom = 1L << SeqBits;

    private const int SeqBits = 40;

    /// <summary>What is indexed at once, which commits wait for: a few milliseconds.</summary>
    private const int AtOnce = 256;

    private static readonly TimeSpan s_together = TimeSpan.FromMilliseconds(250);

    private readonly Queue<long> _behind = new(RoomsBehind(connection));
    private readonly HashSet<long> _isBehind = [.. RoomsBehind(connection)];
    private long _behindSince;
    private bool _rests;

    public static long RowOf(long room, long seq) => (room << SeqBits) + seq;

    /// <summary>How long there is nothing to index; null is for ever.</summary>
    public TimeSpan? DueIn => _behind.Count == 0 || _rests ? null
        : _behindSince == 0 || Stopwatch.GetElapsedTime(_behindSince) is var waited && waited >= s_together
            ? TimeSpan.Zero
        : s_together - waited;

    /// <summary>Indexes no more until something is said.</summary>
    public void Rest() => _rests = true;

    /// <summary>Something was said in a room.</summary>
    public void Said(long room)
    {
        _rests = false;
        if (!_isBehind.Add(room)) return;
        if (_behind.Count == 0) _behindSince = Stopwatch.GetTimestamp();
        _behind.Enqueue(room);
    }

    /// <summary>Within a transaction: a message that may be indexed has another text.</summary>
    public static void Change(SqliteConnection connection, long room, long seq, string text)
    {
        if (Schema.Number(connection, "SELECT indexed FROM rooms WHERE id = $room", ("$room", room)) < seq) return;
        Schema.Run(connection, "DELETE FROM words WHERE rowid = $row", ("$row", RowOf(room, seq)));
        if (text.Length == 0) return;
        Schema.Run(connection, "INSERT INTO words (rowid, text) VALUES ($row, $text)",
            ("$row", RowOf(room, seq)), ("$text", text));
    }

    /// <summary>Indexes a little. Throws when it cannot be written.</summary>
    public void Index()
    {
        var room = _behind.Peek();
        // What is lost of it is indexed again: it need not be synchronized, and what is said after it is.
        Schema.Run(connection, "PRAGMA synchronous = NORMAL");
        try
        {
            Index(room);
        }
        finally
        {
            Schema.Run(connection, "PRAGMA synchronous = FULL");
        }
    }

    private void Index(long room)
    {
        using var transaction = connection.BeginTransaction();
        var indexed = Schema.Number(connection, "SELECT indexed FROM rooms WHERE id = $room", ("$room", room));
        var last = Schema.Number(connection,
            "SELECT max(seq) FROM (SELECT seq FROM messages WHERE room = $room AND seq > $from ORDER BY seq LIMIT "
            + $"{AtOnce})", ("$room", room), ("$from", indexed));
        if (last > 0)
        {
            Schema.Run(connection,
                $"INSERT INTO words (rowid, text) SELECT (room << {SeqBits}) + seq, text FROM messages WHERE "
                + "room = $room AND seq > $from AND seq <= $to AND kind = 0 AND text <> ''",
                ("$room", room), ("$from", indexed), ("$to", last));
            Schema.Run(connection, "UPDATE rooms SET indexed = $to WHERE id = $room", ("$room", room), ("$to", last));
        }
        transaction.Commit();
        // One room after the other, so that none waits for a large one.
        _behind.Dequeue();
        if (last - indexed >= AtOnce) _behind.Enqueue(room);
        else _isBehind.Remove(room);
    }

    private static List<long> RoomsBehind(SqliteConnection connection) =>
        Schema.Read(connection, "SELECT id FROM rooms WHERE indexed < last", row => row.GetInt64(0));
}
