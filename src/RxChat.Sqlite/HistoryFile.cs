using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace RxChat.Sqlite;

/// <summary>
/// Work on a file beside a server. Exports and backups may be made while one writes it; imports and purges need it for
/// themselves.
/// </summary>
public static partial class HistoryFile
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
                    Write(connection, room, entry.Cleaned());
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
                // Whoever wrote the file: a line is one, and steers no terminal.
                output.Write(string.Concat(TextModeration.Sentence(act, act.By.Name)
                    .Select(character => char.IsControl(character) ? '\uFFFD' : character)));
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
        // Numbers that are given after it are not in it: who is served by it has to hear of that.
        using var copy = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = to, Pooling = false }.ConnectionString);
        copy.Open();
        Schema.Run(copy, "PRAGMA journal_mode = DELETE; UPDATE starts SET is_clean = 0;");
        return 0L;
    });

    private const int Constraint = 19;

    private static void Write(SqliteConnection connection, long room, KeptEntry entry)
    {
        if (entry.Until > 0) Gap.Write(connection, room, entry.Seq, entry.Until, entry.At);
        else if (!entry.Expired) Schema.Run(connection, KeptEntry.Insert, entry.Values(room));
        switch (entry.Kind)
        {
            case HistoryKind.Moderation when entry.ToAct() is { } act:
                Rules.Write(connection, room, act);
                break;
            case HistoryKind.Topic:
                Schema.Run(connection, "UPDATE rooms SET topic = $text WHERE id = $room AND NOT EXISTS "
                    + "(SELECT 1 FROM messages WHERE room = $room AND kind = 5 AND seq > $seq)", entry.Values(room));
                break;
        }
        if (entry.Expired)
        {
            Schema.Run(connection, "UPDATE rooms SET last = max(last, $seq) WHERE id = $room",
                ("$seq", entry.Seq), ("$room", room));
        }
    }

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

    private static string? RoomOf(SqliteConnection connection, string? room)
    {
        if (room is null) return null;
        var names = Schema.Read(connection, "SELECT name FROM rooms", row => row.GetString(0));
        return names.Find(name => string.Equals(name, room, StringComparison.OrdinalIgnoreCase))
            ?? throw new HistoryFileException($"it has no room {room}; it has {(names.Count == 0 ? "none"
                : string.Join(", ", names.Take(10)))}");
    }
}
