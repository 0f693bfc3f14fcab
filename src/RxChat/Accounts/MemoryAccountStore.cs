using System.Collections.Immutable;

namespace RxChat;

/// <summary>Accounts that last as long as the process. For one server, on one thread at a time.</summary>
public sealed class MemoryAccountStore : IAccountStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, KeptAccount> _accounts = [];
    private readonly Dictionary<string, KeptToken> _tokens = [];

    /// <inheritdoc />
    public Task<KeptAccount?> FindAsync(string key, CancellationToken cancellation) =>
        Do(() => _accounts.GetValueOrDefault(key));

    /// <inheritdoc />
    public Task<KeptAccount?> FindAsync(Ulid id, CancellationToken cancellation) => Do(() => Of(id));

    /// <inheritdoc />
    public Task<string?> FindLikeAsync(string written, string lowered, CancellationToken cancellation) =>
        Do(() => Like(written, lowered));

    /// <inheritdoc />
    public Task<bool> AddAsync(KeptAccount account, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(account);
        return Do(() => Like(account.Written, account.Lowered) is null && _accounts.TryAdd(account.Key, account));
    }

    /// <inheritdoc />
    public Task<bool> SetPasswordAsync(Ulid id, string hash, CancellationToken cancellation) => Do(() =>
    {
        if (Of(id) is not { } account) return false;
        _accounts[account.Key] = account with { Password = hash };
        ForgetTokens(id);
        return true;
    });

    /// <inheritdoc />
    public Task RemoveAsync(Ulid id, CancellationToken cancellation) => Do(() =>
    {
        if (Of(id) is { } account) _accounts.Remove(account.Key);
        ForgetTokens(id);
        return true;
    });

    /// <inheritdoc />
    public Task<ImmutableArray<KeptAccount>> ListAsync(CancellationToken cancellation) =>
        Do(() => _accounts.Values.OrderBy(account => account.Key, StringComparer.Ordinal).ToImmutableArray());

    /// <inheritdoc />
    public Task AddTokenAsync(KeptToken token, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(token);
        return Do(() => _tokens[token.Hash] = token);
    }

    /// <inheritdoc />
    public Task RemoveTokensAsync(Ulid identity, CancellationToken cancellation) => Do(() =>
    {
        ForgetTokens(identity);
        return true;
    });

    /// <inheritdoc />
    public Task<KeptToken?> UseTokenAsync(string hash, DateTimeOffset now, CancellationToken cancellation) => Do(() =>
    {
        if (!_tokens.TryGetValue(hash, out var token)) return null;
        if (token.IsValid(now)) _tokens[hash] = token with { Used = now };
        else _tokens.Remove(hash);
        return token;
    });

    /// <inheritdoc />
    public Task SetReadAsync(Ulid id, ReadMark mark, CancellationToken cancellation) => Change(
        id, account => account with
        {
            Reads = account.Reads.RemoveAll(one => Names.Comparer.Equals(one.Room, mark.Room)).Add(mark),
        });

    /// <inheritdoc />
    public Task SetIgnoredAsync(Ulid id, string name, bool isIgnored, CancellationToken cancellation) => Change(
        id, account => account with
        {
            Ignored = isIgnored
                ? account.Ignored.Remove(name, Names.Comparer).Add(name)
                : account.Ignored.Remove(name, Names.Comparer),
        });

    private Task<bool> Change(Ulid id, Func<Account, Account> change) => Do(() =>
    {
        if (Of(id) is { } kept) _accounts[kept.Key] = kept with { Account = change(kept.Account) };
        return true;
    });

    private KeptAccount? Of(Ulid id) => _accounts.Values.FirstOrDefault(account => account.Account.Id == id);

    private string? Like(string written, string lowered) => _accounts.Values.FirstOrDefault(account =>
        new NameLooks(account.Written, account.Lowered).AreLike(new NameLooks(written, lowered)))?.Account.Name;

    private void ForgetTokens(Ulid id)
    {
        foreach (var token in _tokens.Values.Where(token => token.Identity == id).ToArray()) _tokens.Remove(token.Hash);
    }

    private Task<T> Do<T>(Func<T> work)
    {
        lock (_lock) return Task.FromResult(work());
    }
}
