using System.Security.Cryptography;
using System.Text;

namespace RxChat;

/// <summary>Tokens, by which devices and bots come back, and the word of others.</summary>
public sealed partial class Accounts
{
    /// <summary>A token that was not used for so long is void.</summary>
    public static readonly TimeSpan TokensLast = TimeSpan.FromDays(90);

    private const int TokenBytes = 32;

    /// <summary>Makes a token of an account; for whoever administers them.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="scopes">What it is good for; null is everything.</param>
    /// <param name="now">It is void when it was not used for <see cref="TokensLast"/>.</param>
    /// <param name="cancellation">Of the work.</param>
    public Task<Secret> AddTokenAsync(
        Account account, Scopes? scopes, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(account);
        return AddTokenAsync(account.Id, guestName: null, scopes, now, cancellation);
    }

    /// <summary>Makes all tokens of an account void.</summary>
    public Task ForgetTokensAsync(Account account, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(account);
        return store.RemoveTokensAsync(account.Id, cancellation);
    }

    private async Task<AccountReply> ComeBackAsync(Secret token, DateTimeOffset now, CancellationToken cancellation)
    {
        var kept = await store.UseTokenAsync(HashOf(token), now, cancellation).ConfigureAwait(false);
        if (kept is null || !kept.IsValid(now)) return new AccountReply(new WrongPassword());
        var account = await store.FindAsync(kept.Identity, cancellation).ConfigureAwait(false);
        return account is not null ? new AccountReply(Account: account.Account, Scopes: kept.Scopes)
            : kept.GuestName is { } name ? await GuestAsync(kept.Identity, name, cancellation).ConfigureAwait(false)
            : new AccountReply(new WrongPassword());
    }

    // Whose name was registered meanwhile is themselves, and called otherwise.
    private async Task<AccountReply> GuestAsync(Ulid identity, string name, CancellationToken cancellation)
    {
        var looks = NameLooks.Of(name);
        var like = await store.FindLikeAsync(looks.Written, looks.Lowered, cancellation).ConfigureAwait(false);
        return new AccountReply(Guest: identity, GuestName: like is null ? name : null);
    }

    private async Task<AccountReply> GiveTokenAsync(Person by, DateTimeOffset now, CancellationToken cancellation)
    {
        var token = await AddTokenAsync(
            by.Identity, by.Account is null ? by.Name : null, scopes: null, now, cancellation).ConfigureAwait(false);
        return new AccountReply(Token: token);
    }

    private async Task<Secret> AddTokenAsync(
        Ulid identity, string? guestName, Scopes? scopes, DateTimeOffset now, CancellationToken cancellation)
    {
        var token = new Secret(Convert.ToHexStringLower(_random(TokenBytes)));
        var kept = new KeptToken(HashOf(token), identity, guestName, now) { Scopes = scopes };
        await store.AddTokenAsync(kept, cancellation).ConfigureAwait(false);
        return token;
    }

    private async Task<AccountReply> JudgedAsync(Judged judged, DateTimeOffset now, CancellationToken cancellation) =>
        judged.Voucher is { } voucher
            ? await VouchedAsync(voucher, now, cancellation).ConfigureAwait(false)
            : new AccountReply(new BadToken(judged.Problem));

    /// <summary>Whose word is taken says who is who: of whom there is no account, one is made.</summary>
    private async Task<AccountReply> VouchedAsync(Voucher voucher, DateTimeOffset now, CancellationToken cancellation)
    {
        if (voucher.Until <= now) return new AccountReply(new TokenExpired());
        if (await FindAsync(voucher.Name, cancellation).ConfigureAwait(false) is not { } kept)
        {
            var refusal = await AddBotAsync(voucher.Name, isOperator: false, now, cancellation).ConfigureAwait(false);
            // Two may have come at once.
            if (await FindAsync(voucher.Name, cancellation).ConfigureAwait(false) is not { } made)
                return new AccountReply(refusal ?? new AccountsUnavailable());
            kept = made;
        }
        var account = kept.Account with { IsOperator = kept.Account.IsOperator || voucher.IsOperator };
        return new AccountReply(Account: account, Scopes: voucher.Scopes, Until: voucher.Until);
    }

    private static string HashOf(Secret token) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token.Reveal())));
}
