using System.CommandLine;
using RxChat.Server.Configuration;
using RxChat.Sqlite;

namespace RxChat.Server.Users;

using Command = System.CommandLine.Command;

/// <summary><c>rxchat user</c>: administers the accounts of a history file, while a server has it or not.</summary>
internal static class UserCommand
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public static Command Create() =>
        new("user", "Administers accounts; a server may run meanwhile.") 
        {
            Add(), List(), Password(), TokenCommand.Create(), Remove(),
        };

    private static Command Add()
    {
        var (file, name) = (NewFile(), NewName());
        var isOperator = new Option<bool>("--operator") { Description = "may do everything everywhere" };
        var isBot = new Option<bool>("--bot") { Description = "has no password; rxchat user token opens it" };
        var add = new Command("add", "Makes an account; the password is read from standard input, or asked for.")
        {
            name, isOperator, isBot, file,
        };
        add.SetAction((parsed, cancellation) => WorkAsync(parsed.GetValue(file)!, async (accounts, _, c) =>
        {
            var called = parsed.GetValue(name)!;
            var (operates, now) = (parsed.GetValue(isOperator), DateTimeOffset.UtcNow);
            var refusal = parsed.GetValue(isBot)
                ? await accounts.AddBotAsync(called, operates, now, c)
                : await accounts.AddAsync(called, await PasswordPrompt.ReadAsync(called, c), operates, now, c);
            return refusal is not null ? TextRefusals.Sentence(refusal) : Done($"{called} has an account");
        }, cancellation));
        return add;
    }

    private static Command List()
    {
        var file = NewFile();
        var list = new Command("list", "Lists the accounts, a line each: the name, since when, and operator.") { file };
        list.SetAction((parsed, cancellation) => WorkAsync(parsed.GetValue(file)!, async (_, store, c) =>
        {
            foreach (var kept in await store.ListAsync(c))
            {
                Console.Out.WriteLine(FormattableString.Invariant(
                    $"{kept.Account.Name}\t{kept.Created:yyyy-MM-dd}{(kept.Account.IsOperator ? "\toperator" : "")}"));
            }
            return null;
        }, cancellation));
        return list;
    }

    private static Command Password()
    {
        var (file, name) = (NewFile(), NewName());
        var password = new Command("passwd",
            "Gives an account another password, read from standard input or asked for; its tokens are void then.")
        {
            name, file,
        };
        password.SetAction((parsed, cancellation) => WorkAsync(parsed.GetValue(file)!, async (accounts, _, c) =>
        {
            var called = parsed.GetValue(name)!;
            if (await accounts.FindAsync(called, c) is null) return $"there is no account {called}";
            var refusal = await accounts.SetPasswordAsync(called, await PasswordPrompt.ReadAsync(called, c), c);
            return refusal is not null ? TextRefusals.Sentence(refusal) : Done($"{called} has another password");
        }, cancellation));
        return password;
    }

    private static Command Remove()
    {
        var (file, name) = (NewFile(), NewName());
        var remove = new Command("remove",
            "Takes an account away. What it said stays: rxchat history purge takes that out.") { name, file };
        remove.SetAction((parsed, cancellation) => WorkAsync(parsed.GetValue(file)!, async (accounts, store, c) =>
        {
            var called = parsed.GetValue(name)!;
            if (await accounts.FindAsync(called, c) is not { } kept) return $"there is no account {called}";
            await store.RemoveAsync(kept.Account.Id, c);
            return Done($"{called} has no account any more");
        }, cancellation));
        return remove;
    }

    public static string? Done(string what)
    {
        Console.Error.WriteLine(what);
        return null;
    }

    public static Argument<string> NewName() => new("NAME") { Description = "of the account" };

    public static Option<string> NewFile() => new("--history")
    {
        Description = "the file of the server (rxchat.db)",
        HelpName = "FILE.db",
        DefaultValueFactory = _ => ServeConfiguration.Default.History!,
    };

    /// <param name="path">The file.</param>
    /// <param name="work">Returns why it is not done; null if it is.</param>
    /// <param name="cancellation">Of the command.</param>
    public static async Task<int> WorkAsync(
        string path, Func<Accounts, IAccountStore, CancellationToken, Task<string?>> work,
        CancellationToken cancellation)
    {
        try
        {
            var store = SqliteAccountStore.Open(path);
            using var passwords = new HashedPasswords();
            var why = await work(new Accounts(store, passwords), store, cancellation);
            return why is null ? 0 : LastWords.Say(why);
        }
        catch (HistoryFileException e)
        {
            return LastWords.Say(e.Message);
        }
    }
}
