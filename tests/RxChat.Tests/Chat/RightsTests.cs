using System.Reflection;
using System.Text;
using System.Text.Json.Serialization;

namespace RxChat.Tests.Chat;

/// <summary>Who may do what in a room that is somebody's: every command there is, by everybody there is.</summary>
public class RightsTests
{
    private static readonly Person s_owner = new(11, "owner", Account: "owner", Identity: new Ulid(11));
    private static readonly Person s_moderator = new(12, "moderator", Account: "moderator", Identity: new Ulid(12));
    private static readonly Person s_member = new(13, "member", Account: "member", Identity: new Ulid(13));
    private static readonly Person s_guest = new(14, "guest-14", Identity: new Ulid(14));
    private static readonly Person s_operator =
        new(15, "operator", Account: "operator", Identity: new Ulid(15), IsOperator: true);
    private static readonly Person s_victim = new(16, "victim", Identity: new Ulid(16));
    private static readonly Person s_muted = new(17, "muted", Identity: new Ulid(17));

    // In the order guest, member, moderator, owner, operator, and one who is muted.
    private static readonly Person[] s_people =
        [s_guest, s_member, s_moderator, s_owner, s_operator, s_muted];

    private static readonly Target s_victims = new(9), s_guests = new(10);

    private static readonly (string Who, Func<long, Command> Command)[] s_table =
    [
        ("yes yes yes yes yes no ", by => Says(by, "hello")),
        ("yes yes yes yes yes no ", by => Says(by, "an answer") with { ReplyTo = s_victims }),
        ("no  no  no  no  no  no ", by => Says(by, "an edit of somebody else's") with { Replaces = s_victims }),
        ("yes no  no  no  no  no ", by => Says(by, "an edit of the guest's") with { Replaces = s_guests }),
        ("no  no  yes yes yes no ", by => new RemoveMessage(by, "tea", s_victims, default)),
        ("no  no  yes yes yes no ", by => new AskOriginal(by, "tea", s_victims)),
        ("yes yes yes yes yes no ", by => new React(by, "tea", s_victims, "x", false, default)),
        ("no  no  yes yes yes no ", by => new SetTopic(by, "tea", "what is it about?", default)),
        ("yes yes yes yes yes yes", by => new SetTopic(by, "tea", null, default)),
        ("yes yes yes yes yes no ", by => new TellTyping(by, "tea")),
        ("yes yes yes yes yes yes", by => new AskHistory(by, "tea", null, null, null)),
        ("yes yes yes yes yes yes", by => new Search(by, "tea", "word", null, null)),
        ("yes yes yes yes yes yes", by => new AskQuery(by, "in tea | has word")),
        ("no  yes yes yes yes no ", by => new AskQuery(by, "in tea, club | has word")),
        ("no  no  no  no  no  no ", by => new EndQuery(by, 1)),
        ("yes yes yes yes yes yes", by => new ListMembers(by, "tea")),
        ("yes yes yes yes yes yes", by => new ListRooms(by)),
        ("yes yes yes yes yes yes", by => new LeaveRoom(by, "tea")),
        ("yes yes yes yes yes yes", by => new JoinRoom(by, "coffee")),
        ("no  yes yes yes yes no ", by => new JoinRoom(by, "club")),
        ("no  yes yes yes yes no ", by => new ListMembers(by, "club")),
        ("yes yes yes yes yes yes", by => new Whisper(by, "victim", "psst")),
        ("no  no  yes yes yes no ", by => Act(by, ModerationAct.Kick, "victim")),
        ("no  no  yes yes yes no ", by => Act(by, ModerationAct.Ban, "victim")),
        ("no  no  yes yes yes no ", by => Act(by, ModerationAct.Ban, "10.0.0.0/8")),
        ("no  no  yes yes yes no ", by => Act(by, ModerationAct.Unban, "outlaw")),
        ("no  no  yes yes yes no ", by => Act(by, ModerationAct.Mute, "victim")),
        ("no  no  yes yes yes no ", by => Act(by, ModerationAct.Unmute, "muted")),
        ("no  no  yes yes yes no ", by => Act(by, ModerationAct.Slow, "", "5")),
        ("no  no  no  yes yes no ", by => Act(by, ModerationAct.Private, "", "on")),
        ("no  no  no  yes yes no ", by => Act(by, ModerationAct.Access, "", "none")),
        ("no  no  yes yes yes no ", by => Act(by, ModerationAct.Role, "victim", "member")),
        ("no  no  no  yes yes no ", by => Act(by, ModerationAct.Role, "victim", "moderator")),
        ("no  no  no  yes yes no ", by => Act(by, ModerationAct.Role, "victim", "owner")),
        ("no  no  yes yes yes no ", by => Act(by, ModerationAct.Role, "member", "none")),
        ("no  no  yes yes yes no ", by => Act(by, ModerationAct.Kick, "member")),
        ("no  no  yes yes yes no ", by => Act(by, ModerationAct.Kick, "moderator")),
        ("no  no  no  yes yes no ", by => Act(by, ModerationAct.Kick, "owner")),
        ("no  no  no  no  yes no ", by => Act(by, ModerationAct.Kick, "operator")),
        ("no  no  yes yes yes no ", by => new ListRules(by, "tea")),
        ("yes no  no  no  no  yes", by => new TakeName(by, "another")),
        ("yes no  no  no  no  yes", by => new Register(by, "another", new Secret("password"))),
        ("yes no  no  no  no  yes", by => new Login(by, "another", new Secret("password"))),
        ("yes no  no  no  no  yes", by => new Vouch(by, new Voucher("another"))),
        ("no  yes yes yes yes no ", by => new Logout(by)),
        ("no  yes yes yes yes no ", by => new ChangePassword(by, new Secret("password"), new Secret("password2"))),
        ("no  yes yes yes yes no ", by => new DeleteAccount(by, new Secret("password"))),
        ("yes yes yes yes yes yes", by => new AskToken(by)),
        ("no  yes yes yes yes no ", by => new MarkRead(by, "tea", 9)),
        ("no  yes yes yes yes no ", by => new AskUnread(by)),
        ("yes yes yes yes yes yes", by => new Ignore(by, "victim", true)),
        ("yes yes yes yes yes yes", by => new BeAway(by, "lunch")),
        ("no  yes yes yes yes no ", by => new AskHistory(by, "@owner", null, null, null)),
        ("yes yes yes yes yes yes", by => new ChooseOverflow(by, Overflow.Latest)),
        ("yes yes yes yes yes yes", by => new Ping(by)),
        ("yes yes yes yes yes yes", by => new Help(by, [])),
        ("yes yes yes yes yes yes", by => new AskMotd(by)),
        ("yes yes yes yes yes yes", by => new Disconnect(by)),
    ];

    [Fact]
    public void Everybody_may_do_what_the_table_says()
    {
        var shown = new StringBuilder();
        var expected = new StringBuilder();
        foreach (var (who, command) in s_table)
        {
            var may = s_people.Select(person => MayDo(command(person.Id)) ? "yes" : "no ");
            var what = command(0) is Moderate act ? $"{act.Act} {act.Whom} {act.Value}" : command(0).GetType().Name;
            shown.AppendLine($"{string.Join(' ', may)} {what}");
            expected.AppendLine($"{who} {what}");
        }
        shown.ToString().Should().Be(expected.ToString());
    }

    [Fact]
    public void No_command_is_missing_in_it()
    {
        // Those that clients do not ask: what effects give, what the server says, what is no command to it.
        Type[] others =
        [
            typeof(Connect), typeof(Stop), typeof(Expire), typeof(Refuse), typeof(Notify), typeof(SlashCommand),
            typeof(GiveHistory), typeof(GiveSearch), typeof(GiveMissed), typeof(GiveFound), typeof(GiveMotd),
            typeof(GiveAccount), typeof(GiveSeed),
        ];
        var all = typeof(ChatValue).GetCustomAttributes<JsonDerivedTypeAttribute>()
            .Select(attribute => attribute.DerivedType).Where(type => type.IsSubclassOf(typeof(Command)));
        s_table.Select(row => row.Command(1).GetType()).Distinct().Should().BeEquivalentTo(all.Except(others));
        s_table.Select(row => row.Command(1)).OfType<Moderate>().Select(moderate => moderate.Act).Distinct()
            .Should().BeEquivalentTo(Enum.GetValues<ModerationAct>().Except([ModerationAct.Forgotten]));
    }

    private static bool MayDo(Command command)
    {
        var chat = Tea();
        var decision = chat.Decide(command);
        // What it has no right to is refused; or, of typing, nothing happens.
        return command is TellTyping ? decision.Entry is not null : decision.Answer is not Refused;
    }

    private static ChatTable Tea()
    {
        Person[] all = [.. s_people, s_victim];
        return new ChatTable(
        [
            .. all.Select(person => new Arrived(person)),
            .. all.Where(person => person.Account is not null)
                .Select(person => new LoggedIn(person, new Account(person.Identity, person.Name, false, [], []))),
            .. all.Select((person, n) => new Joined(person, "tea", n + 1)),
            new Joined(ChatTable.Carol, "club", 1),
            .. new[] { (s_owner, "owner"), (s_moderator, "moderator"), (s_member, "member") }.SelectMany((one, n) =>
                new[] { Role("tea", one.Item1, one.Item2, n + 1), Role("club", one.Item1, one.Item2, n + 1) }),
            Done("club", ModerationAct.Private, "", "on", 4),
            Done("tea", ModerationAct.Mute, "muted", "", 4), Done("tea", ModerationAct.Ban, "outlaw", "", 5),
            Done("tea", ModerationAct.Slow, "", "0", 6), Done("tea", ModerationAct.Slow, "", "0", 7),
            Done("tea", ModerationAct.Slow, "", "0", 8),
            new Said(new ChatMessage(s_victim, "victim", "tea", "mine", default), 9, new Ulid(9)),
            new Said(new ChatMessage(s_guest, "guest-14", "tea", "the guest's", default), 10, new Ulid(10)),
        ])
        {
            Limits = new ChatServerOptions
            {
                Accounts = new Accounts(new MemoryAccountStore(), new PlainPasswords()),
            },
        };
    }

    private static Moderated Role(string room, Person person, string role, int seq) =>
        Done(room, ModerationAct.Role, person.Name, role, seq) with { Identity = person.Identity };

    private static Moderated Done(string room, ModerationAct act, string whom, string value, int seq) =>
        new(room, s_operator, act, whom, default, value, null, "", default, seq, new Ulid((UInt128)seq));

    private static ChatMessage Says(long by, string text) =>
        new(s_people.FirstOrDefault(one => one.Id == by) ?? s_guest, "x", "tea", text, default);

    private static Moderate Act(long by, ModerationAct act, string whom, string value = "") =>
        new(by, "tea", act, whom, value, null, "", default);
}
