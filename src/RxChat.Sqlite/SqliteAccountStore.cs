using System.Collections.Immutable;
using Microsoft.Data.Sqlite;

namespace RxChat.Sqlite;

/// <summary>
/// Accounts in a SQLite file, the one in which a history is or another. Several processes may have it, so that accounts
/// are administered while a server runs.
/// </summary>
public sealed class SqliteAccountStore : IAccountStore
{
    private const string Columns =
        "SELECT id, name, is_operator, key, written, lowered, password, created FROM accounts";

    private readonly string _connectionString;

    private SqliteAccountStore(string connectionString) => _connectionString = connectionString;

    /// <summary>Opens a file, or makes it.</summary>
    /// <param name="path">Where; its folder is there.</param>
    /// <exception cref="HistoryFileException">It cannot be one; the message names it and the mend.</exception>
    public static SqliteAccountStore Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return SqliteHistory.Opening(path, () =>
        {
            var source = new SqliteConnectionStringBuilder { DataSource = path }.ConnectionString;
            using var connection = new SqliteConnection(source);
            connection.Open();
            Schema.Migrate(connection, path);
            Schema.Run(connection, "PRAGMA journal_mode = WAL");
            return new SqliteAccountStore(source);
        });
    }

    /// <inheritdoc />
    public Task<KeptAccount?> FindAsync(string key, CancellationToken cancellation) => Do(
        connection => Accounts(connection, $"{Columns} WHERE key = $key", ("$key", key)).SingleOrDefault(),
        cancellation);

    /// <inheritdoc />
    public Task<KeptAccount?> FindAsync(Ulid id, CancellationToken cancellation) => Do(
        connection => Accounts(connection, $"{Columns} WHERE id = $id", ("$id", id.ToString())).SingleOrDefault(),
        cancellation);

    /// <inheritdoc />
    public Task<string?> FindLikeAsync(string written, string lowered, CancellationToken cancellation) =>
        Do(connection => Like(connection, written, lowered), cancellation);

    /// <inheritdoc />
    public Task<bool> AddAsync(KeptAccount account, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(account);
        return Do(
            connection =>
            {
                using var transaction = connection.BeginTransaction();
                if (Like(connection, account.Written, account.Lowered) is not null) return false;
                Schema.Run(connection, "INSERT INTO accounts (id, name, key, written, lowered, password, is_operator, "
                    + "created) VALUES ($id, $name, $key, $written, $lowered, $password, $operator, $created)",
                    ("$id", account.Account.Id.ToString()), ("$name", account.Account.Name), ("$key", account.Key),
                    ("$written", account.Written), ("$lowered", account.Lowered), ("$password", account.Password),
                    ("$operator", account.Account.IsOperator ? 1 : 0),
                    ("$created", account.Created.ToUnixTimeMilliseconds()));
                transaction.Commit();
                return true;
            },
            cancellation);
    }

    /// <inheritdoc />
    public Task<bool> SetPasswordAsync(Ulid id, string hash, CancellationToken cancellation) => Do(
        connection =>
        {
            using var transaction = connection.BeginTransaction();
            Schema.Run(connection, "UPDATE accounts SET password = $hash WHERE id = $id; "
                + "DELETE FROM tokens WHERE identity = $id", ("$hash", hash), ("$id", id.ToString()));
            var isThere = Schema.Number(
                connection, "SELECT count(*) FROM accounts WHERE id = $id", ("$id", id.ToString())) > 0;
            transaction.Commit();
            return isThere;
        },
        cancellation);

    /// <inheritdoc />
    public Task RemoveAsync(Ulid id, CancellationToken cancellation) => Do(
        connection =>
        {
            using var transaction = connection.BeginTransaction();
            Schema.Run(connection, "DELETE FROM accounts WHERE id = $id; DELETE FROM tokens WHERE identity = $id; "
                + "DELETE FROM reads WHERE account = $id; DELETE FROM ignored WHERE account = $id",
                ("$id", id.ToString()));
            transaction.Commit();
            return true;
        },
        cancellation);

    /// <inheritdoc />
    public Task<ImmutableArray<KeptAccount>> ListAsync(CancellationToken cancellation) => Do(
        connection => Accounts(connection, $"{Columns} ORDER BY key").ToImmutableArray(), cancellation);

    /// <inheritdoc />
    public Task AddTokenAsync(KeptToken token, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(token);
        return Do(
            connection =>
            {
                // Those that nobody comes back by go with the next one that is made.
                Schema.Run(connection, "DELETE FROM tokens WHERE used < $void; INSERT INTO tokens "
                    + "(hash, identity, guest_name, used, scopes) VALUES ($hash, $identity, $name, $used, $scopes)",
                    ("$hash", token.Hash), ("$identity", token.Identity.ToString()),
                    ("$name", token.GuestName ?? (object)DBNull.Value), ("$used", token.Used.ToUnixTimeMilliseconds()),
                    ("$scopes", token.Scopes is { } scopes ? (int)scopes : DBNull.Value),
                    ("$void", (token.Used - RxChat.Accounts.TokensLast).ToUnixTimeMilliseconds()));
                return true;
            },
            cancellation);
    }

    /// <inheritdoc />
    public Task RemoveTokensAsync(Ulid identity, CancellationToken cancellation) => Do(
        connection =>
        {
            Schema.Run(connection, "DELETE FROM tokens WHERE identity = $id", ("$id", identity.ToString()));
            return true;
        },
        cancellation);

    /// <inheritdoc />
    public Task<KeptToken?> UseTokenAsync(string hash, DateTimeOffset now, CancellationToken cancellation) => Do(
        connection =>
        {
            const string Sql = "SELECT identity, guest_name, used, scopes FROM tokens WHERE hash = $hash";
            var token = Schema.Read(connection, Sql,
                row => new KeptToken(hash, UlidOf(row.GetString(0)), row.IsDBNull(1) ? null : row.GetString(1),
                    DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)))
                {
                    Scopes = row.IsDBNull(3) ? null : (Scopes)row.GetInt32(3),
                }, ("$hash", hash)).SingleOrDefault();
            if (token is not null)
            {
                // One that is too old stays so.
                Schema.Run(connection, token.IsValid(now)
                    ? "UPDATE tokens SET used = $now WHERE hash = $hash"
                    : "DELETE FROM tokens WHERE hash = $hash",
                    ("$now", now.ToUnixTimeMilliseconds()), ("$hash", hash));
            }
            return token;
        },
        cancellation);

    /// <inheritdoc />
    public Task SetReadAsync(Ulid id, ReadMark mark, CancellationToken cancellation) => Do(
        connection =>
        {
            Schema.Run(connection, "INSERT INTO reads (account, room, seq) VALUES ($id, $room, $seq) "
                + "ON CONFLICT DO UPDATE SET seq = $seq",
                ("$id", id.ToString()), ("$room", mark.Room), ("$seq", mark.Seq));
            return true;
        },
        cancellation);

    /// <inheritdoc />
    public Task SetIgnoredAsync(Ulid id, string name, bool isIgnored, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(name);
        var sql = isIgnored
            ? "INSERT OR REPLACE INTO ignored (account, key, name) VALUES ($id, $key, $name)"
            : "DELETE FROM ignored WHERE account = $id AND key = $key";
        return Do(
            connection =>
            {
                Schema.Run(connection, sql,
                    ("$id", id.ToString()), ("$key", name.ToUpperInvariant()), ("$name", name));
                return true;
            },
            cancellation);
    }

    private static string? Like(SqliteConnection connection, string written, string lowered) => Schema.Read(
        connection, "SELECT name FROM accounts WHERE written IN ($written, $lowered) "
        + "OR lowered IN ($written, $lowered) LIMIT 1", row => row.GetString(0),
        ("$written", written), ("$lowered", lowered)).SingleOrDefault();

    private static IEnumerable<KeptAccount> Accounts(
        SqliteConnection connection, string sql, params (string Name, object Value)[] parameters) =>
        Schema.Read(connection, sql, row => new KeptAccount(
            new Account(UlidOf(row.GetString(0)), row.GetString(1), row.GetInt64(2) != 0, [], []),
            row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(7))), parameters)
            .Select(kept => kept with { Account = WithMarks(connection, kept.Account) });

    private static Account WithMarks(SqliteConnection connection, Account account) => account with
    {
        Reads =
        [
            .. Schema.Read(connection, "SELECT room, seq FROM reads WHERE account = $id",
                row => new ReadMark(row.GetString(0), row.GetInt64(1)), ("$id", account.Id.ToString())),
        ],
        Ignored =
        [
            .. Schema.Read(connection, "SELECT name FROM ignored WHERE account = $id", row => row.GetString(0),
                ("$id", account.Id.ToString())),
        ],
    };

    private static Ulid UlidOf(string text) =>
        Ulid.TryParse(text, out var id) ? id : throw new InvalidDataException($"{text} is no id");

    private Task<T> Do<T>(Func<SqliteConnection, T> work, CancellationToken cancellation) => Task.Run(
        () =>
        {
            using var connection = new SqliteConnection(_connectionString);
            connection.Open();
            Schema.Run(connection, "PRAGMA synchronous = FULL");
            return work(connection);
        },
        cancellation);
}
