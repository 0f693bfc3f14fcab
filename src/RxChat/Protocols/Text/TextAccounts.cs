namespace RxChat;

/// <summary>What people type about their accounts. The last word is the rest: a password may have blanks.</summary>
internal static class TextAccounts
{
    public static Command Parse(long by, ReadOnlySpan<char> word, ReadOnlySpan<char> rest)
    {
        var (first, more) = TextCommands.Split(rest);
        return word.ToString().ToUpperInvariant() switch
        {
            "REGISTER" => rest.IsEmpty ? TextCommands.Usage(by, "/register PASSWORD")
                : new Register(by, Name: null, Of(rest)),
            "LOGIN" => rest.IsEmpty ? TextCommands.Usage(by, "/login NAME PASSWORD, or /login TOKEN")
                : more.IsEmpty ? new Login(by, Name: null, Of(first))
                : new Login(by, first.ToString(), Of(more)),
            "PASSWORD" => more.IsEmpty ? TextCommands.Usage(by, "/password OLD NEW")
                : new ChangePassword(by, Of(first), Of(more)),
            "UNREGISTER" => rest.IsEmpty ? TextCommands.Usage(by, "/unregister PASSWORD")
                : new DeleteAccount(by, Of(rest)),
            "TOKEN" => new AskToken(by),
            _ => new Logout(by),
        };
    }

    private static Secret Of(ReadOnlySpan<char> text) => new(text.ToString());
}
