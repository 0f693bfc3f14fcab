using System.Collections.Immutable;

namespace RxChat;

/// <summary>
/// Where accounts are kept. Other processes may change them meanwhile. Called on any thread; must not block before it
/// returns.
/// </summary>
public interface IAccountStore
{
    /// <summary>The account whose name has this key; null if there is none.</summary>
    Task<KeptAccount?> FindAsync(string key, CancellationToken cancellation);

    /// <summary>The account of this id; null if there is none.</summary>
    Task<KeptAccount?> FindAsync(Ulid id, CancellationToken cancellation);

    /// <summary>The name of an account that has one of these looks; null if there is none.</summary>
    Task<string?> FindLikeAsync(string written, string lowered, CancellationToken cancellation);

    /// <summary>Keeps a new account, unless there is one of its key or its looks: false then.</summary>
    Task<bool> AddAsync(KeptAccount account, CancellationToken cancellation);

    /// <summary>Keeps another password; false if there is no such account. All tokens are void then.</summary>
    Task<bool> SetPasswordAsync(Ulid id, string hash, CancellationToken cancellation);

    /// <summary>Takes an account away, with everything that is kept with it.</summary>
    Task RemoveAsync(Ulid id, CancellationToken cancellation);

    /// <summary>All accounts, by their keys.</summary>
    Task<ImmutableArray<KeptAccount>> ListAsync(CancellationToken cancellation);

    /// <summary>Keeps a token.</summary>
    Task AddTokenAsync(KeptToken token, CancellationToken cancellation);

    /// <summary>Takes away all tokens of somebody.</summary>
    Task RemoveTokensAsync(Ulid identity, CancellationToken cancellation);

    /// <summary>The token of this hash; if there is one, it was used now.</summary>
    Task<KeptToken?> UseTokenAsync(string hash, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Keeps up to where somebody has read.</summary>
    Task SetReadAsync(Ulid id, ReadMark mark, CancellationToken cancellation);

    /// <summary>Keeps that somebody does not want to hear somebody, or does again.</summary>
    Task SetIgnoredAsync(Ulid id, string name, bool isIgnored, CancellationToken cancellation);
}

/// <summary>An account as it is kept.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Key">Of the name: two names with one key are the same.</param>
/// <param name="Written">What the name looks like; see <see cref="IAccountStore.FindLikeAsync"/>.</param>
/// <param name="Lowered">And in lower case.</param>
/// <param name="Password">The hash.</param>
/// <param name="Created">Since when.</param>
public sealed record KeptAccount(
    Account Account, string Key, string Written, string Lowered, string Password, DateTimeOffset Created);

/// <summary>A token as it is kept: whoever has it comes back as who they were.</summary>
/// <param name="Hash">Of the token.</param>
/// <param name="Identity">Who it is.</param>
/// <param name="GuestName">What a guest called themselves; null is nothing, or an account.</param>
/// <param name="Used">When it was made or used last.</param>
public sealed record KeptToken(string Hash, Ulid Identity, string? GuestName, DateTimeOffset Used)
{
    /// <summary>What it is good for; null is everything.</summary>
    public Scopes? Scopes { get; init; }

    /// <summary>Whether it was used within <see cref="Accounts.TokensLast"/>.</summary>
    public bool IsValid(DateTimeOffset now) => now - Used <= Accounts.TokensLast;
}
