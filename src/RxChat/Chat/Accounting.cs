using System.Collections.Immutable;

namespace RxChat;

/// <summary>Who is who: names that are taken, and accounts. Pure; changes nothing.</summary>
internal static class Accounting
{
    /// <summary>Whether who is not logged in may not do that, where everybody has to be.</summary>
    public static bool IsBarred(Presence by, Command command, out Decision barred)
    {
        barred = command is JoinRoom { IsOpening: true } opening
            ? new Decision(new Barred(by.Person, opening.Room), new Refused(new LoginRequired()))
            : new LoginRequired();
        return by.Person.Account is null
            && command is not (Register or Login or Vouch or GiveAccount or Help or AskMotd or GiveMotd or Ping
                or Refuse or Notify or SlashCommand or Disconnect);
    }

    /// <summary>A name that nobody has here; whether it is like a registered one, the accounts know.</summary>
    public static Decision TakeName(
        ChatState state, Presence by, TakeName take, ChatServerOptions limits, DateTimeOffset now)
    {
        var name = Names.Prepared(take.Name);
        if (by.Person.Account is { } account)
            return name == account ? default(Decision) : new AlreadyLoggedIn(account);
        if (InvalidName.Of(NameKind.Person, name, limits.MaxName) is { } problem) return problem;
        if (name == by.Person.Name) return Names.IsReserved(name) ? new NameTaken(name) : default(Decision);
        if (Names.IsReserved(name) || IsHeldByAnother(state, by, name)) return new NameTaken(name);
        return limits.Accounts is null ? Called(state, by, name, now) : new AskAccounts(take, by.Person);
    }

    /// <summary>What the accounts are asked, if it makes sense.</summary>
    public static Decision Ask(ChatState state, Presence by, Command asked, ChatServerOptions limits)
    {
        if (limits.Accounts is null)
            return asked is Vouch ? new Departed(by.Person, new NoAccounts()) : new NoAccounts();
        var isLoggedIn = by.Person.Account is not null;
        switch (asked)
        {
            // Whose word is void some time brings another one.
            case Login { Name: null } when by.Until is not null:
                break;
            case Register or Login or Vouch when isLoggedIn:
                return new AlreadyLoggedIn(by.Person.Account!);
            case ChangePassword or DeleteAccount when !isLoggedIn:
                return new NotLoggedIn();
            case Register register:
                var name = Names.Prepared(register.Name ?? by.Person.Name);
                if (InvalidName.Of(NameKind.Person, name, limits.MaxName) is { } problem) return problem;
                if (register.Name is null && name == Names.Guest(by.Person.Id))
                    return new InvalidName(NameKind.Person, NameProblem.Missing, limits.MaxName);
                if (Names.IsReserved(name) || IsHeldByAnother(state, by, name)) return new NameTaken(name);
                break;
        }
        return new AskAccounts(asked, by.Person);
    }

    /// <summary>What comes of what the accounts said.</summary>
    public static Decision Answer(
        ChatState state, Presence by, GiveAccount given, ChatServerOptions limits, DateTimeOffset now) =>
        (given.Asked, given.Reply) switch
    {
        (Whisper asked, { Account: { } account }) => Threads.Whisper(state, by, asked, limits, account),
        (var asked, { Account: { } account }) when Threads.IsOfThread(asked) =>
            Threads.Decide(state, by, asked, limits, looked: null, account),
        // On somebody's word they are who they are, or are not here.
        (Vouch, { Refusal: { } problem }) => new Departed(by.Person, problem),
        (Moderate asked, { Refusal: null }) => Moderating.Moderate(state, by, asked, limits, given.Reply),
        (_, { Refusal: { } refusal }) => refusal,
        (TakeName take, _) => Names.Prepared(take.Name) is var name && IsHeldByAnother(state, by, name)
            ? new NameTaken(name)
            : Called(state, by, name, now),
        (Login { Name: null }, { Account: { } account, Until: not null } reply)
            when by.Until is not null && by.Person.Identity == account.Id => Renew(by, account, reply),
        // Two may have been under way at once.
        (Register or Login or Vouch, _) when by.Person.Account is { } already => new AlreadyLoggedIn(already),
        (Register or Login or Vouch, { Account: { } account } reply) =>
            LogIn(state, by, account, reply, limits, now),
        (Login, { Guest: var guest, GuestName: var name }) => ComeBack(state, by, guest, name, now),
        (DeleteAccount, _) => LogOutAll(state, by, limits, now),
        (AskToken, { Token: { } token }) => new TokenOf(token),
        _ => default,
    };

    public static Decision LogOut(ChatState state, Presence by, ChatServerOptions limits, DateTimeOffset now) =>
        by.Person.Account is null ? new NotLoggedIn() : AllOf(LoggingOut(state, by, limits, now));

    /// <summary>Nobody has the account any more, by whatever connection.</summary>
    private static Decision LogOutAll(ChatState state, Presence by, ChatServerOptions limits, DateTimeOffset now)
    {
        var entries = new List<Entry>();
        for (var i = 0; i < by.Holder.Connections.Count; i++)
            entries.AddRange(LoggingOut(state, by.Holder.Connections[i], limits, now));
        return AllOf(entries);
    }

    private static IEnumerable<Entry> LoggingOut(
        ChatState state, Presence by, ChatServerOptions limits, DateTimeOffset now)
    {
        var guest = by.Guest with { Name = Names.Guest(by.Person.Id) };
        return [new Renamed(by.Person, guest), new LoggedOut(guest),
            .. Leaving(by, guest, room => limits.RequireLogin
                ? new LoginRequired()
                : Moderating.WhyNotEnter(state, guest, room, now))];
    }

    /// <summary>Nobody stays where they may not be as who they are now, or is told of it.</summary>
    private static IEnumerable<Entry> Leaving(Presence by, Person person, Func<string, Refusal?> whyNotIn) =>
        by.Places.Where(room => whyNotIn(room.Name) is not null)
            .Select(room => (Entry)new Left(person, room.Name, room.Members - 1))
            .Concat(Querying.Ending(by, person, whyNotIn));

    private static Decision AllOf(IEnumerable<Entry> entries) => entries.ToArray() is [var first, .. var then]
        ? new Decision(first, Then: then.Length == 0 ? default : [.. then])
        : default(Decision);

    /// <summary>They stay who they are, with what the new word says they may.</summary>
    private static Decision Renew(Presence by, Account account, AccountReply reply)
    {
        var person = by.Person with { IsOperator = account.IsOperator, Scopes = reply.Scopes };
        return AllOf([new Renamed(by.Person, person), new LoggedIn(person, account, reply.Until)]);
    }

    private static Decision LogIn(
        ChatState state, Presence by, Account account, AccountReply reply, ChatServerOptions limits, DateTimeOffset now)
    {
        var person = by.Person with
        {
            Name = account.Name, Address = null, Account = account.Name, Identity = account.Id,
            IsOperator = account.IsOperator, Scopes = reply.Scopes,
        };
        // A name that is registered is its owner's, whoever has it meanwhile: guests, and who had an account of it that
        // is there no more.
        return AllOf(
        [
            .. Squatters(state, by, account).SelectMany(one => one.Person.Account is not null
                ? LoggingOut(state, one, limits, now)
                : [new Renamed(one.Person, one.Person with { Name = Names.Guest(one.Person.Id) })]),
            new Renamed(by.Person, person),
            new LoggedIn(person, account, reply.Until),
            .. by.BarredFrom is { } room && Moderating.WhyNotEnter(state, person, room, now) is null
                ? [new Joined(person, room, (state.Rooms.GetValueOrDefault(room)?.Members ?? 0) + 1)]
                : Array.Empty<Entry>(),
            .. Leaving(by, person, room => Moderating.WhyNotEnter(state, person, room, now)),
        ]);
    }

    /// <summary>A guest is who they were before, and called so if nobody is meanwhile.</summary>
    private static Decision ComeBack(
        ChatState state, Presence by, Ulid identity, string? called, DateTimeOffset now)
    {
        var name = called is null || Names.IsReserved(called)
            || (state.ByName.TryGetValue(called, out var holder) && holder != by.Holder
                && holder.Person.Identity != identity)
            ? by.Person.Name
            : called;
        return Become(state, by, now, by.Person with
        {
            Name = name, Identity = identity, Address = Names.IsReserved(name) ? by.Person.Address : null,
        });
    }

    private static Decision Called(ChatState state, Presence by, string name, DateTimeOffset now) =>
        Become(state, by, now, by.Person with { Name = name, Address = null });

    private static Decision Become(ChatState state, Presence by, DateTimeOffset now, Person person) => AllOf(
    [
        new Renamed(by.Person, person),
        .. Leaving(by, person, room => Moderating.WhyNotEnter(state, person, room, now)),
    ]);

    private static bool IsHeldByAnother(ChatState state, Presence by, string name) =>
        state.ByName.TryGetValue(name, out var holder) && holder != by.Holder;

    private static IEnumerable<Presence> Squatters(ChatState state, Presence by, Account account)
    {
        if (!state.ByName.TryGetValue(account.Name, out var holder)) yield break;
        for (var i = 0; i < holder.Connections.Count; i++)
        {
            if (holder.Connections[i] is var one && one != by && one.Person.Identity != account.Id) yield return one;
        }
    }
}
