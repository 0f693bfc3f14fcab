using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace RxChat.Sqlite;

/// <summary>What is taken out of a file for good.</summary>
public static partial class HistoryFile
{
    /// <summary>
    /// Takes out what was said in a room, or by whoever was called so, in any case: their entries keep their numbers,
    /// and nothing of their texts, names and keys is left in the file. Who has an account keeps its name.
    /// </summary>
    /// <param name="path">The file, which no server has, and nobody reads.</param>
    /// <param name="room">In which room; null is in all.</param>
    /// <param name="person">By whom; null is by everybody.</param>
    /// <returns>How many entries.</returns>
    /// <exception cref="HistoryFileException">It is no history, cannot be written, is being read, or has no such room
    /// or person.</exception>
    public static long Purge(string path, string? room, string? person) => Alone(path, connection =>
    {
        var (at, called) = (RoomOf(connection, room), NamesOf(connection, person));
        var count = called is [] ? 0 : Purge(connection, at, called);
        // What was overwritten may still be in free pages and in the log of writes, also of a purge before.
        Schema.Run(connection, "VACUUM");
        if (Schema.Number(connection, "PRAGMA wal_checkpoint(TRUNCATE)") != 0)
        {
            throw new HistoryFileException(
                $"{path} is being read, so that {path}-wal still has what was purged; end what reads it, and purge "
                + "again");
        }
        return called is not [] ? count
            : throw new HistoryFileException($"nobody called {person} has said anything");
    });

    private static long Purge(SqliteConnection connection, string? room, string[]? called)
    {
        using var transaction = connection.BeginTransaction();
        (string, object)[] whose =
        [
            ("$room", room ?? (object)DBNull.Value),
            ("$names", called is null ? DBNull.Value : JsonSerializer.Serialize(
                called, KeptEntryContext.Default.StringArray)),
        ];
        // Of a message goes what was made of it, too, whoever edited it.
        Schema.Run(connection, """
            CREATE TEMP TABLE gone AS SELECT messages.room AS room, seq, kind FROM messages
                JOIN rooms ON rooms.id = messages.room
                WHERE ($room IS NULL OR rooms.name = $room)
                AND ($names IS NULL OR sender IN (SELECT value FROM json_each($names))
                    OR (kind = 6 AND text <> ''
                        AND json_extract(text, '$.whom') IN (SELECT value FROM json_each($names))))
                AND NOT (sender = '-' AND text = '');
            INSERT INTO gone SELECT messages.room, messages.seq, 1 FROM messages JOIN gone
                ON gone.room = messages.room AND gone.seq = messages.of_seq WHERE messages.kind = 1;
            """, whose);
        var count = Schema.Number(connection, "SELECT count(*) FROM (SELECT DISTINCT room, seq FROM gone)");
        Schema.Run(connection, $"""
            DELETE FROM words WHERE rowid IN (SELECT (room << 40) + seq FROM gone);
            UPDATE messages SET sender = '{Nobody}', author = NULL, text = '', first_text = NULL, key = NULL,
                changed_by = CASE kind WHEN 0 THEN max(changed_by, seq) ELSE 0 END
                WHERE (room, seq) IN (SELECT room, seq FROM gone);
            {Rules.Purge("audit")}
            {Rules.Purge("rules")}
            UPDATE rooms SET topic = coalesce(
                (SELECT text FROM messages WHERE room = rooms.id AND kind = 5 ORDER BY seq DESC LIMIT 1), '')
                WHERE id IN (SELECT room FROM gone WHERE kind = 5) OR ($names IS NULL AND name = $room);
            DROP TABLE gone;
            INSERT INTO words (words) VALUES ('optimize');
            """ + Schema.CountBytes, whose);
        if (room is null && called is not null) ForgetNames(connection, called, whose);
        transaction.Commit();
        return count;
    }

    /// <summary>Beside what was said: tokens of guests, whom others do not hear, threads.</summary>
    private static void ForgetNames(SqliteConnection connection, string[] called, (string, object)[] whose)
    {
        Schema.Run(connection, """
            UPDATE tokens SET guest_name = NULL WHERE guest_name IN (SELECT value FROM json_each($names));
            DELETE FROM ignored WHERE name IN (SELECT value FROM json_each($names))
                AND name NOT IN (SELECT name FROM accounts);
            """, whose[1..]);
        foreach (var name in called)
        {
            foreach (var (table, column) in new[] { ("rooms", "name"), ("reads", "room") })
            {
                Schema.Run(connection, $"""
                    UPDATE {table} SET {column} =
                        rtrim(replace({column} || '+', ':' || $name || '+', ':{Nobody}+'), '+')
                        WHERE {column} LIKE '@%' AND $name NOT IN (SELECT name FROM accounts);
                    """, ("$name", name));
            }
        }
    }

    /// <summary>A name as it was written, in every case; none if nobody was called so.</summary>
    private static string[]? NamesOf(SqliteConnection connection, string? person) => person is null ? null :
    [
        .. Schema.Read(
            connection, """
            SELECT sender FROM messages UNION SELECT sender FROM audit UNION SELECT guest_name FROM tokens
            UNION SELECT json_extract(text, '$.whom') FROM audit WHERE text <> '' UNION SELECT name FROM ignored
            """, row => row.IsDBNull(0) ? "" : row.GetString(0))
            .Where(name => string.Equals(name, person, StringComparison.OrdinalIgnoreCase)),
    ];
}
