using System.Security.Cryptography;

namespace RxChat;

/// <summary>Who may be who: names with passwords, and tokens by which devices come back.</summary>
/// <param name="store">Where they are kept.</param>
/// <param name="passwords">What is kept of a password; null is nothing: nobody registers or logs in but on the word of
/// whoever made their connection.</param>
/// <param name="random">Gives so many bytes that nobody guesses; null are the system's.</param>
/// <param name="judge">Of tokens that somebody else makes; null takes none.</param>
public sealed partial class Accounts(
    IAccountStore store, IPasswords? passwords, Func<int, byte[]>? random = null, ITokenJudge? judge = null)
{
    /// <summary>Characters of a password.</summary>
    public const int ShortestPassword = 8, LongestPassword = 256;

    private const int LongestName = 120;

    private readonly Func<int, byte[]> _random = random ?? RandomNumberGenerator.GetBytes;

    /// <summary>Makes an account; for whoever administers them.</summary>
    /// <returns>Why not; null if it is made.</returns>
    public async Task<Refusal?> AddAsync(
        string name, Secret password, bool isOperator, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(password);
        return passwords is null ? new NoAccounts()
            : Problem(password) is { } problem ? problem
            : await AddAsync(name, isOperator, c => passwords.HashAsync(password, c), now, cancellation)
                .ConfigureAwait(false);
    }

    /// <summary>Makes an account that has no password: its tokens, or somebody else's word, open it.</summary>
    /// <returns>Why not; null if it is made.</returns>
    public Task<Refusal?> AddBotAsync(
        string name, bool isOperator, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(name);
        return AddAsync(name, isOperator, static _ => Task.FromResult(""), now, cancellation);
    }

    private async Task<Refusal?> AddAsync(
        string name, bool isOperator, Func<CancellationToken, Task<string>> hash, DateTimeOffset now,
        CancellationToken cancellation)
    {
        name = Names.Prepared(name);
        if (InvalidName.Of(NameKind.Person, name, LongestName) is { } invalid) return invalid;
        if (Names.IsReserved(name)) return new NameTaken(name);
        var looks = NameLooks.Of(name);
        // Before the work that takes its time; the store looks again.
        if (await store.FindLikeAsync(looks.Written, looks.Lowered, cancellation).ConfigureAwait(false) is { } like)
            return new NameTaken(like);
        var account = new Account(Ulid.Of(now, _random(Ulid.RandomBytes)), name, isOperator, [], []);
        var kept = new KeptAccount(
            account, Names.KeyOf(name), looks.Written, looks.Lowered, await hash(cancellation).ConfigureAwait(false),
            now);
        return await store.AddAsync(kept, cancellation).ConfigureAwait(false) ? null : new NameTaken(name);
    }

    /// <summary>Gives an account another password; for whoever administers them.</summary>
    /// <returns>Why not; null if it is done.</returns>
    public async Task<Refusal?> SetPasswordAsync(string name, Secret password, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(password);
        if (passwords is null) return new NoAccounts();
        if (Problem(password) is { } problem) return problem;
        if (await FindAsync(name, cancellation).ConfigureAwait(false) is not { } kept) return new NoSuchPerson(name);
        var hash = await passwords.HashAsync(password, cancellation).ConfigureAwait(false);
        await store.SetPasswordAsync(kept.Account.Id, hash, cancellation).ConfigureAwait(false);
        return null;
    }

    /// <summary>The account of a name, however it is written; null if there is none.</summary>
    public Task<KeptAccount?> FindAsync(string name, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(name);
        return store.FindAsync(Names.KeyOf(name), cancellation);
    }

    /// <summary>What comes of a command.</summary>
    internal async Task<AccountReply> AnswerAsync(
        Command asked, Person by, DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            return asked switch
            {
                Register or Login or ChangePassword or DeleteAccount or AskToken when passwords is null =>
                    new AccountReply(new NoAccounts()),
                Register register => await RegisterAsync(register, by, now, cancellation).ConfigureAwait(false),
                Login { Name: { } name } login => await LogInAsync(name, login.Secret, cancellation)
                    .ConfigureAwait(false),
                Login login when judge?.Knows(login.Secret) == true => await JudgedAsync(
                    await judge.JudgeAsync(login.Secret, now, cancellation).ConfigureAwait(false), now, cancellation)
                    .ConfigureAwait(false),
                Login login => await ComeBackAsync(login.Secret, now, cancellation).ConfigureAwait(false),
                Vouch { Voucher: var voucher } => await VouchedAsync(voucher, now, cancellation).ConfigureAwait(false),
                ChangePassword change => await ChangeAsync(change, by, cancellation).ConfigureAwait(false),
                DeleteAccount delete => await DeleteAsync(delete, by, cancellation).ConfigureAwait(false),
                AskToken => await GiveTokenAsync(by, now, cancellation).ConfigureAwait(false),
                TakeName take => await MayTakeAsync(take, by, cancellation).ConfigureAwait(false),
                Whisper whisper => await FindAsync(whisper.To, cancellation).ConfigureAwait(false) is { } found
                    ? new AccountReply(Account: found.Account)
                    : new AccountReply(new NoSuchPerson(whisper.To)),
                AskHistory { Room: var room } => await OfThreadAsync(room, cancellation).ConfigureAwait(false),
                Search { Room: var room } => await OfThreadAsync(room, cancellation).ConfigureAwait(false),
                MarkRead { Room: var room } => await OfThreadAsync(room, cancellation).ConfigureAwait(false),
                JoinRoom { Room: var room } => await OfThreadAsync(room, cancellation).ConfigureAwait(false),
                ChatMessage { Room: var room } => await OfThreadAsync(room, cancellation).ConfigureAwait(false),
                RemoveMessage { Room: var room } => await OfThreadAsync(room, cancellation).ConfigureAwait(false),
                React { Room: var room } => await OfThreadAsync(room, cancellation).ConfigureAwait(false),
                Moderate { Whom: var whom } => new AccountReply(
                    Account: (await FindAsync(whom, cancellation).ConfigureAwait(false))?.Account),
                _ => throw new InvalidOperationException($"accounts have no {asked}"),
            };
        }
        catch (BusyException)
        {
            return new AccountReply(new Busy());
        }
    }

    /// <summary>Keeps what changes of an account.</summary>
    internal Task KeepAsync(KeepWithAccount keep, CancellationToken cancellation) =>
        keep.Read is { } mark
            ? store.SetReadAsync(keep.Account, mark, cancellation)
            : store.SetIgnoredAsync(keep.Account, keep.Name!, keep.IsIgnored, cancellation);

    private async Task<AccountReply> OfThreadAsync(string room, CancellationToken cancellation) =>
        await FindAsync(room[1..], cancellation).ConfigureAwait(false) is { } found
            ? new AccountReply(Account: found.Account)
            : new AccountReply(new NoSuchPerson(Text.Quote(room.AsSpan(1))));

    private static WeakPassword? Problem(Secret password) =>
        password.Length is < ShortestPassword or > LongestPassword
            ? new WeakPassword(ShortestPassword, LongestPassword)
            : null;

    private async Task<AccountReply> RegisterAsync(
        Register register, Person by, DateTimeOffset now, CancellationToken cancellation)
    {
        var name = register.Name ?? by.Name;
        var refusal = await AddAsync(name, register.Password, isOperator: false, now, cancellation)
            .ConfigureAwait(false);
        return refusal is not null ? new AccountReply(refusal)
            : await FindAsync(name, cancellation).ConfigureAwait(false) is { } kept
                ? new AccountReply(Account: kept.Account)
                : new AccountReply(new AccountsUnavailable());
    }

    private async Task<AccountReply> LogInAsync(string name, Secret password, CancellationToken cancellation) =>
        await FindAsync(name, cancellation).ConfigureAwait(false) is { } kept
        && await passwords!.VerifyAsync(kept.Password, password, cancellation).ConfigureAwait(false)
            ? new AccountReply(Account: kept.Account)
            : new AccountReply(new WrongPassword());

    private async Task<AccountReply> ChangeAsync(ChangePassword change, Person by, CancellationToken cancellation)
    {
        if (Problem(change.New) is { } problem) return new AccountReply(problem);
        if (!await IsAsync(by, change.Old, cancellation).ConfigureAwait(false))
            return new AccountReply(new WrongPassword());
        var hash = await passwords!.HashAsync(change.New, cancellation).ConfigureAwait(false);
        await store.SetPasswordAsync(by.Identity, hash, cancellation).ConfigureAwait(false);
        return new AccountReply();
    }

    private async Task<AccountReply> DeleteAsync(DeleteAccount delete, Person by, CancellationToken cancellation)
    {
        if (!await IsAsync(by, delete.Password, cancellation).ConfigureAwait(false))
            return new AccountReply(new WrongPassword());
        await store.RemoveAsync(by.Identity, cancellation).ConfigureAwait(false);
        return new AccountReply();
    }

    private async Task<AccountReply> MayTakeAsync(TakeName take, Person by, CancellationToken cancellation)
    {
        var looks = NameLooks.Of(Names.Prepared(take.Name));
        var like = await store.FindLikeAsync(looks.Written, looks.Lowered, cancellation).ConfigureAwait(false);
        return like is null ? new AccountReply()
            : new AccountReply(Names.Comparer.Equals(like, take.Name) ? new NameTaken(like)
                : new NameConfusable(Text.Quote(take.Name), like));
    }

    private async Task<bool> IsAsync(Person by, Secret password, CancellationToken cancellation) =>
        await store.FindAsync(by.Identity, cancellation).ConfigureAwait(false) is { } kept
        && await passwords!.VerifyAsync(kept.Password, password, cancellation).ConfigureAwait(false);
}
