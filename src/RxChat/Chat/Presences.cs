namespace RxChat;

/// <summary>Who is away, and who does not hear whom. Pure; changes nothing.</summary>
internal static class Presences
{
    /// <summary>Characters of what is told of who is away; names that are not heard.</summary>
    private const int LongestText = 390, MostIgnored = 1000;

    public static Decision Ignore(Presence by, Ignore ignore)
    {
        var name = Names.Prepared(ignore.Name);
        if (InvalidName.Of(NameKind.Person, name, ChatServerOptions.LongestName) is { } problem) return problem;
        if (by.Holder.Ignores(name) == ignore.IsIgnored) return default;
        if (ignore.IsIgnored && by.Holder.Ignored.Length >= MostIgnored) return new TooLong(MostIgnored);
        return new Decision(
            new Ignored(by.Person, name, ignore.IsIgnored),
            Effect: by.Holder.Account is not { } account ? null
                : new KeepWithAccount(by.Person.Id, account.Id, Name: name, IsIgnored: ignore.IsIgnored));
    }

    public static Decision BeAway(Presence by, BeAway away, ChatServerOptions limits)
    {
        var most = Math.Min(LongestText, limits.MaxFrame);
        return away.Text == by.Holder.Away ? default(Decision)
            : away.Text?.Length > most ? new TooLong(most)
            : new Away(by.Person, away.Text);
    }
}
