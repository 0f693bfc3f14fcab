using System.CommandLine;

namespace RxChat.Server.Users;

using Command = System.CommandLine.Command;

/// <summary><c>rxchat user token</c>: what opens an account without its password.</summary>
internal static class TokenCommand
{
    public static Command Create()
    {
        var (file, name) = (UserCommand.NewFile(), UserCommand.NewName());
        var scopes = new Option<string>("--scopes")
        {
            Description = "what it is good for, with commas: say, read, presence, moderate, operate (everything)",
            HelpName = "SCOPES",
        };
        var isVoid = new Option<bool>("--void") { Description = "makes all tokens of the account void instead" };
        var token = new Command("token",
            "Makes a token of an account and writes it; it is void when it was not used for 90 days.")
        {
            name, scopes, isVoid, file,
        };
        token.SetAction((parsed, cancellation) => UserCommand.WorkAsync(
            parsed.GetValue(file)!, async (accounts, _, c) =>
            {
                var (called, words) = (parsed.GetValue(name)!, parsed.GetValue(scopes));
                if (await accounts.FindAsync(called, c) is not { } kept) return $"there is no account {called}";
                if (parsed.GetValue(isVoid))
                {
                    await accounts.ForgetTokensAsync(kept.Account, c);
                    return UserCommand.Done($"{called} has no token any more");
                }
                var given = words is null ? null : ScopeWords.Parse(words.Split(',', StringSplitOptions.TrimEntries));
                if (words is not null && given is null)
                    return $"--scopes are say, read, presence, moderate and operate, with commas, not {words}";
                var made = await accounts.AddTokenAsync(kept.Account, given, DateTimeOffset.UtcNow, c);
                Console.Out.WriteLine(made.Reveal());
                return null;
            },
            cancellation));
        return token;
    }
}
