using System.Text.Json.Serialization;
using Microsoft.Data.Sqlite;

namespace RxChat.Sqlite;

/// <summary>
/// An entry, or a gap where there are none, as a line of an export has it, and as a row of the file: nothing more,
/// nothing less.
/// </summary>
internal sealed record KeptEntry
{
    private const string Names =
        "seq, id, at, kind, sender, is_bot, author, text, first_text, key, of_seq, of_id, changed_by";

    /// <summary>Of all rooms or of one, in the order of rooms and numbers.</summary>
    public const string Select = "SELECT rooms.name, seq, messages.id, at, kind, sender, is_bot, author, text, "
        + "first_text, key, of_seq, of_id, changed_by, 0 FROM messages JOIN rooms ON rooms.id = messages.room "
        + "WHERE $room IS NULL OR rooms.name = $room "
        + "UNION ALL SELECT rooms.name, seq, $nothing, at, 0, $nobody, 0, NULL, '', NULL, NULL, NULL, NULL, 0, until "
        + "FROM gaps JOIN rooms ON rooms.id = gaps.room WHERE $room IS NULL OR rooms.name = $room "
        // What stands of entries that are kept no longer, and the numbers that were given.
        + "UNION ALL SELECT rooms.name, audit.seq, coalesce(rules.id, $nothing), audit.at, 6, audit.sender, 0, "
        + "audit.author, audit.text, NULL, NULL, NULL, NULL, 0, -1 FROM audit JOIN rooms ON rooms.id = audit.room "
        + "LEFT JOIN rules ON rules.room = audit.room AND rules.seq = audit.seq "
        + "WHERE ($room IS NULL OR rooms.name = $room) AND NOT EXISTS "
        + "(SELECT 1 FROM messages WHERE messages.room = audit.room AND messages.seq = audit.seq) "
        + "UNION ALL SELECT name, last, $nothing, 0, 5, $nobody, 0, NULL, topic, NULL, NULL, NULL, NULL, 0, -1 "
        + "FROM rooms WHERE ($room IS NULL OR name = $room) AND last > 0 AND (NOT EXISTS "
        + "(SELECT 1 FROM messages WHERE room = rooms.id AND seq = last) AND NOT EXISTS "
        + "(SELECT 1 FROM gaps WHERE room = rooms.id AND until = last) OR (topic <> '' AND NOT EXISTS "
        + "(SELECT 1 FROM messages WHERE room = rooms.id AND kind = 5))) ORDER BY 1, 2, 15 DESC";

    public const string Insert = $"INSERT INTO messages (room, {Names}) VALUES ($room, $seq, $id, $at, $kind, $sender, "
        + "$is_bot, $author, $text, $first_text, $key, $of_seq, $of_id, $changed_by)";

    public required string Room { get; init; }

    public required long Seq { get; init; }

    public required string Id { get; init; }

    /// <summary>To the millisecond, as the file has it.</summary>
    public required DateTimeOffset At { get; init; }

    public HistoryKind Kind { get; init; }

    public required string From { get; init; }

    public bool Bot { get; init; }

    public string? Author { get; init; }

    public string Text { get; init; } = "";

    public string? FirstText { get; init; }

    public string? Key { get; init; }

    public long? Of { get; init; }

    public string? OfId { get; init; }

    public long ChangedBy { get; init; }

    /// <summary>Of a gap, its last number.</summary>
    public long Until { get; init; }

    /// <summary>Whether the entry is kept no longer, and what it did stands.</summary>
    public bool Expired { get; init; }

    public static KeptEntry Read(SqliteDataReader row) => new()
    {
        Room = row.GetString(0),
        Seq = row.GetInt64(1),
        Id = row.GetString(2),
        At = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)),
        Kind = (HistoryKind)row.GetInt32(4),
        From = row.GetString(5),
        Bot = row.GetInt64(6) != 0,
        Author = TextOf(row, 7),
        Text = row.GetString(8),
        FirstText = TextOf(row, 9),
        Key = TextOf(row, 10),
        Of = row.IsDBNull(11) ? null : row.GetInt64(11),
        OfId = TextOf(row, 12),
        ChangedBy = row.GetInt64(13),
        Until = Math.Max(0, row.GetInt64(14)),
        Expired = row.GetInt64(14) < 0,
    };

    public (string Name, object Value)[] Values(long room) =>
    [
        ("$room", room), ("$seq", Seq), ("$id", Id), ("$at", At.ToUnixTimeMilliseconds()), ("$kind", (int)Kind),
        ("$sender", From), ("$is_bot", Bot ? 1 : 0), ("$author", Author ?? (object)DBNull.Value), ("$text", Text),
        ("$first_text", FirstText ?? (object)DBNull.Value), ("$key", Key ?? (object)DBNull.Value),
        ("$of_seq", Of ?? (object)DBNull.Value), ("$of_id", OfId ?? (object)DBNull.Value), ("$changed_by", ChangedBy),
    ];

    /// <summary>With texts and names as they could have been said: whoever wrote the line.</summary>
    public KeptEntry Cleaned()
    {
        var said = new ChatMessage(From, Room, Text);
        return this with
        {
            From = said.From, Text = said.Text,
            FirstText = FirstText is null ? null : new ChatMessage(From, Room, FirstText).Text,
        };
    }

    /// <summary>Of moderation, the act; null where that was purged.</summary>
    public Moderated? ToAct()
    {
        _ = Ulid.TryParse(Id, out var id);
        _ = Ulid.TryParse(Author, out var author);
        var row = new HistoryRow(Kind, Seq, id, At, From, author, Bot, Text);
        return row.ToEntry(Room) is Moderated { Act: not ModerationAct.Forgotten } act ? act : null;
    }

    /// <summary>What cannot be an entry; null if it can.</summary>
    public string? Problem() =>
        Room.Length == 0 ? "the room has no name"
        : Seq <= 0 ? "seq is not from 1"
        : Until != 0 && Until < Seq ? "until is before seq"
        : !Ulid.TryParse(Id, out _) ? "id is no ULID"
        : OfId is not null && !Ulid.TryParse(OfId, out _) ? "ofId is no ULID"
        : Author is not null && !Ulid.TryParse(Author, out _) ? "author is no ULID"
        : null;

    private static string? TextOf(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(KeptEntry))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class KeptEntryContext : JsonSerializerContext;
