using Microsoft.Data.Sqlite;

namespace RxChat.Server.Tests;

/// <summary>What somebody does to a file beside the server.</summary>
internal static class Sql
{
    /// <summary>Does it, and returns the first value of the first row, if there is one.</summary>
    public static object? Run(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
