using Microsoft.Data.Sqlite;

namespace RxChat.Sqlite;

/// <summary>Those that read, each by a connection of its own from the pool.</summary>
internal sealed class Reader(string connectionString)
{
    private const string Before = "SELECT seq, messages.id, at, sender, is_bot, ";

    private const string After = ", key, kind, author, of_seq, of_id, changed_by "
        + "FROM messages JOIN rooms ON rooms.id = messages.room WHERE rooms.name = $room";

    private const string Columns = $"{Before}text{After}", Originals = $"{Before}coalesce(first_text, text){After}";

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
        var (page, hasMore) = Read(reader, query.Room, query.Limit, query.Bytes);
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
            { Of: { Seq: > 0 } of } => ("seq = $value", of.Seq),
            _ => ("messages.id = $value", (query.Of?.Id ?? default).ToString()),
        };
        command.CommandText = $"{(query.IsOriginal ? Originals : Columns)} AND kind = 0 AND {which} LIMIT 1";
        command.Parameters.AddWithValue("$room", query.Room);
        command.Parameters.AddWithValue("$value", value);
        using var reader = command.ExecuteReader();
        return reader.Read() ? RowOf(reader).ToEntry(query.Room) as Said : null;
    }

    public SearchPage Search(SearchQuery query)
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction(deferred: true);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, indexed FROM rooms WHERE name = $room";
        command.Parameters.AddWithValue("$room", query.Room);
        var (room, indexed) = (0L, 0L);
        using (var one = command.ExecuteReader())
        {
            if (one.Read()) (room, indexed) = (one.GetInt64(0), one.GetInt64(1));
        }
        command.CommandText =
            $"{Columns} AND messages.room = $id AND seq IN (SELECT rowid - $first FROM words WHERE words MATCH $words "
            + "AND rowid >= $from AND rowid < $before ORDER BY rowid DESC LIMIT $limit) ORDER BY seq DESC";
        var first = Words.RowOf(room, 0);
        command.Parameters.AddWithValue("$id", room);
        command.Parameters.AddWithValue("$first", first);
        command.Parameters.AddWithValue("$from", first + query.From);
        command.Parameters.AddWithValue("$before", first + Math.Min(query.Before, Words.MostPerRoom));
        command.Parameters.AddWithValue(
            "$words", string.Join(' ', query.Words.Split(' ').Select(word => $"\"{word}\"")));
        command.Parameters.AddWithValue("$limit", query.Limit + 1);
        using var reader = command.ExecuteReader();
        var (found, hasMore) = Read(reader, query.Room, query.Limit, query.Bytes);
        found.Reverse();
        return new SearchPage(query.Room, query.Words, [.. found], hasMore, indexed);
    }

    private static (List<Numbered> Entries, bool HasMore) Read(
        SqliteDataReader reader, string room, int limit, int bytes)
    {
        var (page, hasMore) = (new List<Numbered>(), false);
        while (!hasMore && reader.Read())
        {
            var row = RowOf(reader);
            bytes -= 2 * row.Text.Length;
            hasMore = page.Count == limit || (bytes < 0 && page.Count > 0);
            if (!hasMore) page.Add(row.ToEntry(room));
        }
        return (page, hasMore);
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
