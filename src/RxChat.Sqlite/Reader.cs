using Microsoft.Data.Sqlite;

namespace RxChat.Sqlite;

/// <summary>Those that read, each by a connection of its own from the pool.</summary>
internal sealed class Reader(string connectionString)
{
    private const string Columns = "SELECT seq, messages.id, at, sender, is_bot, text, key, kind, author, of_seq, "
        + "of_id, changed_by FROM messages JOIN rooms ON rooms.id = messages.room WHERE rooms.name = $room";

    public HistoryPage Page(HistoryQuery query)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        var order = query.FromEnd ? "DESC" : "ASC";
        command.CommandText =
            $"{Columns} AND seq >= $from AND seq <= $to ORDER BY messages.room, seq {order} LIMIT $limit";
        command.Parameters.AddWithValue("$room", query.Room);
        command.Parameters.AddWithValue("$from", query.From);
        command.Parameters.AddWithValue("$to", query.To);
        command.Parameters.AddWithValue("$limit", query.Limit + 1);
        using var reader = command.ExecuteReader();
        var (page, bytes, hasMore) = (new List<Numbered>(), query.Bytes, false);
        while (!hasMore && reader.Read())
        {
            var row = RowOf(reader);
            bytes -= 2 * row.Text.Length;
            hasMore = page.Count == query.Limit || (bytes < 0 && page.Count > 0);
            if (!hasMore) page.Add(row.ToEntry(query.Room));
        }
        if (query.FromEnd) page.Reverse();
        return new HistoryPage(query.Room, [.. page], hasMore);
    }

    public Said? Find(SaidQuery query)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        var (which, value) = query switch
        {
            { Key: { } key } => ("key = $value ORDER BY seq", (object)key),
            { Of.Seq: > 0 } => ("seq = $value", query.Of.Seq),
            { Of.Id: var id } when id != default => ("messages.id = $value", id.ToString()),
            _ => ("author = $value AND (changed_by = 0 OR text <> '') ORDER BY seq DESC", query.Author.ToString()),
        };
        command.CommandText = $"{Columns} AND kind = 0 AND {which} LIMIT 1";
        command.Parameters.AddWithValue("$room", query.Room);
        command.Parameters.AddWithValue("$value", value);
        using var reader = command.ExecuteReader();
        return reader.Read() ? RowOf(reader).ToEntry(query.Room) as Said : null;
    }

    private static HistoryRow RowOf(SqliteDataReader row) => new(
        (HistoryKind)row.GetInt32(7), row.GetInt64(0), UlidOf(row, 1),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)), row.GetString(3), UlidOf(row, 8),
        row.GetInt64(4) != 0, row.GetString(5), row.IsDBNull(6) ? null : row.GetString(6),
        row.IsDBNull(10) ? null : new Target(row.IsDBNull(9) ? 0 : row.GetInt64(9), UlidOf(row, 10)), row.GetInt64(11));

    private static Ulid UlidOf(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? default
        : Ulid.TryParse(row.GetString(column), out var id) ? id
        : throw new InvalidDataException($"entry {row.GetInt64(0)} has no id");

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        return connection;
    }
}
