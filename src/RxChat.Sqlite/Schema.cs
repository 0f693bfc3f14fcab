using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace RxChat.Sqlite;

/// <summary>What is in a file, and what makes a file of the version that this reads.</summary>
internal static class Schema
{
    /// <summary>The version that is written; each step leads to the next one.</summary>
    public const int Version = 5;

    // "RxCh", as sqlite.org's magic.txt has it.
    private const int Application = 0x52784368;

    /// <summary>The bytes of a text.</summary>
    public const string Bytes = "length(CAST(text AS BLOB))";

    /// <summary>Counts the bytes of all texts anew.</summary>
    public const string CountBytes =
        $"UPDATE rooms SET bytes = coalesce((SELECT sum({Bytes}) FROM messages WHERE room = rooms.id), 0);";

    private static readonly string[] s_steps =
    [
        """
        CREATE TABLE starts (id INTEGER PRIMARY KEY, epoch TEXT NOT NULL UNIQUE, is_clean INTEGER NOT NULL);
        CREATE TABLE rooms (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, last INTEGER NOT NULL);
        CREATE TABLE firsts (
            room INTEGER NOT NULL, start INTEGER NOT NULL, seq INTEGER NOT NULL,
            PRIMARY KEY (room, start)) WITHOUT ROWID;
        CREATE TABLE messages (
            room INTEGER NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, sender TEXT NOT NULL,
            is_bot INTEGER NOT NULL, text TEXT NOT NULL, key TEXT,
            PRIMARY KEY (room, seq)) WITHOUT ROWID;
        CREATE INDEX messages_by_key ON messages (room, key) WHERE key IS NOT NULL;
        """,
        // What becomes of a message is an entry like it.
        """
        ALTER TABLE messages ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE messages ADD COLUMN author TEXT;
        ALTER TABLE messages ADD COLUMN of_seq INTEGER;
        ALTER TABLE messages ADD COLUMN of_id TEXT;
        ALTER TABLE messages ADD COLUMN changed_by INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE messages ADD COLUMN first_text TEXT;
        ALTER TABLE rooms ADD COLUMN topic TEXT NOT NULL DEFAULT '';
        ALTER TABLE rooms ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE rooms ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
        CREATE VIRTUAL TABLE words USING fts5(
            text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2');
        CREATE INDEX messages_by_id ON messages (room, id);
        CREATE INDEX messages_by_edit ON messages (room, of_seq) WHERE kind = 1;
        """ + CountBytes,
        """
        CREATE TABLE accounts (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL UNIQUE, written TEXT NOT NULL UNIQUE,
            lowered TEXT NOT NULL UNIQUE, password TEXT NOT NULL, is_operator INTEGER NOT NULL, created INTEGER NOT NULL
            ) WITHOUT ROWID;
        CREATE TABLE tokens (
            hash TEXT PRIMARY KEY, identity TEXT NOT NULL, guest_name TEXT, used INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX tokens_by_identity ON tokens (identity);
        CREATE TABLE reads (
            account TEXT NOT NULL, room TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (account, room)) WITHOUT ROWID;
        CREATE TABLE rules (
            room INTEGER NOT NULL, rule TEXT NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL,
            sender TEXT NOT NULL, author TEXT, text TEXT NOT NULL, PRIMARY KEY (room, rule)) WITHOUT ROWID;
        CREATE TABLE audit (
            room INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, sender TEXT NOT NULL, author TEXT,
            text TEXT NOT NULL, PRIMARY KEY (room, seq)) WITHOUT ROWID;
        CREATE TABLE ignored (
            account TEXT NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (account, key)) WITHOUT ROWID;
        """,
        """
        CREATE TABLE gaps (
            room INTEGER NOT NULL, seq INTEGER NOT NULL, until INTEGER NOT NULL, at INTEGER NOT NULL,
            PRIMARY KEY (room, seq)) WITHOUT ROWID;
        """,
        // What a token is good for; null is everything.
        "ALTER TABLE tokens ADD COLUMN scopes INTEGER;",
    ];

    /// <summary>Makes the tables of a new file, or brings those of an older one forward.</summary>
    /// <exception cref="HistoryFileException">It is somebody else's, or of a later version.</exception>
    public static void Migrate(SqliteConnection connection, string path)
    {
        var version = VersionOf(connection, path);
        if (version == Version) return;
        using var transaction = connection.BeginTransaction();
        foreach (var step in s_steps[(int)version..]) Run(connection, step);
        Run(connection, $"PRAGMA application_id = {Application}; PRAGMA user_version = {Version};");
        transaction.Commit();
    }

    /// <summary>A file that is only read is of the version that this writes.</summary>
    /// <exception cref="HistoryFileException">It is somebody else's, or of another version.</exception>
    public static void Check(SqliteConnection connection, string path)
    {
        if (VersionOf(connection, path) is var version && version != Version)
        {
            throw new HistoryFileException(
                $"{path} was written by an earlier version of rxchat ({version}); serve it once by this one");
        }
    }

    /// <summary>The number of a room, which is made if it is not there.</summary>
    public static long RoomOf(SqliteConnection connection, string name)
    {
        Run(connection, "INSERT OR IGNORE INTO rooms (name, last) VALUES ($name, 0)", ("$name", name));
        return Number(connection, "SELECT id FROM rooms WHERE name = $name", ("$name", name));
    }

    /// <summary>
    /// Begins to write: after an end that was not clean, or for the first time, with a new start of the numbers.
    /// </summary>
    public static HistoryStart Begin(SqliteConnection connection)
    {
        using var transaction = connection.BeginTransaction();
        if (Number(connection, "SELECT is_clean FROM starts ORDER BY id DESC LIMIT 1") == 1)
            Run(connection, "UPDATE starts SET is_clean = 0 WHERE id = (SELECT max(id) FROM starts)");
        else
        {
            Run(connection, "INSERT INTO starts (epoch, is_clean) VALUES ($epoch, 0)",
                ("$epoch", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))));
        }
        transaction.Commit();
        var starts = Read(connection, "SELECT id, epoch FROM starts ORDER BY id",
            row => (Id: row.GetInt64(0), Epoch: row.GetString(1)));
        var firsts = Read(connection, "SELECT room, start, seq FROM firsts ORDER BY room, start", row => (
            Room: row.GetInt64(0),
            First: new HistoryFirst(starts.FindIndex(start => start.Id == row.GetInt64(1)), row.GetInt64(2))))
            .ToLookup(first => first.Room, first => first.First);
        var rules = Rules.All(connection);
        var rooms = Read(connection, "SELECT id, name, last, topic FROM rooms", row => new HistoryRoom(
            row.GetString(1), row.GetInt64(2), [.. firsts[row.GetInt64(0)]], [.. rules[row.GetString(1)]],
            row.GetString(3)));
        return new HistoryStart([.. starts.Select(start => start.Epoch)], [.. rooms]);
    }

    public static void Run(SqliteConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        command.ExecuteNonQuery();
    }

    public static long Number(
        SqliteConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        return command.ExecuteScalar() is long number ? number : 0;
    }

    private static long VersionOf(SqliteConnection connection, string path)
    {
        var application = Number(connection, "PRAGMA application_id");
        var version = Number(connection, "PRAGMA user_version");
        var isNew = application == 0 && version == 0 && Number(connection, "SELECT count(*) FROM sqlite_master") == 0;
        if (!isNew && application != Application)
        {
            throw new HistoryFileException(
                $"{path} is a database of another program; name another file, or none (--history)");
        }
        if (version > Version)
        {
            throw new HistoryFileException(
                $"{path} was written by a later version of rxchat ({version}, and this one reads {Version}); "
                + "use that one, or name another file (--history)");
        }
        return version;
    }

    public static List<T> Read<T>(
        SqliteConnection connection, string sql, Func<SqliteDataReader, T> row,
        params (string Name, object Value)[] parameters)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        using var reader = command.ExecuteReader();
        var all = new List<T>();
        while (reader.Read()) all.Add(row(reader));
        return all;
    }
}
