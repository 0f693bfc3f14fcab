using Microsoft.Data.Sqlite;

namespace RxChat.Sqlite;

/// <summary>What stands in rooms, and all that was ever done in them, which retention does not shorten.</summary>
internal static class Rules
{
    /// <summary>Within the transaction of its entry.</summary>
    public static void Write(SqliteConnection connection, long room, Moderated act)
    {
        var row = HistoryRow.From(act);
        (string, object)[] values =
        [
            ("$room", room), ("$rule", act.Rule ?? ""), ("$seq", row.Seq), ("$id", row.Id.ToString()),
            ("$at", row.At.ToUnixTimeMilliseconds()), ("$sender", row.Name), ("$author", row.Identity.ToString()),
            ("$text", row.Text),
        ];
        Schema.Run(connection, "INSERT INTO audit (room, seq, at, sender, author, text) "
            + "VALUES ($room, $seq, $at, $sender, $author, $text)", values);
        if (act.Rule is null) return;
        Schema.Run(connection, act.IsTakenBack
            ? "DELETE FROM rules WHERE room = $room AND rule = $rule"
            : "INSERT OR REPLACE INTO rules (room, rule, seq, id, at, sender, author, text) "
                + "VALUES ($room, $rule, $seq, $id, $at, $sender, $author, $text)", values);
    }

    /// <summary>
    /// Takes out what is gone: of a room all of it, of a person what is about them; what they did themselves stands,
    /// and is nobody's.
    /// </summary>
    public static string Purge(string table) => $"""
        DELETE FROM {table} WHERE ($room IS NULL OR room = (SELECT id FROM rooms WHERE name = $room))
            AND ($names IS NULL OR json_extract(text, '$.whom') IN (SELECT value FROM json_each($names)));
        UPDATE {table} SET sender = '-', author = NULL
            WHERE ($room IS NULL OR room = (SELECT id FROM rooms WHERE name = $room))
            AND sender IN (SELECT value FROM json_each($names));
        """;

    /// <summary>What stands, by rooms.</summary>
    public static ILookup<string, Moderated> All(SqliteConnection connection) => Schema.Read(
        connection, "SELECT rooms.name, seq, rules.id, at, sender, author, text FROM rules "
        + "JOIN rooms ON rooms.id = rules.room ORDER BY seq",
        row => (Moderated)new HistoryRow(
            HistoryKind.Moderation, row.GetInt64(1), UlidOf(row.GetString(2)),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)), row.GetString(4),
            row.IsDBNull(5) ? default : UlidOf(row.GetString(5)), IsBot: false, row.GetString(6))
            .ToEntry(row.GetString(0))).ToLookup(act => act.Room);

    /// <summary>All that was done, by time; in one room, or in all.</summary>
    public static List<Moderated> Audit(SqliteConnection connection, string? room) => Schema.Read(
        connection, "SELECT rooms.name, seq, at, sender, author, text FROM audit JOIN rooms ON rooms.id = audit.room "
        + "WHERE $room IS NULL OR rooms.name = $room ORDER BY at, rooms.name, seq",
        row => (Moderated)new HistoryRow(
            HistoryKind.Moderation, row.GetInt64(1), default,
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)), row.GetString(3),
            row.IsDBNull(4) ? default : UlidOf(row.GetString(4)), IsBot: false, row.GetString(5))
            .ToEntry(row.GetString(0)), ("$room", room ?? (object)DBNull.Value));

    private static Ulid UlidOf(string text) => Ulid.TryParse(text, out var id) ? id : default;
}
