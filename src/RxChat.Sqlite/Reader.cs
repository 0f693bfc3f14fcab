using Microsoft.Data.Sqlite;

namespace RxChat.Sqlite;

/// <summary>Those that read, each by a connection of its own from the pool.</summary>
internal sealed class Reader(string connectionString)
{
    private const string Columns = "SELECT seq, messages.id, at, sender, is_bot, text, key FROM messages "
        + "JOIN rooms ON rooms.id = messages.room WHERE rooms.name = $room";

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
        var (page, bytes, hasMore) = (new List<Said>(), query.Bytes, false);
        while (!hasMore && reader.Read())
        {
            var said = SaidOf(reader, query.Room);
            bytes -= 2 * said.Message.Text.Length;
            hasMore = page.Count == query.Limit || (bytes < 0 && page.Count > 0);
            if (!hasMore) page.Add(said);
        }
        if (query.FromEnd) page.Reverse();
        return new HistoryPage(query.Room, [.. page], hasMore);
    }

    public Said? Find(string room, string key)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"{Columns} AND key = $key ORDER BY seq LIMIT 1";
        command.Parameters.AddWithValue("$room", room);
        command.Parameters.AddWithValue("$key", key);
        using var reader = command.ExecuteReader();
        return reader.Read() ? SaidOf(reader, room) : null;
    }

    private static Said SaidOf(SqliteDataReader row, string room)
    {
        var (from, text) = (row.GetString(3), row.GetString(5));
        var at = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2));
        // Who said it is a name: the connection is gone.
        var message = row.GetInt64(4) != 0
            ? new ChatMessage(from, room, text, at)
            : new ChatMessage(new Person(0, from), room, text, at);
        var key = row.IsDBNull(6) ? null : row.GetString(6);
        return MessageId.TryParse(row.GetString(1), out var id)
            ? new Said(message with { Key = key }, row.GetInt64(0), id)
            : throw new InvalidDataException($"message {row.GetInt64(0)} of {room} has no id");
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        return connection;
    }
}
