using CsCheck;

namespace RxChat.Tests.Chat;

/// <summary>Runs of commands.</summary>
internal static class AnyRun
{
    private static readonly string[] s_words = ["tea", "Tea", "lobby", "x y", "bob", "alice", "guest-4"];

    private static readonly string[] s_queries =
        ["in lobby", "in Lobby, tea | has text", "in tea | count per 1m by from", "in lobby | last 3", "in x y"];

    /// <summary>Whatever up to six people do, in any order.</summary>
    public static Gen<Command[]> Gen { get; } =
        CsCheck.Gen.Select(
            CsCheck.Gen.Int[0, 25], CsCheck.Gen.Long[1, 6], CsCheck.Gen.Int[0, 6].Select(n => s_words[n]),
            CsCheck.Gen.Int[0, 1 << 30])
            .Select((kind, by, word, any) => (Command)(kind switch
            {
                0 when by > 3 => new Connect(
                    new Person(by + 3, $"guest-{by + 3}", Identity: new Ulid((UInt128)(103 + by)))),
                0 => new ListRooms(by),
                1 or 2 => new JoinRoom(by, word),
                3 => new LeaveRoom(by, word),
                4 => new TakeName(by, word),
                5 => new Disconnect(by),
                6 or 7 => SaysAny(by, "lobby", any),
                8 or 9 => SaysAny(by, "lobby", any) with { Replaces = new Target(any % 8) },
                10 => new RemoveMessage(by, "lobby", new Target(any % 8), default),
                11 => new React(by, "lobby", new Target(any % 8), "🙂", any % 2 == 0, default),
                12 when any % 4 == 0 => new Expire("lobby", any % 8),
                12 => new SetTopic(by, "lobby", $"topic {any}", default),
                13 => new Whisper(by, word, "x"),
                14 or 15 => new GiveAccount(
                    new Login(by, "x", new Secret("x")), new AccountReply(Account: AccountOf(any % 3))),
                16 => new Logout(by),
                17 or 18 => new Moderate(by, "lobby", (ModerationAct)(1 + (any % 5)), word, "", null, "", default),
                19 => new Moderate(
                    by, "tea", ModerationAct.Role, word, any % 2 == 0 ? "owner" : "none", null, "", default),
                20 => new Whisper(by, $"acc{any % 3}", "between us", default, $"{any % 4}"),
                23 or 24 => new AskQuery(by, s_queries[any % s_queries.Length]),
                25 => new EndQuery(by, any % 4),
                21 => new Ignore(by, word, any % 2 == 0),
                _ => any % 2 == 0 ? new BeAway(by, "lunch") : new MarkRead(by, "lobby", null),
            })).Array[0, 60].Select(Once);

    private static Account AccountOf(int number) =>
        new(new Ulid((UInt128)(200 + number)), $"acc{number}", number == 0, [], []);

    // A number is a client's for ever: it connects once.
    private static Command[] Once(Command[] commands) =>
        [.. commands.Where((command, n) => command is not Connect
            || commands.Take(n).All(before => before.By != command.By || before is not Connect))];

    private static ChatMessage SaysAny(long by, string room, int number) =>
        new(new Person(by, $"p{by}", Identity: new Ulid((UInt128)(100 + by))), room, $"text {number}");
}
