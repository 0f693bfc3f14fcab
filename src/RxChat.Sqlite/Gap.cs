using Microsoft.Data.Sqlite;

namespace RxChat.Sqlite;

/// <summary>Where numbers were given to what could not be written.</summary>
internal static class Gap
{
    /// <summary>Within a transaction that writes again.</summary>
    public static void Write(SqliteConnection connection, long room, long first, long last, DateTimeOffset at) =>
        Schema.Run(connection, "INSERT INTO gaps (room, seq, until, at) VALUES ($room, $seq, $until, $at)",
            ("$room", room), ("$seq", first), ("$until", last), ("$at", at.ToUnixTimeMilliseconds()));
}
