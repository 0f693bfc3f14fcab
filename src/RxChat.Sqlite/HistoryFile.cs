using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace RxChat.Sqlite;

/// <summary>
/// Work on a file beside a server. Exports and backups may be made while one writes it; imports and purges need it for
/// themselves.
/// </summary>
public static class HistoryFile
{
    // A name that no person can have.
    private const string Nobody = "-";

    /// <summary>Writes all entries as JSON, one object a line, by rooms and numbers.</summary>
    /// <param name="path">The file, of the version that this reads.</param>
    /// <param name="room">Of one room; null is of all.</param>
    /// <param name="output">To where.</param>
    /// <returns>How many.</returns>
    /// <exception cref="HistoryFileException">It is no history, or cannot be read.</exception>
    public static long Export(string path, string? room, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return SqliteHistory.Opening(path, () =>
        {
            using var connection = Existing(path);
            using var command = connection.CreateCommand();
            command.CommandText = KeptEntry.Select;
            command.Parameters.AddWithValue("$room", RoomOf(connection, room) ?? (object)DBNull.Value);
            command.Parameters.AddWithValue("$nobody", Nobody);
            command.Parameters.AddWithValue("$nothing", default(Ulid).ToString());
            using var reader = command.ExecuteReader();
            var count = 0L;
            for (; reader.Read(); count++)
            {
                output.Write(JsonSerializer.Serialize(KeptEntry.Read(reader), KeptEntryContext.Default.KeptEntry));
                output.Write('\n');
            }
            return count;
        });
    }

    /// <summary>Reads entries, all or none of them, into a file or a new one.</summary>
    /// <param name="path">The file, which no server has.</param>
    /// <param name="input">What <see cref="Export"/> wrote.</param>
    /// <returns>How many.</returns>
    /// <exception cref="HistoryFileException">It cannot be a history, or a line is no entry, or its number is taken;
    /// the message names the line.</exception>
    public static long Import(string path, TextReader input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Alone(path, connection =>
        {
            using var transaction = connection.BeginTransaction();
            // A room is one, whatever the case its name is written in.
            var (rooms, count) = (new Dictionary<string, long>(StringComparer.OrdinalIgnoreCase), 0L);
            foreach (var (name, id) in Schema.Read(
                connection, "SELECT name, id FROM rooms", row => (row.GetString(0), row.GetInt64(1))))
                rooms[name] = id;
            while (input.ReadLine() is { } line)
            {
                count++;
                try
                {
                    var entry = JsonSerializer.Deserialize(line, KeptEntryContext.Default.KeptEntry);
                    if (entry is null || entry.Problem() is not null)
                        throw new HistoryFileException($"line {count}: {entry?.Problem() ?? "it is no object"}");
                    if (!rooms.TryGetValue(entry.Room, out var room))
                        rooms[entry.Room] = room = Schema.RoomOf(connection, entry.Room);
                    if (entry.Until > 0) Gap.Write(connection, room, entry.Seq, entry.Until, entry.At);
                    else Schema.Run(connection, KeptEntry.Insert, entry.Cleaned().Values(room));
                    if (entry.Kind == HistoryKind.Moderation && entry.ToAct() is { } act)
                        Rules.Write(connection, room, act);
                }
                catch (JsonException e)
                {
                    throw new HistoryFileException($"line {count} is no entry of an export: {e.Message}", e);
                }
                catch (SqliteException e) when (e.SqliteErrorCode == Constraint)
                {
                    throw new HistoryFileException($"line {count}: the room has an entry of this number already", e);
                }
            }
            Schema.Run(connection, """
                UPDATE rooms SET last = max(last, coalesce((SELECT max(seq) FROM messages WHERE room = rooms.id), 0),
                    coalesce((SELECT max(until) FROM gaps WHERE room = rooms.id), 0));
                DELETE FROM words;
                UPDATE rooms SET indexed = 0;
                """ + Schema.CountBytes);
            SetTopics(connection);
            transaction.Commit();
            return count;
        });
    }

    /// <summary>Writes what was done to keep rooms in order, a line each: when, where, by whom, what.</summary>
    /// <param name="path">The file; a server may have it.</param>
    /// <param name="room">In one room; null is in all.</param>
    /// <param name="output">To where.</param>
    /// <exception cref="HistoryFileException">It is no history, or cannot be read.</exception>
    public static void Audit(string path, string? room, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        SqliteHistory.Opening(path, () =>
        {
            using var connection = Existing(path);
            foreach (var act in Rules.Audit(connection, RoomOf(connection, room)))
            {
                output.Write(FormattableString.Invariant(
                    $"{act.At.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}\t{act.Room}\t"));
                output.Write(TextModeration.Sentence(act, act.By.Name));
                output.Write('\n');
            }
            return 0L;
        });
    }

    /// <summary>Copies a file as it is at one moment, whoever writes it meanwhile.</summary>
    /// <param name="path">The file.</param>
    /// <param name="to">The copy, which is not there yet.</param>
    /// <exception cref="HistoryFileException">It is no history, or the copy cannot be made.</exception>
    public static void BackUp(string path, string to) => SqliteHistory.Opening(path, () =>
    {
        if (File.Exists(to)) throw new HistoryFileException($"{to} is there already; name another file, or remove it");
        using var connection = Existing(path);
        Schema.Run(connection, "VACUUM INTO $to", ("$to", to));
        return 0L;
    });

    /// <summary>
    /// Takes out what was said in a room, or by whoever was called so, in any case: their entries keep their numbers,
    /// and nothing of their texts, names and keys is left in the file.
    /// </summary>
    /// <param name="path">The file, which no server has.</param>
    /// <param name="room">In which room; null is in all.</param>
    /// <param name="person">By whom; null is by everybody.</param>
    /// <returns>How many entries.</returns>
    /// <exception cref="HistoryFileException">It is no history, cannot be written, or has no such room.</exception>
    public static long Purge(string path, string? room, string? person) => Alone(path, connection =>
    {
        var (at, called) = (RoomOf(connection, room), NamesOf(connection, person));
        long count;
        using (var transaction = connection.BeginTransaction())
        {
            (string, object)[] whose =
            [
                ("$room", at ?? (object)DBNull.Value),
                ("$names", called is null ? DBNull.Value : JsonSerializer.Serialize(
                    called, KeptEntryContext.Default.StringArray)),
            ];
            // Of a message goes what was made of it, too, whoever edited it.
            Schema.Run(connection, """
                CREATE TEMP TABLE gone AS SELECT messages.room AS room, seq FROM messages
                    JOIN rooms ON rooms.id = messages.room
                    WHERE ($room IS NULL OR rooms.name = $room)
                    AND ($names IS NULL OR sender IN (SELECT value FROM json_each($names))
                        OR (kind = 6 AND text <> ''
                            AND json_extract(text, '$.whom') IN (SELECT value FROM json_each($names))))
                    AND NOT (sender = '-' AND text = '');
                INSERT INTO gone SELECT messages.room, messages.seq FROM messages JOIN gone
                    ON gone.room = messages.room AND gone.seq = messages.of_seq WHERE messages.kind = 1;
                """, whose);
            count = Schema.Number(connection, "SELECT count(*) FROM (SELECT DISTINCT room, seq FROM gone)");
            Schema.Run(connection, $"""
                DELETE FROM words WHERE rowid IN (SELECT (room << 40) + seq FROM gone);
                UPDATE messages SET sender = '{Nobody}', author = NULL, text = '', first_text = NULL, key = NULL,
                    changed_by = CASE kind WHEN 0 THEN max(changed_by, seq) ELSE 0 END
                    WHERE (room, seq) IN (SELECT room, seq FROM gone);
                {Rules.Purge("audit")}
                {Rules.Purge("rules")}
                DROP TABLE gone;
                INSERT INTO words (words) VALUES ('optimize');
                """ + Schema.CountBytes, whose);
            SetTopics(connection);
            transaction.Commit();
        }
        // What was overwritten may still be in free pages and in the log of writes.
        Schema.Run(connection, "VACUUM; PRAGMA wal_checkpoint(TRUNCATE);");
        return count;
    });

    private const int Constraint = 19;

    private static void SetTopics(SqliteConnection connection) => Schema.Run(connection, """
        UPDATE rooms SET topic = coalesce((
            SELECT text FROM messages WHERE room = rooms.id AND kind = 5 ORDER BY seq DESC LIMIT 1), '');
        """);

    private static T Alone<T>(string path, Func<SqliteConnection, T> work) => SqliteHistory.Opening(path, () =>
    {
        using var taken = SqliteHistory.Lock(path);
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        connection.Open();
        Schema.Migrate(connection, path);
        return work(connection);
    });

    private static SqliteConnection Existing(string path)
    {
        if (!File.Exists(path)) throw new HistoryFileException($"there is no file {path}");
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false,
        }.ConnectionString);
        connection.Open();
        Schema.Check(connection, path);
        return connection;
    }

    /// <summary>A name as it was written, in every case.</summary>
    private static string[]? NamesOf(SqliteConnection connection, string? person)
    {
        if (person is null) return null;
        string[] names = [.. Schema.Read(connection, "SELECT DISTINCT sender FROM messages", row => row.GetString(0))
            .Where(name => string.Equals(name, person, StringComparison.OrdinalIgnoreCase))];
        return names.Length > 0 ? names : throw new HistoryFileException($"nobody called {person} has said anything");
    }

    private static string? RoomOf(SqliteConnection connection, string? room)
    {
        if (room is null) return null;
        var names = Schema.Read(connection, "SELECT name FROM rooms", row => row.GetString(0));
        return names.Find(name => string.Equals(name, room, StringComparison.OrdinalIgnoreCase))
            ?? throw new HistoryFileException($"it has no room {room}; it has {(names.Count == 0 ? "none"
                : string.Join(", ", names.Take(10)))}");
    }
}
